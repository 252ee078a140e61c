"""What an event asks of those who register, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE
from clusterkit.events.models import Event
from clusterkit.events.questions import PURPOSE
from clusterkit.events.selectors.answers import asked_form
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


def checked_answers(event: Event, answers: Mapping[str, Any]) -> tuple[Version | None, dict[str, Any]]:
    """The version in use and the answers as they are kept; (None, {}) where the event asks nothing.

    Raises ``InvalidInput`` with what is wrong, by the codes of the questions, in its ``details``.
    """
    version = asked_form(event)
    if version is None:
        return None, {}
    found = clean_answers(questions_of(version), answers, partial=False)
    if found.errors:
        problems = {code: str(problem) for code, problem in found.errors.items()}
        first = next(iter(problems.values()))
        text = first if len(problems) == 1 else _("Some answers are missing or cannot be read.")
        raise InvalidInput(text, field="answers", details={"answers": problems})
    return version, found.values
