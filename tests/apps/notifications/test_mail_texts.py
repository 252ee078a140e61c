"""The mails of every kind in all languages: each with words of its own language, and nothing left unfilled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone, translation

from clusterkit.access.viewer import viewer_of
from clusterkit.core.ports import NoticeKind, notice_kinds
from clusterkit.notifications.mails import message_of
from clusterkit.notifications.texts import Text, text_of
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.notifications import OutboxMailFactory

pytestmark = pytest.mark.django_db
MOMENT = "2026-03-30T07:00:00+00:00"
COMMON: dict[str, Any] = {
    **dict.fromkeys(("organisation", "university", "domain", "name", "who", "person", "author", "owner"), "Naftan"),
    **dict.fromkeys(("reason", "text", "position", "place", "address", "survivor", "request"), "123"),
    **dict.fromkeys(("count", "days", "months", "more", "counted", "needed", "minutes", "table"), 3),
    **dict.fromkeys(
        ("starts_at", "ends_at", "deadline", "until_at", "offer_expires_at", "moment", "meeting_at"), MOMENT
    ),
    **dict.fromkeys(("due_on", "ends_on", "may_reapply_on", "expected_on", "until"), "2026-03-30"),
    "title": "Pumps",
    "time_zone": "Europe/Minsk",
    "mode": "online",
    "titles": ["Pumps"],
    "searches": [{"name": "Pumps", "titles": ["Pumps"], "has_more": True, "path": "/ideas/"}],
    "change": "renewed",
    "missing": [{"what": "members", "counted": 1, "needed": 3, "expected_on": ""}],
}
OF_PART: dict[str, dict[str, Any]] = {"events": {"title": {"en": "Pumps", "ru": "Pumps"}}}


def kinds() -> Iterator[NoticeKind]:
    """Those that the package declares."""
    return (kind for kind in notice_kinds if kind.part != "testing")


def rendered(kind: NoticeKind, language: str) -> Text:
    context = {**COMMON, **OF_PART.get(kind.part, {})}
    with translation.override(language), timezone.override("Europe/Minsk"):
        return text_of(kind, context, recipient_name="Anna", url="https://x.example/")


@pytest.mark.parametrize("language", ["ru", "be", "pl"])
def test_every_kind_says_it_in_the_readers_language(language: str) -> None:
    untranslated: list[str] = []
    for kind in kinds():
        text, english = rendered(kind, language), rendered(kind, "en")
        both = f"{text.subject}\n{text.body}"
        assert not re.search(r"%\(|\{\{|\{%|&lt;|&amp;|\bNone\b", both), (kind.code, both)
        assert "\n" not in text.subject
        own = {line for line in text.body.splitlines() if re.search(r"[^\W\d_]{4}", line)}
        # Names and titles are the same in all languages; whole lines beside them are not.
        same = {line for line in own & set(english.body.splitlines()) if len(line.split()) > 3}
        with translation.override(language):
            label = str(kind.label)
        with translation.override("en"):
            if same or text.subject == english.subject or label == str(kind.label):
                untranslated.append(kind.code)
    assert untranslated == []


@pytest.mark.parametrize("language", ["ru", "be", "en", "pl"])
def test_the_mail_around_the_words(language: str, alpha: Cluster) -> None:
    kind = next(kinds())
    anna = viewer_of(UserFactory(name="Anna"))
    mail = OutboxMailFactory(recipient=anna.user, kind=kind.code, context={**COMMON, **OF_PART.get(kind.part, {})})
    alpha.languages = [language]
    with cluster_context(alpha):
        message = message_of(mail, kind, anna, "anna@example.org")
    html = str(message.alternatives[0][0])
    assert f'<html lang="{language}">' in html
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 480px" in html
    # Without pictures nothing is missing, for there are none; without the style sheet the button is still one.
    assert "<img" not in html
    button = re.search(r'<a href="[^"]+" style="([^"]+)">', html)
    assert button is not None
    assert "padding:13px 24px" in button[1]
    assert all('role="presentation"' in table for table in re.findall(r"<table[^>]*>", html))
    if language != "en":
        with translation.override("en"):
            assert "You get this mail because" not in html
