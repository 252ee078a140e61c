"""Hook points of the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clusterkit.core.hookpoints import Collect, Notify, Veto
from clusterkit.core.policies import Actor
from clusterkit.core.surfaces import Block
from clusterkit.core.transitions import Changed

if TYPE_CHECKING:
    from clusterkit.directory.models import Organisation


@dataclass(frozen=True)
class OrganisationPage:
    """The page of one organisation, which the viewer may see. ``is_own``: the viewer acts for it."""

    viewer: Actor
    organisation: Organisation
    is_own: bool


organisation_panels: Collect[OrganisationPage, Block] = Collect(
    "organisation_panels",
    OrganisationPage,
    "Parts of an organisation's page, such as its membership or its published items. Return a Block, or None; "
    "its context is given ``viewer``, ``organisation`` and ``request`` too.",
)
affiliation_confirmation: Veto[Changed[Any]] = Veto(
    "affiliation_confirmation",
    Changed,
    "Before a person is confirmed as acting for an organisation. Return a reason to refuse, or None.",
)
affiliation_confirmed: Notify[Changed[Any]] = Notify(
    "affiliation_confirmed", Changed, "A person acts for an organisation from now on. ``obj`` is the affiliation."
)
affiliation_ended: Notify[Changed[Any]] = Notify(
    "affiliation_ended", Changed, "A person acts for an organisation no longer. ``obj`` is the affiliation."
)
