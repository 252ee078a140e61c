"""The texts that the office has ready for returns and rejections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StaleVersion
from clusterkit.core.policies import SystemActor
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Application, Message, Opinion, Reason
from clusterkit.membership.selectors.reasons import (
    counted_reasons,
    offered_reasons,
    reason_title,
    visible_reasons,
)
from clusterkit.membership.services import (
    confirm_decision,
    create_reason,
    move_reason,
    propose_decision,
    request_info,
    resubmit,
    update_reason,
)
from clusterkit.membership.services.reasons import add_first_reasons
from clusterkit.testing.factories.membership import ReasonFactory
from tests.apps.membership.conftest import Party, asked

RETURN, REJECT = ReasonPurpose.RETURN, ReasonPurpose.REJECT


@pytest.mark.django_db
def test_a_new_cluster_gets_its_first_reasons_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as captured:
        add_first_reasons(languages=["ru", "be"])
    assert asked(captured) == 1
    add_first_reasons(languages=["ru"])
    assert [row.code for row in Reason.objects.offered_for(RETURN)] == ["documents", "details", "contribution", "other"]
    assert [row.code for row in Reason.objects.offered_for(REJECT)] == ["field", "contribution", "documents"]
    assert set(Reason.objects.get(purpose=REJECT, code="field").text) == {"ru", "be"}


@pytest.mark.django_db
def test_all_first_texts_are_there_in_each_language() -> None:
    add_first_reasons()
    for row in Reason.objects.all():
        assert set(row.title) == {"ru", "be", "en", "pl"}
        assert set(row.text) in ({"ru", "be", "en", "pl"}, set())


def test_a_cluster_without_any_offers_the_first_ones_and_keeps_them_when_one_is_chosen(party: Party) -> None:
    offered = offered_reasons(party.viewer("first"), RETURN)
    assert [row.code for row in offered] == ["documents", "details", "contribution", "other"]
    assert not Reason.objects.exists()
    assert reason_title(RETURN, "documents")
    request_info(application=party.reviewed(), reason="documents", actor=party.viewer("first"))
    assert all(row.pk for row in offered_reasons(party.viewer("first"), RETURN))
    assert offered_reasons(party.viewer("applicant"), RETURN) == []
    assert visible_reasons(party.viewer("stranger")) == []


def test_a_chosen_reason_is_the_text_where_none_is_written(party: Party) -> None:
    ReasonFactory(code="charter", text={"en": "Please add the charter."})
    with translation.override("en"):
        application = request_info(application=party.reviewed(), reason="charter", actor=party.viewer("first"))
    assert (application.info_reason, application.info_text) == ("charter", "Please add the charter.")
    line = Message.objects.get(code="request_info")
    assert (line.text, line.reason_code) == ("Please add the charter.", "charter")
    row = AuditRow.objects.filter(action="membership.request_info").first()
    assert row is not None
    assert (row.after["reason"], row.after["reason_title"]) == ("charter", "Reason charter")
    assert row.reason == "Please add the charter."


def test_what_is_written_stands_as_it_is(party: Party) -> None:
    ReasonFactory(code="charter")
    application = request_info(
        application=party.reviewed(), reason="charter", text="Page 3 of the charter.", actor=party.viewer("first")
    )
    assert (application.info_reason, application.info_text) == ("charter", "Page 3 of the charter.")


@pytest.mark.parametrize("code", ["whim", "off", "field"])
def test_only_what_is_offered_for_a_return_can_be_chosen(party: Party, code: str) -> None:
    ReasonFactory(code="off", is_active=False)
    ReasonFactory(code="field", purpose=REJECT)
    with pytest.raises(InvalidInput) as caught:
        request_info(application=party.reviewed(), reason=code, text="More", actor=party.viewer("first"))
    assert caught.value.field == "reason"


def test_a_rejection_keeps_the_reason_from_the_proposal_to_the_decision(party: Party) -> None:
    ReasonFactory(code="field", purpose=REJECT, text={"en": "Another field of work."})
    with translation.override("en"):
        application = propose_decision(
            application=party.reviewed(), verdict="reject", revision=1, reason_code="field", actor=party.viewer("first")
        )
    assert Opinion.objects.get().reason_code == "field"
    Reason.objects.update(is_active=False)  # switched off in between: what was said stands
    application = confirm_decision(application=application, verdict="reject", revision=1, actor=party.viewer("second"))
    assert (application.decision_reason, application.decision_text) == ("field", "Another field of work.")
    assert Message.objects.get(code="reject").reason_code == "field"
    row = AuditRow.objects.filter(action="membership.reject").first()
    assert row is not None
    assert row.after["reason_title"] == "Reason field"


def test_an_approval_takes_no_reason_of_a_rejection(party: Party) -> None:
    ReasonFactory(code="field", purpose=REJECT)
    propose_decision(
        application=party.reviewed(), verdict="approve", revision=1, reason_code="field", actor=party.viewer("first")
    )
    assert (Opinion.objects.get().reason_code, Opinion.objects.get().reason) == ("", "")


def test_a_rejection_needs_words_still(party: Party) -> None:
    ReasonFactory(code="mute", purpose=REJECT, text={})
    for code, field in (("", "reason"), ("mute", "reason"), ("whim", "reason_code")):
        application = Application.objects.first() or party.reviewed()
        with pytest.raises(InvalidInput) as caught:
            propose_decision(
                application=application, verdict="reject", revision=1, reason_code=code, actor=party.viewer("first")
            )
        assert caught.value.field == field


def test_reasons_are_counted_by_what_was_given(party: Party) -> None:
    application = party.reviewed()
    for code in ("documents", "documents", "", "other"):
        application = request_info(application=application, reason=code, text="More", actor=party.viewer("first"))
        application = resubmit(application=application, actor=party.viewer("applicant"))
    office = party.viewer("first")
    assert counted_reasons(office, RETURN) == {"documents": 2, "": 1, "other": 1}
    assert counted_reasons(office, REJECT) == {}
    assert counted_reasons(office, RETURN, since=timezone.now()) == {}
    assert counted_reasons(party.viewer("stranger"), RETURN) == {}


def make(party: Party, title: Any = "A stamp is missing", **values: Any) -> Reason:
    given = {
        "title": title if isinstance(title, dict) else {"en": title},
        "text": {"en": "Please have it stamped."},
        **values,
    }
    return create_reason(purpose=RETURN, values=given, actor=party.viewer("first"))


def test_the_office_adds_a_reason_at_the_end(party: Party) -> None:
    reason = make(party)
    assert reason.code == "a-stamp-is-missing"
    assert [row.code for row in offered_reasons(party.viewer("first"), RETURN)][-2:] == ["other", reason.code]
    assert make(party).code == "a-stamp-is-missing-2"
    assert make(party, "Печать").code == "own"
    row = AuditRow.objects.filter(action="membership.manage_reasons").order_by("pk").first()
    assert row is not None
    assert row.after["title"] == {"en": "A stamp is missing"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": {"en": " "}}, "title"),
        ({"title": {"en": "x" * 121}}, "title"),
        ({"text": {"en": "x" * 2001}}, "text"),
    ],
)
def test_what_cannot_be_a_reason_is_refused_at_its_field(party: Party, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(party, **values)
    assert caught.value.field == field


def test_a_code_is_given_once_for_each_purpose(party: Party) -> None:
    first = party.viewer("first")
    values = {"title": "Stamp"}
    assert create_reason(purpose=RETURN, code="stamp", values=values, actor=first).code == "stamp"
    assert create_reason(purpose=REJECT, code="stamp", values=values, actor=first).code == "stamp"
    with pytest.raises(Conflict):
        create_reason(purpose=RETURN, code="stamp", values=values, actor=first)
    for code, purpose, field in (("no spaces", RETURN, "code"), ("stamp", "whim", "purpose")):
        with pytest.raises(InvalidInput) as caught:
            create_reason(purpose=purpose, code=code, values=values, actor=first)
        assert caught.value.field == field


def test_a_changed_reason_changes_nothing_that_was_sent(party: Party) -> None:
    reason = ReasonFactory(code="charter", text={"en": "Please add the charter."})
    with translation.override("en"):
        application = request_info(application=party.reviewed(), reason="charter", actor=party.viewer("first"))
    changed = update_reason(
        reason=reason, values={"text": {"en": "Other words"}, "is_active": False}, actor=party.viewer("first")
    )
    assert (changed.version, changed.is_active, changed.code) == (2, False, "charter")
    application.refresh_from_db()
    assert application.info_text == "Please add the charter."
    assert reason_title(RETURN, "charter") == "Reason charter"
    with pytest.raises(StaleVersion):
        update_reason(reason=reason, values={}, expected_version=1, actor=party.viewer("first"))


def test_moving_up_and_down(party: Party) -> None:
    rows = [ReasonFactory(code=code, order=10) for code in ("a", "b", "c")]
    ReasonFactory(code="x", purpose=REJECT)

    def codes() -> list[str]:
        return list(Reason.objects.filter(purpose=RETURN).values_list("code", flat=True))

    move_reason(reason=rows[2], up=True, actor=party.viewer("first"))
    assert codes() == ["a", "c", "b"]
    move_reason(reason=rows[0], up=False, actor=party.viewer("first"))
    assert codes() == ["c", "a", "b"]
    before = AuditRow.objects.count()
    move_reason(reason=rows[2], up=True, actor=party.viewer("first"))
    move_reason(reason=rows[1], up=False, actor=party.viewer("first"))
    assert codes() == ["c", "a", "b"]
    assert AuditRow.objects.count() == before


@pytest.mark.parametrize("who", ["applicant", "stranger"])
def test_the_list_is_the_offices(party: Party, who: str) -> None:
    reason = ReasonFactory()
    actor = party.viewer(who)
    acts: tuple[Callable[[], Reason], ...] = (
        lambda: create_reason(purpose=RETURN, values={"title": "Mine"}, actor=actor),
        lambda: update_reason(reason=reason, values={"title": "Mine"}, actor=actor),
        lambda: move_reason(reason=reason, up=True, actor=actor),
    )
    for act in acts:
        with pytest.raises((NotPermitted, NotVisible)):
            act()
    assert str(Reason.objects.get().title) != "Mine"


@pytest.mark.django_db
def test_a_reason_that_is_not_there() -> None:
    reason = ReasonFactory()
    gone = Reason.objects.get(pk=reason.pk)
    Reason.objects.filter(pk=reason.pk).delete()
    acts: tuple[Callable[[], Reason], ...] = (
        lambda: update_reason(reason=gone, values={}, actor=SystemActor()),
        lambda: move_reason(reason=gone, up=True, actor=SystemActor()),
    )
    for act in acts:
        with pytest.raises(NotVisible):
            act()
