"""Two organisations side by side, before they become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.translated import Translated
from clusterkit.directory.actions import MERGE
from clusterkit.directory.hooks import OrganisationMerge, organisation_merge_obstacles
from clusterkit.directory.models import Organisation
from clusterkit.directory.selectors.organisations import organisations, search_organisations

MERGE_FIELDS: dict[str, tuple[tuple[str, ...], str | Promise]] = {
    "short_name": (("short_name",), gettext_lazy("Short name")),
    "name": (("name",), gettext_lazy("Full name")),
    "kind": (("kind",), gettext_lazy("Kind")),
    "identity": (("country", "number_kind", "number"), gettext_lazy("Country and number")),
    "region": (("region",), gettext_lazy("Region")),
    "city": (("city",), gettext_lazy("City")),
    "size": (("size",), gettext_lazy("Employees")),
    "summary": (("summary",), gettext_lazy("Short description")),
    "website": (("website",), gettext_lazy("Site")),
    "founded": (("founded",), gettext_lazy("Founded in")),
    "logo": (("logo",), gettext_lazy("Logo")),
    "is_founder": (("is_founder",), gettext_lazy("Founder of the cluster")),
}
"""What can be taken from either of the two: name of the choice -> fields and words. Lists are put together."""


@dataclass(frozen=True)
class Side:
    """One value in words; texts in several languages one a line. ``image`` is the address of a picture."""

    lines: Sequence[str]
    image: str = ""


@dataclass(frozen=True)
class Difference:
    """A field in which the two differ. ``from_merged`` is the suggestion: where the survivor has nothing."""

    code: str
    label: str | Promise
    survivor: Side
    merged: Side
    from_merged: bool


def obstacles(payload: OrganisationMerge) -> list[str]:
    """The reasons why the two cannot become one now, for people to read."""
    return [str(reason) for reason in organisation_merge_obstacles.collect(payload, switched_off=True)]


def differences(survivor: Organisation, merged: Organisation) -> list[Difference]:
    """The fields in which the two differ, in the order of the page."""
    rows = []
    for code, (names, label) in MERGE_FIELDS.items():
        ours, theirs = ([getattr(row, name) for name in names] for row in (survivor, merged))
        if ours != theirs:
            is_empty = not (survivor.number if code == "identity" else ours[0])
            rows.append(Difference(code, label, _side(survivor, code), _side(merged, code), is_empty))
    return rows


def candidates(viewer: Actor, survivor: Organisation, text: str, *, limit: int = 20) -> QuerySet[Organisation]:
    """Organisations that may be the same as *survivor*: those with all words of *text* in name, number or summary."""
    policy_of(Organisation).require(viewer, MERGE, survivor)
    rows = organisations(viewer).exclude(pk=survivor.pk)
    found = search_organisations(rows, text)
    if text.strip():
        found = rows.filter(Q(pk__in=found.order_by().values("pk")) | Q(number=text.strip()))
    return found[:limit]


def _side(organisation: Organisation, code: str) -> Side:
    if code == "logo":
        return Side([] if organisation.logo_url else [_("none")], organisation.logo_url)
    if code == "identity":
        return Side([" ".join(filter(None, (organisation.country, organisation.number_label, organisation.number)))])
    return Side(_lines(organisation, code, getattr(organisation, code)))


def _lines(organisation: Organisation, code: str, value: Any) -> list[str]:
    if isinstance(value, Translated):
        lines = [f"{language}: {text}" for language, text in value.items() if text]
    elif isinstance(value, bool):
        lines = [_("yes") if value else _("no")]
    else:
        say = getattr(organisation, f"get_{code}_display", None)
        lines = [str(say() if say is not None else value)] if value not in (None, "") else []
    return lines or [_("not given")]
