"""What the kind of an item asks for beside the text, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clusterkit.ideas.enums import Cooperation
from clusterkit.ideas.models import Item


@dataclass(frozen=True)
class ItemFact:
    """One answer: its name in the code, what it is called, and the answer in words."""

    name: str
    label: str | Promise
    text: str


def item_facts(item: Item, *, reads: bool) -> list[ItemFact]:
    """What *item* says of the optional questions of its kind. The budget is for those who read the text."""
    return [
        fact for fact in _all(item) if fact.text and fact.name in item.kind_info.fields and (reads or not _deep(fact))
    ]


def _deep(fact: ItemFact) -> bool:
    return fact.name == "budget"


def _all(item: Item) -> Iterator[ItemFact]:
    kinds: dict[str, Any] = dict(Cooperation.choices)
    yield ItemFact("readiness", _("Readiness"), str(item.get_readiness_display() or ""))
    yield ItemFact(
        "cooperation", _("Cooperation sought"), ", ".join(str(kinds.get(code, code)) for code in item.cooperation)
    )
    yield ItemFact("region", _("Region"), str(item.get_region_display()))
    yield ItemFact("budget", _("Budget"), _budget(item))
    yield ItemFact("deadline", _("Needed by"), date_format(item.deadline, "DATE_FORMAT") if item.deadline else "")


def _budget(item: Item) -> str:
    low, high = (_amount(amount) for amount in (item.budget_from, item.budget_to))
    words = {"low": low, "high": high, "currency": item.currency}
    if low and high:
        return _("%(low)s to %(high)s %(currency)s") % words if low != high else f"{low} {item.currency}"
    if low:
        return _("from %(low)s %(currency)s") % words
    return _("up to %(high)s %(currency)s") % words if high else ""


def _amount(amount: int | None) -> str:
    return "" if amount is None else number_format(amount, use_l10n=True, force_grouping=True)
