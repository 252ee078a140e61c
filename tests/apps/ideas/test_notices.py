"""Each notice has its two texts, in plain words and without markup."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from clusterkit.core.ports import NoticeKind, notice_kinds

KINDS = [kind for kind in notice_kinds if kind.code.startswith("ideas.")]
CONTEXT = {
    "title": "Tom & “Jerry”",
    "organisation": "Plant",
    "person": "Anna",
    "author": "Anna",
    "text": "Words <b>",
    "reason": "Name the plant",
    "days": 3,
    "months": 3,
    "count": 1,
    "name": "Pumps",
    "cluster_name": "Cluster",
    "recipient_name": "Ivan",
    "url": "https://x/",
}
ABOUT_NO_ITEM = {"writes_again", "stopped", "warned", "report_decided", "suggestions", "saved_search"}
"""Their subjects name none."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_texts(kind: NoticeKind) -> None:
    subject = render_to_string(f"{kind.template}.subject.txt", CONTEXT).strip()
    text = render_to_string(f"{kind.template}.txt", CONTEXT).strip()
    assert "Tom & “Jerry”" in subject or kind.code.partition(".")[2] in ABOUT_NO_ITEM
    assert "\n" not in subject
    assert len(text) > 20
    assert "&lt;" not in text
