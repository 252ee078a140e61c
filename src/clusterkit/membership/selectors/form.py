"""The form of an application: what is asked of it, what was asked of a revision, and what the form asks anew."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from clusterkit.membership.enums import OPEN_STATES, ApplicationState, DocumentKind
from clusterkit.membership.hooks import ApplicationFields, application_form_fields
from clusterkit.membership.models import Application, Document, Revision
from clusterkit.membership.questions import PURPOSE, default_questions, heading
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions, by_code
from clusterkit.questionnaires.purposes import Open, Purpose
from clusterkit.questionnaires.selectors import Form, current_form, form_of_version
from clusterkit.questionnaires.wording import FormChanges, Sheet, form_changes

logger = logging.getLogger("clusterkit.hooks")


@dataclass(frozen=True)
class NeededDocument:
    """A document that the form asks for, and whether one was added that answers it."""

    question: QuestionDefinition
    is_there: bool


def form_of(application: Application) -> Form:
    """What is asked of *application* now: a draft answers the version in use, one that was sent stays on its own.

    The questions that hosts add come last.
    """
    form = None
    if application.state != ApplicationState.DRAFT and application.form_id is not None:
        form = form_of_version(application.form_id)
    return with_added(form or current_form(PURPOSE), application)


def with_added(form: Form, application: Application | None) -> Form:
    """*form* with the questions that hosts add in code."""
    own = by_code(form.questions)
    added = [question for question in added_in_code(application) if question.code not in own]
    return Form(form.version, [*form.questions, *by_code(added).values()])


def added_in_code(application: Application | None = None) -> list[QuestionDefinition]:
    """What the receivers of ``application_form_fields`` add, each question once."""
    answers = application_form_fields.collect(ApplicationFields(application))
    found: dict[str, QuestionDefinition] = {}
    for question in (question for answer in answers for question in answer):
        if question.code in found:
            logger.warning(
                "application_form_fields: two questions are called %s, the first one is asked", question.code
            )
        found.setdefault(question.code, question)
    return list(found.values())


def changes_of_form(application: Application, form: Form) -> FormChanges | None:
    """What the form of a draft asks otherwise than the one its people saw last; None where nothing changed."""
    seen = application.form_id
    if application.state != ApplicationState.DRAFT or seen is None or seen == form.version_id or form.version is None:
        return None
    return form_changes(form_of_version(seen).questions, form.version) or None


def sheet_of(revision: Revision) -> Sheet:
    """What was sent: the questions as they were asked, with the answers."""
    questions: Questions = [QuestionDefinition.from_json(row) for row in revision.questions]
    return Sheet(questions or APPLICATION_FORM.default_questions(), revision.answers)


def needed_documents(questions: Questions, documents: Sequence[Document]) -> list[NeededDocument]:
    """The documents that the form asks for."""
    return [
        NeededDocument(
            question,
            any(question.is_answered_by(question=document.question, kind=document.kind) for document in documents),
        )
        for question in questions
        if question.is_file
    ]


def open_now() -> Open:
    """How many applications are being filled in, and how many were sent and are not decided. One query."""
    counts = Application.objects.aggregate(
        drafts=Count("pk", filter=Q(state=ApplicationState.DRAFT)),
        sent=Count("pk", filter=Q(state__in=sorted(OPEN_STATES - {ApplicationState.DRAFT}))),
    )
    return Open(drafts=counts["drafts"], sent=counts["sent"])


APPLICATION_FORM: Final = Purpose(
    code=PURPOSE,
    label=_("Application for membership"),
    app="clusterkit_membership",
    defaults=default_questions,
    document_kinds=DocumentKind.choices,
    open_now=open_now,
    added_in_code=added_in_code,
    heading=heading,
)
