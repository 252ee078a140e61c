"""What those see who look after an organisation: what its page lacks, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.actions import EDIT, VIEW_HISTORY
from clusterkit.directory.models import Organisation


@dataclass(frozen=True)
class Lack:
    """Something that a page lacks: in words, and the form's field where it is written."""

    code: str
    label: str | Promise
    url: str


@dataclass(frozen=True)
class Completeness:
    """How full a page is: ``done`` of ``total`` things are there."""

    done: int
    total: int
    lacks: Sequence[Lack]

    @property
    def percent(self) -> int:
        """As a whole number up to 100."""
        return self.done * 100 // self.total


_FIELDS: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("summary", _("a summary"), "edit#id_summary_0"),
    ("sectors", _("the sectors you work in"), "edit#id_sectors"),
    ("number", _("the number in the register"), "edit#id_number"),
    ("region", _("the region"), "edit#id_region"),
    ("city", _("the city"), "edit#id_city_0"),
    ("size", _("how many people work with you"), "edit#id_size"),
    ("founded", _("the year of foundation"), "edit#id_founded"),
    ("website", _("the site"), "edit#id_website"),
    ("logo", _("a logo"), "edit#id_logo"),
    ("capabilities", _("what you can do for others"), "capabilities#id_rows-0-title"),
    ("products", _("what you make"), "products#id_rows-0-title"),
    ("contacts", _("how to reach you"), "contacts#id_rows-0-value"),
    ("pictures", _("a picture"), "pictures#id_rows-0-upload"),
)
"""What a full page has. Certificates are not among them: not everybody needs one."""


def completeness(viewer: Actor, organisation: Organisation) -> Completeness | None:
    """What the page of *organisation* lacks; None for who does not edit it."""
    if not policy_of(Organisation).can(viewer, EDIT, organisation):
        return None
    wanted = [row for row in _FIELDS if _is_asked(viewer, organisation, row[0])]
    lacks = [
        Lack(code, label, _address(organisation, place))
        for code, label, place in wanted
        if not _is_there(organisation, code)
    ]
    return Completeness(len(wanted) - len(lacks), len(wanted), lacks)


def _is_asked(viewer: Actor, organisation: Organisation, code: str) -> bool:
    if code == "region":
        return organisation.country == "BY"
    # Once the organisation is shown only the office writes its number; abroad not everybody has one.
    return code != "number" or (
        organisation.country == "BY" and (viewer.is_coordinator or not organisation.is_published)
    )


def _is_there(organisation: Organisation, code: str) -> bool:
    if code in ("sectors", "capabilities", "products", "contacts", "pictures"):
        return bool(getattr(organisation, code).exists())
    return bool(organisation.logo_id if code == "logo" else getattr(organisation, code))


def _address(organisation: Organisation, place: str) -> str:
    name, _hash, field = place.partition("#")
    return f"{reverse(f'clusterkit_directory:{name}', kwargs={'slug': organisation.slug})}#{field}"


def history(viewer: Actor, organisation: Organisation) -> QuerySet[AuditRow]:
    """The lines of the audit log about *organisation* and those merged into it, newest first.

    Raises ``NotPermitted`` for who is neither its administrator nor a coordinator.
    """
    policy_of(Organisation).require(viewer, VIEW_HISTORY, organisation)
    former = organisation.former_addresses.exclude(former_id=None).values_list("former_id", flat=True)
    keys = [str(key) for key in (organisation.pk, *former)]
    rows: QuerySet[AuditRow] = AuditRow.objects.filter(target_label=Organisation._meta.label_lower, target_pk__in=keys)
    return rows
