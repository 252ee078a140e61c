"""What an application must contain before it is sent: one list for the page, the service and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.membership.enums import DocumentKind

if TYPE_CHECKING:
    from clusterkit.membership.models import Application, Document

REQUIRED_ANSWERS: Final[dict[str, str | Promise]] = {
    "motivation": _("Say why your organisation wants to join."),
    "contribution": _("Say what your organisation brings to the cluster."),
    "contact_name": _("Name a contact person."),
    "contact_email": _("Give the e-mail of the contact person."),
    "declaration": _("Confirm that you may speak for the organisation."),
}
PROOF_KINDS: Final = frozenset({DocumentKind.CHARTER, DocumentKind.REGISTRATION})


@dataclass(frozen=True)
class Missing:
    """Something that lacks: the field (or "documents") and what to do, in words."""

    field: str
    text: str | Promise


def missing_parts(application: Application, documents: Iterable[Document]) -> list[Missing]:
    """What the application lacks before it can be sent; empty when it is complete."""
    found = [
        Missing(field, text)
        for field, text in REQUIRED_ANSWERS.items()
        if not (value := getattr(application, field)) or (isinstance(value, str) and not value.strip())
    ]
    if not any(document.kind in PROOF_KINDS for document in documents):
        found.append(Missing("documents", _("Add the charter or the certificate of registration.")))
    return found
