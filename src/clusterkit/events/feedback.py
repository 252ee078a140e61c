"""The form that a cluster asks after its events, and when an answer is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.questionnaires.definitions import QuestionDefinition
from clusterkit.questionnaires.enums import QuestionKind
from clusterkit.questionnaires.purposes import Purpose

PURPOSE: Final = "events.feedback"

OPEN_FOR: Final = timedelta(days=14)
"""So long after the end a participant answers, and changes what he said."""

FEWEST: Final = 5
"""Below so many answers nobody reads any: two of three people would know what the third said."""


def default_questions() -> Sequence[QuestionDefinition]:
    """What is asked beside the rating, until the cluster changes it."""
    return (
        QuestionDefinition(
            "next_topic",
            QuestionKind.LONG_TEXT,
            _("What should the next event be about?"),
            max_length=2000,
        ),
    )


FEEDBACK_FORM: Final = Purpose(
    code=PURPOSE, label=_("Feedback after an event"), defaults=default_questions, app="clusterkit_events"
)


def closes_at(event: Event) -> datetime:
    """Until when answers are taken."""
    return event.ends_at + OPEN_FOR


def takes_feedback(event: Event, now: datetime | None = None) -> bool:
    """Whether participants may say now how *event* was."""
    now = now or timezone.now()
    held = event.state in (EventState.PUBLISHED, EventState.ENDED)
    return event.asks_feedback and held and event.ends_at <= now < closes_at(event)


def is_asked(registration: Registration, anybody_checked_in: bool) -> bool:
    """Whether this person is asked: who was there; where nobody was checked in, who had a place. Guests have no account."""
    if registration.user_id is None:
        return False
    if registration.state == RegistrationState.ATTENDED:
        return True
    return not anybody_checked_in and registration.state == RegistrationState.CONFIRMED
