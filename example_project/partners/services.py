"""The one write of the extension."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from example_project.partners.actions import MANAGE
from example_project.partners.models import SafetyRecord


@transaction.atomic
def save_safety_record(
    *,
    organisation: Organisation,
    actor: Actor,
    number: str,
    issued_by: str,
    valid_until: date,
    standard: str = "ISO 45001",
) -> SafetyRecord:
    """Enter the certificate of an organisation, or put a newer one in its place.

    Its people are partners from now on until *valid_until*, that day included. Raises ``InvalidInput`` without a
    number, ``NotPermitted`` for who does not run the cluster's office.
    """
    policy_of(SafetyRecord).require(actor, MANAGE)
    if not number.strip():
        raise InvalidInput(_("Give the number that stands on the certificate."), field="number")
    known = SafetyRecord.objects.select_for_update().filter(organisation=organisation).first()
    before = _values(known) if known is not None else {}
    record, _made = SafetyRecord.objects.update_or_create(
        organisation=organisation,
        defaults={
            "standard": standard.strip(),
            "number": number.strip(),
            "issued_by": issued_by.strip(),
            "valid_until": valid_until,
        },
    )
    ports.record(actor=actor, action=MANAGE.code, target=record, before=before, after=_values(record))
    return record


@transaction.atomic
def delete_safety_record(*, record: SafetyRecord, actor: Actor) -> None:
    """Take a record back. Its people are partners no more."""
    policy_of(SafetyRecord).require(actor, MANAGE, record)
    ports.record(actor=actor, action=MANAGE.code, target=record, before=_values(record))
    record.delete()


def _values(record: SafetyRecord) -> dict[str, str]:
    return {
        "standard": record.standard,
        "number": record.number,
        "issued_by": record.issued_by,
        "valid_until": record.valid_until.isoformat(),
    }
