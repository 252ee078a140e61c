"""What an application asks before the cluster changes it, and what its answers are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clusterkit.core.translated import Translated
from clusterkit.membership.enums import DocumentKind
from clusterkit.questionnaires.definitions import QuestionDefinition, in_all_languages
from clusterkit.questionnaires.enums import QuestionKind

PURPOSE: Final = "membership.application"
"""The code of the form."""

PROOF: Final = "proof"
"""The question for the document that shows who applies."""

PROOF_KINDS: Final = frozenset({DocumentKind.CHARTER, DocumentKind.REGISTRATION})

CONTACT: Final = frozenset({"contact_name", "contact_email", "contact_phone"})


def _label(text: str | Promise) -> Translated:
    return Translated({code: capfirst(words) for code, words in in_all_languages(text).items()})


def default_questions() -> Sequence[QuestionDefinition]:
    """The questions of version 1. The first six have columns of their own, named like their codes."""
    kinds = QuestionKind
    return (
        QuestionDefinition(
            "motivation",
            kinds.LONG_TEXT,
            _label(_("why you want to join")),
            _("Two or three sentences are enough: which partners, tasks or markets you look for."),
            is_required=True,
            max_length=4000,
        ),
        QuestionDefinition(
            "contribution",
            kinds.LONG_TEXT,
            _label(_("what you bring to the cluster")),
            _("Equipment, laboratories, people, orders, experience."),
            is_required=True,
            max_length=4000,
        ),
        QuestionDefinition(
            "contact_name",
            kinds.TEXT,
            _label(_("contact person")),
            _("Whom the office may ask."),
            is_required=True,
            max_length=160,
        ),
        QuestionDefinition(
            "contact_email", kinds.EMAIL, _label(_("e-mail of the contact person")), is_required=True, max_length=254
        ),
        QuestionDefinition("contact_phone", kinds.TEXT, _label(_("phone of the contact person")), max_length=40),
        QuestionDefinition(
            "declaration",
            kinds.DECLARATION,
            _("I may speak for the organisation, and what is written here is true"),
            is_required=True,
        ),
        QuestionDefinition(
            PROOF,
            kinds.FILE,
            _("Charter or certificate of registration"),
            is_required=True,
            document_kinds=sorted(PROOF_KINDS),
        ),
    )


def heading(question: QuestionDefinition) -> str | Promise:
    """Under which heading a question stands in the form."""
    if question.code in CONTACT:
        return _("Contact person")
    if question.kind == QuestionKind.DECLARATION:
        return _("Declaration")
    if question.code in ("motivation", "contribution"):
        return _("Your organisation and the cluster")
    return _("Further questions")
