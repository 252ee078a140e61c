"""Versions of a form: begin to change it, publish, throw the changes away."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.checking import questions_of
from clusterkit.questionnaires.definitions import QuestionDefinition
from clusterkit.questionnaires.enums import VersionState
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.purposes import purposes
from clusterkit.questionnaires.selectors import published_version
from clusterkit.questionnaires.services.locking import check_revision, lock_draft, lock_form


def ensure_form(purpose: str, subject: str = "") -> Version:
    """The version in use for *purpose* and *subject*. Where there is none yet, the default questions become version 1.

    The platform does it by itself, for a new cluster or when the first answers need it. Raises ``LookupError`` for an
    unknown purpose.
    """
    found = published_version(purpose, subject)
    if found is not None:
        return found
    questions = purposes.require(purpose).default_questions()
    with transaction.atomic():
        form = lock_form(Questionnaire.objects.get_or_create(purpose=purpose, subject=subject)[0])
        found = published_version(purpose, subject)
        if found is not None:
            return found
        made = Version.objects.create(
            questionnaire=form,
            number=_next_number(form),
            state=VersionState.PUBLISHED,
            published_at=timezone.now(),
        )
        _write(made, questions)
        ports.record(
            actor=SystemActor(),
            action=actions.MANAGE.code,
            target=form,
            after={"number": made.number, "state": made.state},
        )
    return made


@transaction.atomic
def copy_form(*, purpose: str, subject: str, to: str, actor: Actor) -> Version | None:
    """Let the form of the thing *to* begin with what the one of *subject* asks; None where that asks nothing."""
    source = published_version(purpose, subject)
    if source is None or not questions_of(source):
        return None
    form = lock_form(Questionnaire.objects.get_or_create(purpose=purpose, subject=to)[0])
    policy_of(Questionnaire).require(actor, actions.MANAGE, form)
    known = published_version(purpose, to)
    if known is not None:
        return known
    made = Version.objects.create(
        questionnaire=form, number=_next_number(form), state=VersionState.PUBLISHED, published_at=timezone.now()
    )
    _write(made, questions_of(source))
    ports.record(
        actor=actor, action=actions.MANAGE.code, target=form, after={"number": made.number, "state": made.state}
    )
    return made


@transaction.atomic
def start_draft(*, questionnaire: Questionnaire, actor: Actor) -> Version:
    """Begin to change the form: a draft with the questions that are in use. One that is there already is gone on with."""
    locked = lock_form(questionnaire)
    policy_of(Questionnaire).require(actor, actions.MANAGE, locked)
    known: Version | None = locked.versions.drafts().first()
    if known is not None:
        return known
    if purposes.get(locked.purpose) is None:
        raise Conflict(_("The part of the site that this form belongs to is not installed any more."))
    source = ensure_form(locked.purpose, locked.subject)
    draft = Version.objects.create(questionnaire=locked, number=_next_number(locked))
    _write(draft, questions_of(source))
    ports.record(
        actor=actor, action=actions.MANAGE.code, target=locked, after={"number": draft.number, "state": draft.state}
    )
    return draft


@transaction.atomic
def publish(*, version: Version, actor: Actor, expected_revision: int | None = None) -> Version:
    """Put the draft in use and retire the one before it.

    What is being filled in moves on to it and keeps the answers to questions with the same codes; what was sent stays on
    its own version. Raises ``InvalidInput`` for a form that asks nothing, ``Conflict`` for one that asks what is asked
    already, ``StateConflict``, and ``StaleVersion`` when it is not what was looked at any more.
    """
    locked = lock_draft(version, actor)
    check_revision(locked, expected_revision)
    questions = questions_of(locked)
    if not questions and not locked.questionnaire.subject:
        raise InvalidInput(_("The form asks nothing. Add a question first."))
    before = locked.questionnaire.versions.published().first()
    if before is not None and questions_of(before) == questions:
        raise Conflict(_("Nothing was changed yet: this version asks what is asked already."))
    rows = Version.objects.filter(questionnaire_id=locked.questionnaire_id)
    rows.published().update(state=VersionState.RETIRED)
    rows.filter(pk=locked.pk).update(
        state=VersionState.PUBLISHED,
        published_at=timezone.now(),
        published_by_id=actor.user_id,
        published_by_name=str(actor.display_name)[:160],
    )
    require_present(actor)
    locked.refresh_from_db()
    ports.record(
        actor=actor,
        action=actions.MANAGE.code,
        target=locked.questionnaire,
        before={"number": before.number} if before is not None else {},
        after={"number": locked.number, "state": locked.state},
    )
    return locked


@transaction.atomic
def discard_draft(*, version: Version, actor: Actor, expected_revision: int | None = None) -> None:
    """Throw the changes away; what is in use stays. Raises as :func:`publish`."""
    locked = lock_draft(version, actor)
    check_revision(locked, expected_revision)
    ports.record(
        actor=actor,
        action=actions.MANAGE.code,
        target=locked.questionnaire,
        before={"number": locked.number, "state": locked.state},
    )
    locked.delete()


def _next_number(form: Questionnaire) -> int:
    last = form.versions.aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def _write(version: Version, questions: Iterable[QuestionDefinition]) -> None:
    rows = []
    for place, definition in enumerate(questions, start=1):
        row = Question(version=version, order=place)
        row.take(definition)
        rows.append(row)
    Question.objects.bulk_create(rows)
