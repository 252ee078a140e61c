"""What an event asks of those who register, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import CHANGE_REGISTRATION, MANAGE
from clusterkit.events.enums import OPEN_STATES
from clusterkit.events.models import Event, Registration
from clusterkit.events.questions import PURPOSE
from clusterkit.events.selectors.answers import Asked
from clusterkit.events.services.conditions import check_running
from clusterkit.events.services.seats import locked_event
from clusterkit.questionnaires.checking import clean_answers, questions_of
from clusterkit.questionnaires.models import Questionnaire, Version
from clusterkit.questionnaires.services import copy_form, ensure_form


def form_of(*, actor: Actor, event: Event) -> Questionnaire:
    """The form with the event's questions, for the office's editor. Raises ``NotVisible``, ``NotPermitted``."""
    policy_of(Event).require(actor, MANAGE, event)
    return ensure_form(PURPOSE, str(event.pk)).questionnaire


def copy_questions(*, actor: Actor, source: Event, to: Event) -> None:
    """Let *to* ask what *source* asks."""
    copy_form(purpose=PURPOSE, subject=str(source.pk), to=str(to.pk), actor=actor)


def checked_answers(asked: Asked, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept; empty where nothing is asked.

    Raises ``InvalidInput`` with what is wrong, by the codes of the questions, in its ``details``.
    """
    return _checked(asked.version, answers) if asked.version is not None else {}


@transaction.atomic
def change_answers(*, actor: Actor, registration: Registration, answers: Mapping[str, Any]) -> Registration:
    """Answer anew, by the codes, what was asked at registration; questions that came later are not asked.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` (over, given up, nothing was asked), ``InvalidInput`` as
    :func:`checked_answers`.
    """
    event = locked_event(registration.event)
    policy_of(Registration).require(actor, CHANGE_REGISTRATION, registration)
    check_running(event, timezone.now())
    row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if row.state not in OPEN_STATES or row.form_version is None:
        raise StateConflict(_("There is nothing to answer here."))
    given = _checked(row.form_version, answers)
    if given != row.answers:
        row.answers = given
        row.save(update_fields=["answers"])
        # That they changed, not what they say: the log is kept longer than the answers.
        ports.record(actor=actor, action=CHANGE_REGISTRATION.code, target=row, after={"answered": sorted(given)})
    return row


def _checked(version: Version, answers: Mapping[str, Any]) -> dict[str, Any]:
    found = clean_answers(questions_of(version), answers, partial=False)
    if found.errors:
        problems = {code: str(problem) for code, problem in found.errors.items()}
        first = next(iter(problems.values()))
        text = first if len(problems) == 1 else _("Some answers are missing or cannot be read.")
        raise InvalidInput(text, field="answers", details={"answers": problems})
    return found.values
