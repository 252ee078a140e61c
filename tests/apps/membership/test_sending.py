"""Sending, the loop of completion, withdrawing, messages and notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import SystemActor
from clusterkit.membership import selectors
from clusterkit.membership.enums import ApplicationState, MessageKind
from clusterkit.membership.models import Application, Message, Revision
from clusterkit.membership.services import (
    add_note,
    post_message,
    remove_document,
    request_info,
    resubmit,
    save_draft,
    withdraw,
)
from clusterkit.testing.factories.membership import DocumentFactory
from tests.apps.membership.conftest import Party


def test_sending_freezes_a_numbered_revision(party: Party) -> None:
    application = party.submitted()
    revision = Revision.objects.get()
    assert (application.state, application.revision, revision.number) == ("submitted", 1, 1)
    assert revision.answers["motivation"] == application.motivation
    assert list(revision.documents.all()) == list(application.documents.all())
    assert application.submitted_at is not None


def test_the_loop_of_completion(party: Party) -> None:
    application = party.reviewed()
    sent_at = application.submitted_at
    application = request_info(
        application=application, reason="documents", text=" The charter, please. ", actor=party.viewer("first")
    )
    assert application.state == ApplicationState.NEEDS_INFO
    assert application.due_on == timezone.localdate() + timedelta(days=30)
    assert application.info_text == "The charter, please."
    applicant = party.viewer("applicant")
    remove_document(document=application.documents.get(), actor=applicant)
    DocumentFactory(application=application, kind="charter", title="Charter")
    save_draft(application=application, actor=applicant, contribution="More than before")
    application = resubmit(application=application, actor=applicant)
    assert (application.state, application.due_on, application.revision) == ("under_review", None, 2)
    assert application.submitted_at == sent_at
    older, newer = selectors.revisions_of(party.viewer("first"), application)
    changes = selectors.differences(older, newer)
    assert [(change.before, change.after) for change in changes] == [
        ("A laboratory that the other participants may use.", "More than before"),
        ("Certificate", ""),
        ("", "Charter"),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "whim"}, "reason"),
        ({"reason": "other", "text": "  "}, "text"),
        ({"reason": "", "text": "  "}, "text"),
        ({"due_on": timezone.localdate()}, "due_on"),
    ],
)
def test_asking_for_more_says_what_and_until_when(party: Party, values: dict[str, object], field: str) -> None:
    given = {"reason": "documents", "text": "The charter", **values}
    with pytest.raises(InvalidInput) as caught:
        request_info(application=party.reviewed(), actor=party.viewer("first"), **given)  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.parametrize("stage", ["draft", "submitted", "reviewed"])
def test_the_applicant_withdraws_before_the_decision(party: Party, stage: str) -> None:
    application = getattr(party, stage)()
    application = withdraw(application=application, actor=party.viewer("applicant"), reason="Later")
    assert application.state == ApplicationState.WITHDRAWN
    with pytest.raises(StateConflict):
        withdraw(application=application, actor=party.viewer("applicant"))


def test_the_office_withdraws_nothing(party: Party) -> None:
    with pytest.raises(NotPermitted):
        withdraw(application=party.submitted(), actor=party.viewer("first"))


def test_messages_go_both_ways_and_notes_stay_inside(party: Party) -> None:
    application = party.submitted()
    post_message(application=application, text="When will you decide?", actor=party.viewer("applicant"))
    post_message(application=application, text="On Friday.", actor=party.viewer("first"))
    add_note(application=application, text="Ask the council.", actor=party.viewer("second"))

    def texts(who: str) -> list[str]:
        lines = selectors.file_lines(party.viewer(who), application)
        return [line.text for line in lines if line.kind != MessageKind.STEP]

    assert texts("applicant") == ["When will you decide?", "On Friday."]
    assert texts("first") == ["When will you decide?", "On Friday.", "Ask the council."]
    assert texts("affiliated") == texts("stranger") == []


def test_who_is_outside_writes_nothing(party: Party) -> None:
    application = party.submitted()
    for who in ("affiliated", "stranger"):
        with pytest.raises(NotVisible):
            post_message(application=application, text="Hello", actor=party.viewer(who))
    with pytest.raises(NotPermitted):
        add_note(application=application, text="Note", actor=party.viewer("applicant"))
    with pytest.raises(NotPermitted):
        post_message(application=application, text="Beep", actor=SystemActor())
    assert not Message.objects.exclude(kind=MessageKind.STEP).exists()


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_line_is_refused(party: Party, text: str) -> None:
    application = party.submitted()
    with pytest.raises(InvalidInput):
        post_message(application=application, text=text, actor=party.viewer("applicant"))
    with pytest.raises(InvalidInput):
        add_note(application=application, text=text, actor=party.viewer("first"))


def test_nobody_reads_messages_of_a_draft(party: Party) -> None:
    with pytest.raises(StateConflict):
        post_message(application=party.draft(), text="Hello?", actor=party.viewer("applicant"))


def test_the_timeline_says_who_did_what(party: Party) -> None:
    application = party.reviewed()
    application = request_info(
        application=application, reason="details", text="Which one?", actor=party.viewer("first")
    )
    entries = selectors.timeline(selectors.file_lines(party.viewer("applicant"), application))
    assert [(str(entry.who), str(entry.text), entry.tone) for entry in entries] == [
        ("Felix First", "asked for more", "warn"),
        ("Felix First", "took up the application", "neutral"),
        ("Anna Applicant", "sent the application", "neutral"),
    ]
    assert entries[0].note == "Which one?"


def test_who_has_the_ball(party: Party) -> None:
    from clusterkit.membership.selectors.files import answers_with_labels, ball, info_label

    def balls(application: Application) -> tuple[str, str]:
        return ball(party.viewer("applicant"), application), ball(party.viewer("first"), application)

    draft = party.draft()
    assert (balls(draft)[0], info_label(draft)) == ("with you", "")
    assert dict(answers_with_labels(draft.answers()))["Contact person"] == "Anna Novik"
    draft.delete()
    application = party.reviewed()
    assert balls(application) == ("with the cluster's office",) * 2
    for reason, label in (("details", "Details do not agree with the documents"), ("other", "")):
        application = request_info(
            application=application, reason=reason, text="Which one?", actor=party.viewer("first")
        )
        assert balls(application) == ("with you", "with the applicant")
        assert info_label(application) == label
        application = resubmit(application=application, actor=party.viewer("applicant"))
    assert balls(withdraw(application=application, actor=party.viewer("applicant"))) == ("", "")
