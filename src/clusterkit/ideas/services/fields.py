"""What the owner of an item writes: checked one by one and together, and as JSON for the log and for changes that wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.directory.models import Sector
from clusterkit.ideas.enums import Currency, ItemMode
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import offered_modes
from clusterkit.ideas.validators import (
    check_budget,
    check_deadline,
    check_readiness,
    check_valid_until,
    clean_cooperation,
    clean_tags,
)
from clusterkit.tenancy.enums import Region


class ItemFields(TypedDict, total=False):
    """What the owner writes; what is left out stays as it is."""

    kind: str
    title: str
    summary: str
    body: str
    language: str
    mode: str
    valid_until: date | None
    tags: Sequence[str]
    sectors: Iterable[Sector]
    region: str
    readiness: int | None
    cooperation: Sequence[str]
    budget_from: int | None
    budget_to: int | None
    currency: str
    deadline: date | None


ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "region": ("region",),
    "readiness": ("readiness",),
    "cooperation": ("cooperation",),
    "budget": ("budget_from", "budget_to", "currency"),
    "deadline": ("deadline",),
}
"""The fields of an item behind each optional question of a kind (``ItemKind.fields``)."""
MATERIAL: Final = frozenset(
    {"kind", "title", "summary", "body", "tags", "sectors", *(name for names in ASKED.values() for name in names)}
)
"""What others read: in an open item a change of it may have to be looked at first. The mode has a rule of its own."""
_LIMITS: Final = (("title", 160), ("summary", 400), ("body", 20_000))
_EMPTY: Final[Mapping[str, Any]] = {
    "region": "",
    "readiness": None,
    "cooperation": [],
    "budget_from": None,
    "budget_to": None,
    "currency": Currency.BYN.value,
    "deadline": None,
}
_DAYS: Final = ("valid_until", "deadline")


def field_names(questions: Iterable[str]) -> frozenset[str]:
    """Names of the fields behind optional questions (``ItemKind.fields``)."""
    return frozenset(name for question in questions for name in ASKED[question])


def clean_fields(fields: ItemFields, item: Item | None = None) -> dict[str, Any]:
    """The values, each checked by itself. A day that *item* has already may stay. Raises ``InvalidInput`` with its field."""
    values: dict[str, Any] = dict(fields)
    for name in ("title", "summary", "body", "language"):
        if name in values:
            values[name] = str(values[name] or "").strip()
    for name, limit in _LIMITS:
        if len(values.get(name, "")) > limit:
            raise InvalidInput(_("At most %(count)d characters, please.") % {"count": limit}, field=name)
    if "kind" in values and item_kinds.find(values["kind"]) is None:
        raise InvalidInput(_("There is no such kind of item."), field="kind")
    if "mode" in values and values["mode"] not in ItemMode.values:
        raise InvalidInput(_("Choose who sees it."), field="mode")
    for name, choices in (("region", ("", *Region.values)), ("currency", Currency.values)):
        if name in values and values[name] not in choices:
            raise InvalidInput(_("Choose one of the list."), field=name)
    checks: dict[str, Callable[[Any], Any]] = {
        "tags": clean_tags,
        "readiness": check_readiness,
        "cooperation": clean_cooperation,
        "budget_from": check_budget,
        "budget_to": check_budget,
        "valid_until": check_valid_until,
        "deadline": check_deadline,
    }
    for name, clean in checks.items():
        if name in values and not (name in _DAYS and item is not None and values[name] == getattr(item, name)):
            values[name] = _checked(name, values[name], clean)
    if "sectors" in values:
        values["sectors"] = list(values["sectors"])
    return values


def _checked(name: str, value: Any, clean: Callable[[Any], Any]) -> Any:
    try:
        return clean(value)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field=name) from error


def check_together(item: Item, given: Iterable[str]) -> None:
    """What only the whole can tell. Of a kind that does not ask for a field nothing of it may be *given*.

    What the item had of it before its kind was changed is taken away. Raises ``InvalidInput`` with the field.
    """
    asked = field_names(item.kind_info.fields)
    for name, empty in _EMPTY.items():
        if name in asked or getattr(item, name) == empty:
            continue
        if name in given and name != "currency":
            raise InvalidInput(_("Items of this kind do not have this. Leave it empty."), field=name)
        setattr(item, name, empty)
    if item.budget_from is not None and item.budget_to is not None and item.budget_from > item.budget_to:
        raise InvalidInput(_("The budget ends below where it begins. Turn the two around."), field="budget_to")


def check_mode(item: Item, mode: str) -> None:
    """Whether *item* may get this mode. Raises ``InvalidInput`` (field "mode") where its name cannot be taken back."""
    if mode in offered_modes(item):
        return
    if item.published_at is not None:
        raise InvalidInput(
            _("It was published with the name of your organisation, and others may have seen it. Write a new item."),
            field="mode",
        )
    raise InvalidInput(_("Items without a name are not allowed here. Choose who sees it."), field="mode")


def is_material(item: Item, name: str, value: Any) -> bool:
    """Whether a new *value* of the field *name* is what others read. A mode that fewer see is not, one that more see is."""
    if name == "mode":
        return item.mode == ItemMode.MEMBERS and value != ItemMode.MEMBERS
    return name in MATERIAL


def as_json(name: str, value: Any) -> Any:
    """The *value* of a field as JSON: days in ISO form, sectors by their keys."""
    if name == "sectors":
        return sorted(sector.pk for sector in value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if name in ("tags", "cooperation") else value


def values_of(item: Item, names: Iterable[str]) -> dict[str, Any]:
    """What *item* has in the fields of these names, as JSON."""
    return {
        name: as_json(name, item.sectors.all() if name == "sectors" else getattr(item, name)) for name in sorted(names)
    }


def put_values(item: Item, values: Mapping[str, Any]) -> list[Sector] | None:
    """Put JSON *values* into the fields of *item*, unsaved; returns its new sectors where there are some among them."""
    sectors: list[Sector] | None = None
    for name, value in values.items():
        if name == "sectors":
            # One that was deleted meanwhile is passed over.
            sectors = list(Sector.objects.filter(pk__in=value))
        elif name in _DAYS and value is not None:
            setattr(item, name, date.fromisoformat(value))
        else:
            setattr(item, name, value)
    return sectors
