"""The viewer: one person's standing in one cluster, today. One query makes it; dates decide, no nightly job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.access.acting import acting_for
from clusterkit.access.models import Grant, Rule
from clusterkit.access.sources import (
    AFFILIATION,
    GRANT,
    MEMBERSHIP,
    PENDING,
    POST,
    RULE,
    Row,
    read_rows,
    register_source,
    standing,
)
from clusterkit.access.tiers import tiers
from clusterkit.core.policies import COORDINATE, GUEST, OPERATOR, REGISTERED, Action

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

ADMIN_ROLE = "admin"


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts. Made by :func:`viewer_of`; never kept past the request or the job.

    ``organisations`` maps the ids of organisations the person acts for to his role there, ``acting_organisation_id`` is the
    one of them that he chose to act for (None: none, or several and he did not choose). ``pending`` maps what he has
    begun and not ended ("membership.application") to the primary key of the newest, so that a menu may lead to it; ``posts``
    maps the sorts of offices he holds ("membership.seat") to the primary keys of those he holds.
    """

    user: AbstractBaseUser | AnonymousUser
    tier: str = GUEST
    organisations: Mapping[int, str] = field(default_factory=dict)
    member_organisation_ids: frozenset[int] = frozenset()
    pending: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, frozenset[int]] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    acting_organisation_id: int | None = None

    @property
    def is_authenticated(self) -> bool:
        """Whether the person is signed in."""
        return bool(self.user.is_authenticated)

    @property
    def user_id(self) -> int | None:
        """Primary key of the user; None for a guest."""
        return self.user.pk if self.is_authenticated else None

    @property
    def is_system(self) -> bool:
        """A person, not the platform."""
        return False

    @property
    def display_name(self) -> str:
        """The name to show."""
        full = getattr(self.user, "get_full_name", lambda: "")()
        return full or (self.user.get_username() if self.is_authenticated else "")

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(tiers.get(self.tier).label)

    @property
    def is_coordinator(self) -> bool:
        """Whether the person runs the cluster's platform."""
        return self.allows(COORDINATE)

    @property
    def organisation_ids(self) -> frozenset[int]:
        """Organisations for which the person may act."""
        return frozenset(self.organisations)

    @property
    def administered_ids(self) -> frozenset[int]:
        """Organisations of which the person is an admin."""
        return frozenset(key for key, role in self.organisations.items() if role == ADMIN_ROLE)

    def needed_tier(self, action: Action) -> str:
        """The tier that *action* needs in this cluster: its own rule within the declared bounds, else the code's."""
        own = self.rules.get(action.code)
        if own is not None and action.movable and own in {t.code for t in tiers.between(action.lowest, action.highest)}:
            return own
        return action.tier

    def allows(self, action: Action) -> bool:
        """Whether the person's tier reaches what *action* needs here."""
        return tiers.reaches(self.tier, self.needed_tier(action))


@dataclass(frozen=True)
class PlatformViewer(Viewer):
    """Who looks at the public host, where there are no tiers: an operator, or anybody."""

    @property
    def is_operator(self) -> bool:
        """Whether the person runs the platform."""
        return bool(self.is_authenticated and self.user.is_active and getattr(self.user, "is_staff", False))

    @property
    def is_coordinator(self) -> bool:
        """Operators may all that the public host offers."""
        return self.is_operator

    @property
    def tier_label(self) -> str:
        """What the person is here, in words."""
        return _("operator of the platform") if self.is_operator else ""

    def allows(self, action: Action) -> bool:
        """What is open to everybody, and to operators what is theirs."""
        return action.tier == GUEST or (action.tier == OPERATOR and self.is_operator)


def operator_or_guest(user: AbstractBaseUser | AnonymousUser, *, address: str | None = None) -> PlatformViewer:
    """The viewer of the public host. It costs no query of its own."""
    return PlatformViewer(user, address=address)


def viewer_of(
    user: AbstractBaseUser | AnonymousUser,
    *,
    day: date | None = None,
    address: str | None = None,
    acting: int | None = None,
) -> Viewer:
    """Read the standing of *user* in the cluster in force. One query. An inactive user is a guest.

    *acting* is the organisation that he wants to act for; one that is not his has no effect.
    """
    user_id = user.pk if user.is_authenticated and user.is_active else None
    rows = read_rows(_rules, user_id, day or timezone.localdate())
    if user_id is None:
        from django.contrib.auth.models import AnonymousUser

        return Viewer(AnonymousUser(), rules=_pairs(rows, RULE), address=address)
    affiliations = [row for row in rows if row.kind == AFFILIATION]
    organisations = {row.ref: row.code for row in affiliations if row.ref is not None}
    # An organisation may have two terms in force: the days of grace of one, and the next. Each gives its tier.
    members = [row for row in rows if row.kind == MEMBERSHIP and row.ref in organisations]
    grants = [row.code for row in rows if row.kind == GRANT]
    return Viewer(
        user,
        tier=tiers.highest(REGISTERED, *grants, *(row.code for row in members)),
        organisations=organisations,
        member_organisation_ids=frozenset(row.ref for row in members if row.ref is not None),
        pending={row.code: row.ref for row in _from_oldest(rows, PENDING) if row.ref is not None},
        posts=_posts(rows),
        rules=_pairs(rows, RULE),
        address=address,
        acting_organisation_id=acting_for(affiliations, acting),
    )


def viewer_of_tier(tier: str) -> Viewer:
    """Nobody in particular with the standing of *tier*: for what is told to another system. One query."""
    from django.contrib.auth.models import AnonymousUser

    rows = read_rows(_rules, None, timezone.localdate())
    return Viewer(AnonymousUser(), tier=tier, rules=_pairs(rows, RULE))


def _posts(rows: list[Row]) -> dict[str, frozenset[int]]:
    held: dict[str, set[int]] = {}
    for row in rows:
        if row.kind == POST and row.ref is not None:
            held.setdefault(row.code, set()).add(row.ref)
    return {code: frozenset(refs) for code, refs in held.items()}


def _rules() -> QuerySet[Any]:
    return standing(Rule.objects.all(), kind=RULE, code="action", value="tier")


def _from_oldest(rows: list[Row], kind: str) -> list[Row]:
    return sorted((row for row in rows if row.kind == kind), key=lambda row: row.ref or 0)


def _pairs(rows: list[Row], kind: str) -> dict[str, str]:
    return {row.code: row.value for row in rows if row.kind == kind}


@register_source
def grants_of(user_id: int, day: date) -> QuerySet[Any]:
    """The grants that hold on *day*."""
    return standing(Grant.objects.active_on(day).filter(user_id=user_id), kind=GRANT, code="tier")
