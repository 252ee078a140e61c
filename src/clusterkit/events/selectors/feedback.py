"""Reads of what participants said afterwards: one's own answer, and all of them without names."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, policy_of, visible_to
from clusterkit.events.actions import GIVE_FEEDBACK, MANAGE
from clusterkit.events.enums import RegistrationState
from clusterkit.events.feedback import FEWEST, PURPOSE, is_asked, takes_feedback
from clusterkit.events.models import Event, Feedback, Registration
from clusterkit.questionnaires.checking import questions_of
from clusterkit.questionnaires.selectors import Form, current_form, form_of_version
from clusterkit.questionnaires.wording import Described, describe

RATINGS = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Opinion:
    """What one person said, without who it was."""

    text: str
    answers: list[Described]


@dataclass(frozen=True)
class FeedbackSummary:
    """What people said. With fewer than ``FEWEST`` answers only their number is known."""

    number: int
    asked: int
    average: float | None
    spread: Mapping[int, int]
    opinions: Sequence[Opinion]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough answers that none is known for somebody's."""
        return self.number >= FEWEST


def asked_people(event: Event) -> QuerySet[Registration]:
    """Whom the event asks how it was. It takes no viewer: the callers do."""
    states = [RegistrationState.ATTENDED] if _anybody_checked_in(event) else [RegistrationState.CONFIRMED]
    return Registration.objects.filter(event_id=event.pk, state__in=states, user__isnull=False)


def may_answer(viewer: Actor, registration: Registration) -> bool:
    """Whether the viewer may say now how it was, or change what he said."""
    event = registration.event
    if not takes_feedback(event) or not policy_of(Registration).can(viewer, GIVE_FEEDBACK, registration):
        return False
    return is_asked(registration, _anybody_checked_in(event))


def own_feedback(viewer: Actor, registration: Registration) -> Feedback | None:
    """What the person said already."""
    if registration.user_id is None or registration.user_id != viewer.user_id:
        return None
    return visible_to(viewer, Feedback.objects.all()).filter(registration_id=registration.pk).first()


def form_for(given: Feedback | None) -> Form:
    """What is asked: the version that was answered, so that an answer can be changed; else the one in use."""
    if given is not None and given.form_version_id is not None:
        return form_of_version(given.form_version_id)
    return current_form(PURPOSE)


def feedback_of(viewer: Actor, event: Event) -> FeedbackSummary | None:
    """What was said of *event*, for who manages it; else None."""
    if not policy_of(Event).can(viewer, MANAGE, event):
        return None
    rows = list(feedback_rows(viewer, event))
    asked = asked_people(event).count()
    if len(rows) < FEWEST:
        return FeedbackSummary(len(rows), asked, None, {}, [])
    ratings = [row.rating for row in rows if row.rating is not None]
    spread = Counter(ratings)
    enough = len(ratings) >= FEWEST
    return FeedbackSummary(
        number=len(rows),
        asked=asked,
        average=round(sum(ratings) / len(ratings), 1) if enough else None,
        spread={rating: spread[rating] for rating in RATINGS} if enough else {},
        opinions=[opinion for opinion in map(_opinion, rows) if opinion.text or opinion.answers],
    )


def feedback_rows(viewer: Actor, event: Event) -> list[Feedback]:
    """The answers in an order that tells nothing of who or when, the same each time."""
    rows = visible_to(viewer, Feedback.objects.filter(registration__event_id=event.pk))
    rows = rows.select_related("form_version").prefetch_related("form_version__questions")
    return sorted(rows, key=lambda row: hashlib.sha256(f"{event.pk}:{row.pk}".encode()).digest())


def described(row: Feedback) -> list[Described]:
    """The answers to the cluster's own questions, in words; without the empty ones."""
    if row.form_version is None:
        return []
    answers: dict[str, Any] = row.answers
    return [item for item in describe(questions_of(row.form_version), answers) if item.text]


def _opinion(row: Feedback) -> Opinion:
    return Opinion(row.text, described(row))


def _anybody_checked_in(event: Event) -> bool:
    return Registration.objects.filter(event_id=event.pk, state=RegistrationState.ATTENDED).exists()
