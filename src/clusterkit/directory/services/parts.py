"""Writes of the lists of an organisation's page: each list at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor
from clusterkit.directory.actions import EDIT
from clusterkit.directory.enums import ContactKind
from clusterkit.directory.models import Capability, Certificate, Contact, Organisation, Product
from clusterkit.directory.services.organisations import lock_organisation
from clusterkit.directory.validators import clean_contact, site_url

MAX_ROWS = 50


@dataclass(frozen=True)
class CapabilityRow:
    """One capability as it is written; ``id`` of the one it changes, None for a new one."""

    title: str
    text: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ContactRow:
    """One contact as it is written; ``kind`` is one of ``ContactKind``, ``id`` as in :class:`CapabilityRow`."""

    kind: str
    value: str
    label: str = ""
    id: int | None = None


@dataclass(frozen=True)
class ProductRow:
    """One product as it is written; ``url`` leads to more about it, ``id`` as in :class:`CapabilityRow`."""

    title: str
    text: str = ""
    url: str = ""
    id: int | None = None


@dataclass(frozen=True)
class CertificateRow:
    """One certificate as it is written; ``id`` as in :class:`CapabilityRow`."""

    title: str
    issuer: str
    number: str = ""
    valid_until: date | None = None
    id: int | None = None


@transaction.atomic
def set_capabilities(*, organisation: Organisation, actor: Actor, rows: Sequence[CapabilityRow]) -> list[Capability]:
    """Let *rows* be all that the organisation offers, in this order.

    Raises ``InvalidInput`` for a row without a title or too long, or for more than 50 rows.
    """
    _require_titles(rows)
    return _replace(Capability, organisation, actor, rows, "title")


@transaction.atomic
def set_products(*, organisation: Organisation, actor: Actor, rows: Sequence[ProductRow]) -> list[Product]:
    """Let *rows* be all that the organisation makes, in this order.

    Raises ``InvalidInput`` for a row without a title or too long, an address that is none, or more than 50 rows.
    """
    _require_titles(rows)
    for row in rows:
        if row.url:
            try:
                site_url(row.url.strip())
            except ValidationError as error:
                raise InvalidInput(error.messages[0], field="url") from error
    return _replace(Product, organisation, actor, rows, "title")


@transaction.atomic
def set_certificates(*, organisation: Organisation, actor: Actor, rows: Sequence[CertificateRow]) -> list[Certificate]:
    """Let *rows* be all certificates of the organisation, in this order. One may have run out already.

    Raises ``InvalidInput`` for a row without a title or an issuer, or too long, or for more than 50 rows.
    """
    _require_titles(rows)
    for row in rows:
        if not row.issuer.strip():
            raise InvalidInput(_("Say who issued the certificate."), field="issuer")
    return _replace(Certificate, organisation, actor, rows, "title")


def _require_titles(rows: Sequence[CapabilityRow | ProductRow | CertificateRow]) -> None:
    for row in rows:
        if not row.title.strip():
            raise InvalidInput(_("Say in a few words what it is."), field="title")


@transaction.atomic
def set_contacts(*, organisation: Organisation, actor: Actor, rows: Sequence[ContactRow]) -> list[Contact]:
    """Let *rows* be all the contacts of the organisation, in this order.

    Raises ``InvalidInput`` for a contact that is not of its kind, or for more than 50 rows.
    """
    clean = []
    for row in rows:
        if row.kind not in ContactKind.values:
            raise InvalidInput(_("Choose what kind of contact this is."), field="kind")
        try:
            value = clean_contact(row.kind, row.value)
        except ValidationError as error:
            raise InvalidInput(error.messages[0], field="value") from error
        clean.append(ContactRow(row.kind, value, row.label, row.id))
    return _replace(Contact, organisation, actor, clean, "value")


def _replace(model: Any, organisation: Organisation, actor: Actor, rows: Sequence[Any], heading: str) -> list[Any]:
    locked = lock_organisation(organisation, actor, EDIT)
    if len(rows) > MAX_ROWS:
        raise InvalidInput(_("These are more than 50 entries. Keep the most important ones."))
    known = {item.pk: item for item in model.objects.filter(organisation=locked)}
    before = [getattr(item, heading) for item in known.values()]
    kept = []
    for place, row in enumerate(rows, start=1):
        # An id of another organisation's row is not known here, so a new row is made.
        item = known.pop(row.id, None) or model(organisation=locked)
        for key, value in asdict(row).items():
            if key != "id":
                setattr(item, key, value.strip() if isinstance(value, str) else value)
        item.order = place * 10
        try:
            item.clean_fields(exclude=["organisation"])
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise InvalidInput(messages[0], field=field) from error
        item.save()
        kept.append(item)
    for item in known.values():
        item.delete()
    ports.record(
        actor=actor,
        action=EDIT.code,
        target=locked,
        before={model._meta.model_name: before},
        after={model._meta.model_name: [getattr(item, heading) for item in kept]},
    )
    return kept
