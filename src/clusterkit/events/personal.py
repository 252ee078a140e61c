"""Registrations of a person and of the guests whom he brings: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import (
    ErasedPerson,
    Outlook,
    PersonalData,
    Section,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.sections import section
from clusterkit.events.enums import OPEN_STATES, AttendeeConsent, EventState
from clusterkit.events.models import AttendanceCertificate, Registration
from clusterkit.events.selectors.answers import answer_columns, answers_in_words
from clusterkit.events.services import cancel_registration
from clusterkit.events.services.certificates import erase_certificates


@personal_data.connect(order=50)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """What the person registered for."""
    rows = Registration.objects.filter(user_id=payload.viewer.user_id or 0).order_by("pk")
    fields = (
        *("event__title", "event__starts_at", "state", "mode", "name", "organisation_name", "message", "consent"),
        *("open_to_meetings", "meeting_topic", "code", "checked_in_at", "created_at"),
    )
    guests = Registration.objects.filter(host__user_id=payload.viewer.user_id or 0).order_by("pk")
    told = ("event__title", "event__starts_at", "state", "mode", "name", "organisation_name", "code", "created_at")
    certificates = AttendanceCertificate.objects.filter(
        Q(registration__user_id=payload.viewer.user_id or 0)
        | Q(registration__host__user_id=payload.viewer.user_id or 0)
    ).order_by("pk")
    printed = ("number", "code", "content", "issued_at", "revoked_at")
    answered = rows.filter(form_version__isnull=False).select_related("event")
    labels = {"event": _("Event"), "question": _("Question"), "answer": _("Answer")}
    return [
        section("registrations", gettext_lazy("Your registrations for events"), rows, *fields),
        section("attendance_certificates", gettext_lazy("Your certificates of attendance"), certificates, *printed),
        section("event_guests", gettext_lazy("Guests whom you brought to events"), guests, *told),
        Section("event_answers", gettext_lazy("Your answers to the organisers of events"), _answers(answered), labels),
    ]


def _answers(rows: QuerySet[Registration]) -> Iterator[Mapping[str, str]]:
    for row in rows:
        for item in answers_in_words(answer_columns([row]), row):
            yield {"event": str(row.event), "question": item.label, "answer": item.text}


@person_erased.connect(order=300)
def leave_events(payload: ErasedPerson) -> Mapping[str, int]:
    """His places go to the next ones; of events that were, it stays that somebody came."""
    rows = Registration.objects.filter(user_id=payload.user_id)
    erase_certificates(payload.user_id)
    rows.update(
        name=payload.label,
        organisation_name="",
        message="",
        consent=AttendeeConsent.NONE,
        answers={},
        form_version=None,
        open_to_meetings=False,
        meeting_topic="",
    )
    Registration.objects.filter(host__user_id=payload.user_id).update(name=payload.label, organisation_name="")
    ahead = rows.filter(
        state__in=sorted(OPEN_STATES), event__state=EventState.PUBLISHED, event__ends_at__gt=timezone.now()
    )
    cancelled = list(ahead.select_related("event").order_by("event_id", "pk"))
    for row in cancelled:
        cancel_registration(actor=payload.actor, registration=row)
    return {"registrations": len(cancelled)}


@erasure_outlook.connect(order=50)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What events hold."""
    return [
        Outlook(_("Your registrations for coming events, and those of your guests: the places go to the next ones.")),
        Outlook(_("That somebody registered for events that are over, without your name."), stays=True),
    ]
