"""Hook points of the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise

from clusterkit.core.hookpoints import Collect, Notify, Veto
from clusterkit.core.policies import Actor
from clusterkit.core.surfaces import Block
from clusterkit.core.transitions import Changed

if TYPE_CHECKING:
    from clusterkit.directory.models import DomainClaim, Organisation


@dataclass(frozen=True)
class OrganisationPage:
    """The page of one organisation, which the viewer may see. ``is_own``: the viewer acts for it."""

    viewer: Actor
    organisation: Organisation
    is_own: bool


@dataclass(frozen=True)
class DomainClaimed:
    """A claim that waits for its proof."""

    claim: DomainClaim
    actor: Actor


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
domain_claimed: Notify[DomainClaimed] = Notify(
    "domain_claimed",
    DomainClaimed,
    "An organisation claims a mail domain, and the mail with the link is on its way. A host that can tell by itself whose "
    "the domain is, say by a TXT record in the DNS, looks and calls ``confirm_claimed_domain``.",
)
domain_claim_confirmed: Notify[Changed[Any]] = Notify(
    "domain_claim_confirmed", Changed, "A mail domain counts as an organisation's from now on. ``obj`` is the claim."
)
domain_claim_ended: Notify[Changed[Any]] = Notify(
    "domain_claim_ended", Changed, "A mail domain counts as an organisation's no longer. ``obj`` is the claim."
)


@dataclass(frozen=True)
class Leaving:
    """``user`` acts for ``organisation`` no longer. ``successor`` takes over; None: nobody by name, so its administrators.

    ``actor`` ends it, or looks at what is handed over before he does.
    """

    organisation: Organisation
    user: Any
    actor: Actor
    successor: Any = None


@dataclass(frozen=True)
class Belonging:
    """A thing that stays the organisation's: its title, and its page for who looks."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Belongings:
    """Things of one sort: how many, the first of them, and a sentence where they go another way than to the successor."""

    title: str | Promise
    number: int
    first: Sequence[Belonging]
    note: str | Promise = ""


handover_outlook: Collect[Leaving, Sequence[Belongings]] = Collect(
    "handover_outlook",
    Leaving,
    "Before somebody leaves an organisation: what he looks after in its name, for the page that asks who takes over. "
    "Return Belongings, only of what ``actor`` may see.",
)
handover: Collect[Leaving, Mapping[str, int]] = Collect(
    "handover",
    Leaving,
    "Somebody leaves an organisation, in the running transaction. Let ``successor``, where there is one, answer for what he "
    "looked after, and return how much of what, such as {'vacancies': 2}. An exception undoes the leaving. "
    "Apps that the cluster does not use are called too.",
)


@dataclass(frozen=True)
class OrganisationMerge:
    """Two organisations that turned out to be one: ``merged`` goes, ``survivor`` stays."""

    survivor: Organisation
    merged: Organisation
    actor: Actor


@dataclass(frozen=True)
class OrganisationMerged:
    """What was merged into ``survivor``: the primary key and the address that it had."""

    survivor: Organisation
    merged_id: int
    merged_slug: str


@dataclass(frozen=True)
class Moved:
    """How many rows of ``model`` belong to the survivor now."""

    model: type[models.Model]
    number: int


def move_rows(payload: OrganisationMerge, model: type[models.Model], field: str = "organisation") -> Moved:
    """Let the rows of *model* that point with *field* at the merged organisation point at the survivor."""
    rows = model._base_manager.filter(**{field: payload.merged})
    return Moved(model, rows.update(**{field: payload.survivor}))


organisation_merge_obstacles: Collect[OrganisationMerge, str | Promise] = Collect(
    "organisation_merge_obstacles",
    OrganisationMerge,
    "Before two organisations become one, and on the page that asks for it. Return the reason why they cannot, with "
    "what to do first, or None. Apps that the cluster does not use are asked too, since their rows are there.",
)
organisation_merge: Collect[OrganisationMerge, list[Moved]] = Collect(
    "organisation_merge",
    OrganisationMerge,
    "Two organisations become one, in the running transaction. Let your rows point at the survivor "
    "(``move_rows``) and return what you moved. Rows that still point at the merged one afterwards stop the merge. "
    "Apps that the cluster does not use are called too.",
)
organisation_merged: Notify[OrganisationMerged] = Notify(
    "organisation_merged", OrganisationMerged, "Two organisations became one."
)


@dataclass(frozen=True)
class LinksPeriod:
    """The days that the meter counts, from ``since`` to before ``until``, in quarters of ``time_zone``."""

    since: datetime
    until: datetime
    time_zone: tzinfo


@dataclass(frozen=True)
class LinkKind:
    """A sort of links, such as replies in discussions; lower ``order`` stands first. ``about`` says what is counted."""

    code: str
    label: str | Promise
    about: str | Promise = ""
    order: int = 100


@dataclass(frozen=True)
class LinkRow:
    """``number`` links of one quarter (that of the day ``when``) between two organisations, or inside of one.

    ``people`` are the user ids of all who take part in them. A row without ``shows_pair`` counts in the numbers and nowhere
    names the two: whoever published without a name is not to be found by his links.
    """

    when: date
    first_id: int
    second_id: int
    number: int
    people: frozenset[int]
    shows_pair: bool = True


@dataclass(frozen=True)
class Links:
    """All links of one sort in the period. Rows may repeat; they are added up."""

    kind: LinkKind
    rows: Sequence[LinkRow]


organisation_links: Collect[LinksPeriod, Sequence[Links]] = Collect(
    "organisation_links",
    LinksPeriod,
    "The meter of links counts what brought people of organisations together in a period. Return one Links for each sort "
    "that your app knows, counted by quarter and pair in the database. Who asks may see numbers only: cells with "
    "fewer than five people are left out by the meter, not by you.",
)
