"""Asking participants how it was, taking what they say, and the table of it without names."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.tables import harmless
from clusterkit.events.actions import EXPORT, GIVE_FEEDBACK
from clusterkit.events.enums import EventState
from clusterkit.events.feedback import FEWEST, OPEN_FOR, PURPOSE
from clusterkit.events.models import Event, Feedback, Registration
from clusterkit.events.notices_afterwards import FEEDBACK_ASKED
from clusterkit.events.selectors.feedback import asked_people, described, feedback_rows, may_answer
from clusterkit.events.services.seats import locked_event
from clusterkit.events.services.telling import event_context
from clusterkit.questionnaires.checking import clean_answers, questions_of
from clusterkit.questionnaires.definitions import asked
from clusterkit.questionnaires.models import Version
from clusterkit.questionnaires.services import ensure_form

ASKED_AFTER: Final = timedelta(hours=2)
"""The door has time to note who came, and the people to come home."""


@transaction.atomic
def give_feedback(
    *,
    actor: Actor,
    registration: Registration,
    rating: int | None,
    text: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Feedback:
    """Say how it was, or change it. *answers* are those to the cluster's own questions, by their codes.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` (nobody asks, or not any more), ``InvalidInput``.
    """
    row = (
        Registration.objects.select_for_update(of=("self",)).select_related("event").filter(pk=registration.pk).first()
    )
    if row is None:
        raise NotVisible
    policy_of(Registration).require(actor, GIVE_FEEDBACK, row)
    if not may_answer(actor, row):
        raise StateConflict(_("Nobody asks about this event now. Answers are taken for two weeks after its end."))
    if rating is None or rating not in range(1, 6):
        raise InvalidInput(_("Choose one of the five answers."), field="rating")
    given = Feedback.objects.filter(registration=row).first() or Feedback(registration=row)
    version = _version_of(given)
    found = clean_answers(asked(questions_of(version)), answers or {}, partial=False)
    for code, problem in found.errors.items():
        raise InvalidInput(str(problem), field=code)
    given.rating, given.text = rating, text.strip()
    given.form_version, given.answers = version, found.values
    given.save()
    # That he answered, not what: the log has names.
    ports.record(actor=actor, action=GIVE_FEEDBACK.code, target=row)
    return given


def _version_of(given: Feedback) -> Version:
    """What was answered once stays on its version: the new one may ask something else under the same code."""
    return given.form_version or ensure_form(PURPOSE)


def ask_for_feedback(now: datetime | None = None) -> int:
    """Ask the participants of events that are over how it was, each once. Returns the number of events.

    The worker calls it again and again: the event's row remembers, and each notice has a name of its own.
    """
    now = now or timezone.now()
    due = Event.objects.filter(
        Q(state=EventState.PUBLISHED) | Q(state=EventState.ENDED),
        asks_feedback=True,
        feedback_asked_at__isnull=True,
        ends_at__lte=now - ASKED_AFTER,
        ends_at__gt=now - OPEN_FOR,
    )
    number = 0
    for event in due.order_by("pk"):
        with transaction.atomic():
            row = locked_event(event)
            if row.feedback_asked_at is not None or not row.asks_feedback:
                continue
            row.feedback_asked_at = now
            row.save(update_fields=["feedback_asked_at"])
            ports.notify(*(_question(registration, row) for registration in asked_people(row).order_by("pk")))
            number += 1
    return number


def _question(registration: Registration, event: Event) -> ports.Notice:
    return ports.Notice(
        kind=FEEDBACK_ASKED,
        recipients=[registration.user_id] if registration.user_id is not None else [],
        path=reverse("clusterkit_events:feedback", kwargs={"pk": registration.pk}),
        event=f"{FEEDBACK_ASKED.code}:{registration.pk}",
        context=event_context(event),
        target=registration,
    )


@transaction.atomic
def export_feedback(*, actor: Actor, event: Event) -> str:
    """What was said as a CSV text, without names and in no order of time.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` while there are too few answers.
    """
    policy_of(Event).require(actor, EXPORT, event)
    rows = feedback_rows(actor, event)
    if len(rows) < FEWEST:
        raise StateConflict(_("With fewer than five answers nobody reads them: it would show who said what."))
    answers = [{item.code: item for item in described(row)} for row in rows]
    labels: dict[str, str] = {}
    for given in answers:
        labels |= {code: item.label for code, item in given.items() if code not in labels}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(cell) for cell in (_("How it was"), _("Words to the organisers"), *labels.values())])
    for row, given in zip(rows, answers, strict=True):
        cells = [str(row.rating or ""), row.text, *(given[code].text if code in given else "" for code in labels)]
        writer.writerow([harmless(cell) for cell in cells])
    ports.record(actor=actor, action=EXPORT.code, target=event, after={"rows": len(rows)})
    return out.getvalue()
