"""Who is told what: one notice for each transition, to the right side, in words that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.membership import notices as kinds
from clusterkit.membership.models import Application, Membership
from clusterkit.membership.services import (
    admit,
    confirm_decision,
    expire_due,
    post_message,
    propose_decision,
    remind_of_ends,
    renew_membership,
    request_info,
    resign,
    resubmit,
    resume,
    revoke,
    suspend,
    withdraw,
)
from tests.apps.membership.conftest import Party


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Notice]]:
    """What goes through the port, whichever room fills it in this project."""
    found: list[Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", found.extend)
    yield found
    for notice in found:
        assert notice.recipients
        context = {**notice.context, "cluster_name": "Alpha", "recipient_name": "Anna", "url": "https://x/"}
        subject = render_to_string(f"{notice.kind.template}.subject.txt", context).strip()
        text = render_to_string(f"{notice.kind.template}.txt", context).strip()
        assert subject
        assert "\n" not in subject
        assert text.endswith("https://x/")
        assert "  " not in text.replace("\n", "")
    assert len({notice.event for notice in found}) == len(found)


def names(party: Party, notice: Notice) -> list[str]:
    people = ("applicant", "first", "second", "affiliated", "stranger")
    return [name for name in people if getattr(party, name).pk in notice.recipients]


def summary(party: Party, told: list[Notice]) -> list[tuple[str, list[str]]]:
    return [(notice.kind.code.removeprefix("membership."), names(party, notice)) for notice in told]


OFFICE, SIDE = ["first", "second"], ["applicant"]


def test_to_the_approval(party: Party, told: list[Notice]) -> None:
    application = party.reviewed()
    application = request_info(application=application, reason="other", text="Which one?", actor=party.viewer("first"))
    application = resubmit(application=application, actor=party.viewer("applicant"))
    common: dict[str, Any] = {"application": application, "verdict": "approve", "revision": 2}
    propose_decision(**common, actor=party.viewer("first"))
    confirm_decision(**common, actor=party.viewer("second"))
    assert summary(party, told) == [
        ("submitted", OFFICE),
        ("taken_up", SIDE),
        ("needs_info", SIDE),
        ("resubmitted", OFFICE),
        ("proposed", ["second"]),
        ("approved", SIDE),
    ]
    assert all(notice.target == application for notice in told)


def test_a_rejection(party: Party, told: list[Notice]) -> None:
    application = party.reviewed()
    common: dict[str, Any] = {"application": application, "verdict": "reject", "revision": 1}
    propose_decision(**common, reason="Not our field", actor=party.viewer("first"))
    confirm_decision(**common, actor=party.viewer("second"))
    assert summary(party, told)[-1] == ("rejected", SIDE)
    assert told[-1].context["reason"] == "Not our field"


def test_withdrawing_a_draft_tells_nobody_of_the_office(party: Party, told: list[Notice]) -> None:
    withdraw(application=party.draft(), actor=party.viewer("applicant"))
    assert told == []
    withdraw(application=party.submitted(), actor=party.viewer("applicant"))
    assert summary(party, told) == [("submitted", OFFICE), ("withdrawn", OFFICE)]


def test_messages_go_to_the_other_side(party: Party, told: list[Notice]) -> None:
    application = party.submitted()
    post_message(application=application, text="When?", actor=party.viewer("applicant"))
    post_message(application=application, text="Soon.", actor=party.viewer("first"))
    assert summary(party, told)[1:] == [("message", OFFICE), ("message", SIDE)]


def test_a_missed_deadline(party: Party, told: list[Notice]) -> None:
    application = request_info(application=party.reviewed(), reason="other", text="More", actor=party.viewer("first"))
    assert application.due_on is not None
    expire_due(day=application.due_on + timedelta(days=1))
    assert summary(party, told)[-1] == ("expired", SIDE)
    assert Application.objects.get().state == "expired"


def test_what_happens_to_a_term(party: Party, told: list[Notice]) -> None:
    term = admit(organisation=party.organisation, actor=party.viewer("first"))
    remind_of_ends(day=term.ends_on - timedelta(days=7))
    for act in (suspend, resume, suspend):
        act(membership=term, reason="The fee", actor=party.viewer("first"))
    resume(membership=term, actor=party.viewer("first"))
    renew_membership(membership=term, actor=party.viewer("first"))
    resign(membership=term, actor=party.viewer("applicant"))
    changes = [notice.context.get("change", notice.kind.code) for notice in told]
    assert changes == [
        "admitted",
        "membership.term_ending",
        "suspended",
        "resumed",
        "suspended",
        "resumed",
        "renewed",
        "resigned",
    ]
    assert all(names(party, notice) == SIDE for notice in told)


def test_a_revoked_term_says_why(party: Party, told: list[Notice]) -> None:
    term = admit(organisation=party.organisation, actor=party.viewer("first"))
    revoke(membership=term, reason="Broken rules", actor=party.viewer("first"))
    assert told[-1].context["reason"] == "Broken rules"
    assert Membership.objects.get().version == 2


def test_every_kind_is_declared_once() -> None:
    assert {kind.code for kind in kinds.BY_TRANSITION.values()} <= {
        kind.code for kind in ports.notice_kinds if kind.code.startswith("membership.")
    }
