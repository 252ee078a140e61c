"""Reads of safety records: the panel of an organisation, and the standing that a certificate gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusterkit.access.sources import GRANT, standing
from clusterkit.core import ports
from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.web.elements import Fact
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Organisation
from example_project.partners.actions import PARTNER, VIEW_DETAILS
from example_project.partners.models import SafetyRecord
from example_project.partners.policies import SafetyRecordPolicy


@dataclass(frozen=True)
class SafetyCard:
    """What one viewer sees of a record. ``facts`` is empty where the details are closed; ``needed_tier`` opens them."""

    standard: str
    is_valid: bool
    facts: list[Fact]
    needed_tier: str = ""


def safety_card(viewer: Actor, organisation: Organisation) -> SafetyCard | None:
    """The record of an organisation as deep as *viewer* sees it; None where there is nothing to show. One query.

    A certificate that has run out is told to the organisation itself and to the office only.
    """
    record = visible_to(viewer, SafetyRecord.objects.all()).filter(organisation=organisation).first()
    if record is None:
        return None
    record.organisation = organisation
    own = organisation.pk in viewer.organisation_ids or viewer.is_coordinator
    if not record.is_valid and not own:
        return None
    if not SafetyRecordPolicy().opens_details(viewer, record):
        needed = getattr(viewer, "needed_tier", lambda action: action.tier)(VIEW_DETAILS)
        return SafetyCard(record.standard, record.is_valid, [], str(ports.tier_label.call(needed)))
    return SafetyCard(
        record.standard,
        record.is_valid,
        [
            Fact(_("Certificate"), record.number),
            Fact(_("Issued by"), record.issued_by),
            Fact(_("Valid until"), date_format(record.valid_until)),
        ],
    )


def partners_of(user_id: int, day: date) -> QuerySet[Any]:
    """A source of standing: who acts for an organisation with a certificate in force on *day* is a partner."""
    rows = Affiliation.objects.filter(
        user_id=user_id, state=AffiliationState.CONFIRMED, organisation__safety_record__valid_until__gte=day
    )
    return standing(rows, kind=GRANT, code=Value(PARTNER), ref=F("organisation_id"))
