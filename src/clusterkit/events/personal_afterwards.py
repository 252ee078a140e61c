"""Short meetings and feedback of a person: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
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
from clusterkit.events.models import Feedback, Meeting


@personal_data.connect(order=51)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """Whom he met, and what he said afterwards."""
    person = payload.viewer.user_id or 0
    meetings = Meeting.objects.filter(Q(proposer__user_id=person) | Q(invitee__user_id=person)).order_by("pk")
    said = Feedback.objects.filter(registration__user_id=person).order_by("pk")
    met = ("event__title", "starts_at", "state", "table", "proposer__name", "invitee__name", "message")
    told = ("registration__event__title", "rating", "text", "answers", "created_at")
    return [
        section("short_meetings", gettext_lazy("Your short meetings at events"), meetings, *met),
        section("event_feedback", gettext_lazy("What you said after events"), said, *told),
    ]


@person_erased.connect(order=299)
def blank_what_he_wrote(payload: ErasedPerson) -> Mapping[str, int]:
    """His sentences go; that a meeting was arranged stays, and the number of his rating."""
    Meeting.objects.filter(proposer__user_id=payload.user_id).update(message="")
    changed = Feedback.objects.filter(registration__user_id=payload.user_id).update(text="", answers={})
    return {"feedback": changed}


@erasure_outlook.connect(order=51)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What there is of it."""
    return [
        Outlook(_("Your words to the organisers of events, and your proposals to meet. The marks that you gave stay."))
    ]
