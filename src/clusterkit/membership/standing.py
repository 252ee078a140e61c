"""What membership gives the people of an organisation, and who may read its documents: asked by the rooms below."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from clusterkit.access.sources import MEMBERSHIP, PENDING, POST, standing
from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.enums import AffiliationRole, AffiliationState
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose
from clusterkit.membership.models import Application, Document, Membership, Seat
from clusterkit.membership.policies import SEAT

APPLICATION: Final = "membership.application"
"""The kind under which an open application stands in ``viewer.pending``."""


def memberships_of(user_id: int, day: date) -> QuerySet[Any]:
    """The terms in force on *day* of the organisations that the person acts for, with the tier they give."""
    terms = Membership.objects.in_force_on(day).filter(
        organisation__affiliations__user_id=user_id,
        organisation__affiliations__state=AffiliationState.CONFIRMED,
    )
    return standing(terms, kind=MEMBERSHIP, code="level__tier", ref="organisation_id")


def open_applications_of(user_id: int, day: date) -> QuerySet[Any]:
    """The applications, not decided yet, of the organisations that the person administers."""
    rows = Application.objects.open().filter(
        organisation__affiliations__user_id=user_id,
        organisation__affiliations__state=AffiliationState.CONFIRMED,
        organisation__affiliations__role=AffiliationRole.ADMIN,
    )
    return standing(rows, kind=PENDING, code=Value(APPLICATION), ref="pk")


def seats_of(user_id: int, day: date) -> QuerySet[Any]:
    """The seats of the council for which the person speaks on *day*, while he is affiliated and the organisation a member."""
    in_force = Membership.objects.seating_on(day).filter(organisation_id=OuterRef("organisation_id"))
    speakers = Q(representative_id=user_id) | Q(deputy_id=user_id)
    rows = Seat.objects.filled_on(day).filter(
        speakers,
        Exists(in_force),
        organisation__affiliations__user_id=user_id,
        organisation__affiliations__state=AffiliationState.CONFIRMED,
    )
    return standing(rows, kind=POST, code=Value(SEAT), ref="pk")


def may_read_document(actor: Actor, stored_file: StoredFile) -> bool:
    """Whether the file is a document of an application that *actor* may see."""
    return visible_to(actor, Document.objects.filter(file=stored_file)).exists()


def may_remove_document(actor: Actor, stored_file: StoredFile) -> bool:
    """Documents are taken off on the application's own page only, which keeps those that were sent."""
    return False


DOCUMENTS: Final = Purpose(
    code="membership.document",
    label=_("Document of an application for membership"),
    allowed={"pdf", "docx", "odt", "xlsx", "ods", "jpg", "png"},
    may_read=may_read_document,
    may_remove=may_remove_document,
    confidential=True,
)
