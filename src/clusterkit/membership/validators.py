"""What an application must contain before it is sent: one list for the page, the service and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusterkit.membership.questions import PROOF, PROOF_KINDS
from clusterkit.questionnaires.checking import Cleaned, Problem, clean_answers, is_empty
from clusterkit.questionnaires.definitions import QuestionDefinition, Questions

if TYPE_CHECKING:
    from clusterkit.membership.models import Application, Document

REQUIRED_ANSWERS: Final[dict[str, str | Promise]] = {
    "motivation": _("Say why your organisation wants to join."),
    "contribution": _("Say what your organisation brings to the cluster."),
    "contact_name": _("Name a contact person."),
    "contact_email": _("Give the e-mail of the contact person."),
    "declaration": _("Confirm that you may speak for the organisation."),
}


@dataclass(frozen=True)
class Missing:
    """Something that lacks: the field (or "documents") and what to do, in words. ``question`` is the code of the question."""

    field: str
    text: str | Promise
    question: str = ""


def missing_parts(application: Application, documents: Sequence[Document], questions: Questions) -> list[Missing]:
    """What the application lacks before it can be sent, in the order of *questions*; empty when it is complete."""
    given = {**application.answers(), **application.unfinished}
    errors = checked(application, documents, questions).errors
    return [
        _missing(question, given.get(question.code), errors[question.code])
        for question in questions
        if question.code in errors
    ]


def checked(application: Application, documents: Sequence[Document], questions: Questions) -> Cleaned:
    """All answers of the application, checked as they are when it is sent."""
    files = {
        question.code
        for question in questions
        for document in documents
        if question.is_answered_by(question=document.question, kind=document.kind)
    }
    given = {**application.answers(), **application.unfinished}
    return clean_answers(questions, given, partial=False, files=files)


def _missing(question: QuestionDefinition, value: object, problem: Problem) -> Missing:
    code = question.code
    if question.is_file:
        is_proof = code == PROOF and set(question.document_kinds) == PROOF_KINDS
        text = _("Add the charter or the certificate of registration.") if is_proof else problem
        return Missing("documents", text, code)
    if is_empty(value) or (isinstance(value, str) and not value.strip()):
        return Missing(code, REQUIRED_ANSWERS.get(code, problem), code)
    told = gettext("%(question)s: %(problem)s") % {"question": question.text(), "problem": problem}
    return Missing(code, told, code)
