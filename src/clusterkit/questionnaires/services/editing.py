"""The questions of a draft: add, change, move, take out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import Actor
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.definitions import QuestionDefinition, has_text_limit
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import purposes
from clusterkit.questionnaires.services.locking import check_revision, lock_draft, touch
from clusterkit.questionnaires.validators import FIELDS, MOST_QUESTIONS, checked_question, free_question_code


@transaction.atomic
def add_question(*, version: Version, values: Mapping[str, Any], actor: Actor, code: str = "") -> Question:
    """Add a question at the end of the draft. *values* holds what ``validators.FIELDS`` names; without *code* it gets one.

    Raises ``InvalidInput`` with its field, ``Conflict`` for a code that is taken, ``StateConflict`` for what is no draft.
    """
    draft = lock_draft(version, actor)
    known = list(draft.questions.all())
    if len(known) >= MOST_QUESTIONS:
        raise Conflict(_("A form has %(most)d questions at most.") % {"most": MOST_QUESTIONS})
    code = code.strip() or free_question_code(_codes(draft.questionnaire))
    definition = _checked(draft, code, values)
    if any(row.code == code for row in known):
        raise Conflict(_("Another question has this code."), field="code")
    row = Question(version=draft, order=max((row.order for row in known), default=0) + 1)
    row.take(definition)
    row.save()
    _record(draft, actor, after=definition)
    return row


@transaction.atomic
def update_question(
    *, question: Question, values: Mapping[str, Any], actor: Actor, expected_revision: int | None = None
) -> Question:
    """Change a question of a draft; what *values* does not name stays. Its code stays, so that answers are kept.

    Raises as :func:`add_question`, and ``StaleVersion``.
    """
    draft, row = _lock(question, actor)
    if expected_revision is not None:
        check_revision(row, expected_revision)
    before = row.definition()
    definition = _checked(draft, row.code, {**before.as_json(), **{k: v for k, v in values.items() if k in FIELDS}})
    if definition != before:
        row.take(definition)
        row.revision += 1
        row.save()
        _record(draft, actor, before=before, after=definition)
    return row


@transaction.atomic
def move_question(*, question: Question, by: int, actor: Actor) -> Question:
    """Move a question up (*by* is negative) or down the draft; at the end it stays. Raises as :func:`add_question`."""
    draft, row = _lock(question, actor)
    rows = list(draft.questions.all())
    place = next(number for number, other in enumerate(rows) if other.pk == row.pk)
    wanted = min(max(place + by, 0), len(rows) - 1)
    if wanted != place:
        rows.insert(wanted, rows.pop(place))
        for order, other in enumerate(rows, start=1):
            other.order = order
        Question.objects.bulk_update(rows, ["order"])
        _record(draft, actor, after=row.definition())
    return rows[wanted]


@transaction.atomic
def remove_question(*, question: Question, actor: Actor) -> None:
    """Take a question out of the draft. Answers that were sent to it stay as they are. Raises as :func:`add_question`."""
    draft, row = _lock(question, actor)
    before = row.definition()
    row.delete()
    _record(draft, actor, before=before)


def _lock(question: Question, actor: Actor) -> tuple[Version, Question]:
    draft = lock_draft(question.version, actor)
    row = Question.objects.filter(pk=question.pk, version=draft).first()
    if row is None:
        raise NotVisible
    return draft, row


def _checked(draft: Version, code: str, values: Mapping[str, Any]) -> QuestionDefinition:
    purpose = purposes.get(draft.questionnaire.purpose)
    kinds = [kind for kind, _label in purpose.document_kinds] if purpose is not None else []
    definition = checked_question(code, values, document_kinds=kinds)
    if purpose is not None and definition.is_file and not purpose.documents:
        raise InvalidInput(
            _("This form takes no documents. Ask for a text, or for an address of a page."), field="kind"
        )
    default = purpose.default(code) if purpose is not None else None
    if default is not None and default.kind == definition.kind and has_text_limit(definition.kind):
        # The app may have a column for it.
        definition = replace(definition, max_length=definition.max_length or default.length)
        if definition.length > default.length:
            raise InvalidInput(_("Write a number from 1 to %(limit)d.") % {"limit": default.length}, field="max_length")
    # Answers go over from version to version by the code: one code is one kind of answer for good.
    kinds_before = set(
        Question.objects.filter(version__questionnaire_id=draft.questionnaire_id, code=code)
        .exclude(version=draft)
        .values_list("kind", flat=True)
    )
    if default is not None:
        kinds_before.add(default.kind)
    if kinds_before - {definition.kind}:
        raise InvalidInput(
            _("This was answered in another way before. Take the question out and add a new one."), field="kind"
        )
    return definition


def _codes(questionnaire: Questionnaire) -> set[str]:
    return set(Question.objects.filter(version__questionnaire=questionnaire).values_list("code", flat=True))


def _record(
    draft: Version, actor: Actor, *, before: QuestionDefinition | None = None, after: QuestionDefinition | None = None
) -> None:
    touch(draft)
    ports.record(
        actor=actor,
        action=actions.MANAGE.code,
        target=draft.questionnaire,
        before=_told(before),
        after=_told(after),
    )


def _told(definition: QuestionDefinition | None) -> dict[str, Any]:
    if definition is None:
        return {}
    return {"question": definition.text(), "kind": definition.kind}
