"""The ladder of tiers. ``guest < registered < member < coordinator``; a host registers others in between."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED


@dataclass(frozen=True)
class Tier:
    """A step of the ladder. A higher ``rank`` may all that a lower one may. ``how`` tells how one gets there."""

    code: str
    rank: int
    label: str | Promise
    how: str | Promise


class Tiers:
    """The registry of tiers."""

    def __init__(self) -> None:
        self._tiers: dict[str, Tier] = {}

    def register(self, tier: Tier) -> Tier:
        """Add a tier. Raises ``ValueError`` when its code or rank is taken."""
        for other in self._tiers.values():
            if other != tier and (other.code == tier.code or other.rank == tier.rank):
                raise ValueError(f"The tier {other.code!r} has this code or rank already")
        self._tiers[tier.code] = tier
        return tier

    def get(self, code: str) -> Tier:
        """The tier of this code. One that is not registered any more counts as guest: never more."""
        return self._tiers.get(code) or self._tiers[GUEST]

    def reaches(self, code: str, needed: str) -> bool:
        """Whether the tier *code* is at least *needed*. An unknown *needed* is reached by nobody."""
        if needed not in self._tiers:
            return False
        return self.get(code).rank >= self._tiers[needed].rank

    def highest(self, *codes: str) -> str:
        """The highest of some tiers; guest for none."""
        return max((self.get(code) for code in codes), key=lambda tier: tier.rank, default=self._tiers[GUEST]).code

    def knows(self, code: str) -> bool:
        """Whether a tier of this code is registered."""
        return code in self._tiers

    def all(self) -> list[Tier]:
        """The ladder from the bottom up."""
        return sorted(self._tiers.values(), key=lambda tier: tier.rank)

    def between(self, lowest: str, highest: str) -> list[Tier]:
        """The tiers from *lowest* to *highest*, both included; none where one of them is not registered (any more)."""
        if lowest not in self._tiers or highest not in self._tiers:
            return []
        return [t for t in self.all() if self.get(lowest).rank <= t.rank <= self.get(highest).rank]

    def choices(self) -> list[tuple[str, str | Promise]]:
        """Codes and labels for a form or a model field."""
        return [(tier.code, tier.label) for tier in self.all()]


tiers = Tiers()
tiers.register(Tier(GUEST, 0, _("guest"), _("Everybody sees this.")))
tiers.register(
    Tier(REGISTERED, 100, pgettext_lazy("tier", "registered"), _("Register with your e-mail: it takes a minute."))
)
tiers.register(
    Tier(
        MEMBER,
        200,
        pgettext_lazy("tier", "member"),
        _("It opens when your organisation is a member of the cluster and confirmed that you act for it."),
    )
)
tiers.register(
    Tier(
        COORDINATOR,
        300,
        pgettext_lazy("tier", "coordinator"),
        _("This is for the people who run the cluster's platform."),
    )
)


def tier_label(code: str) -> str | Promise:
    """The tier in words, for the rooms below (``core.ports.tier_label``)."""
    return tiers.get(code).label


def tier_step(code: str) -> str | Promise:
    """How one gets there, for the rooms below (``core.ports.tier_step``)."""
    return tiers.get(code).how
