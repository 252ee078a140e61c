"""Changes of open items that wait for a look: for their owners and for the coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.transitions import Transition
from clusterkit.directory.models import Sector
from clusterkit.files.models import StoredFile
from clusterkit.ideas import actions
from clusterkit.ideas.enums import OPEN_STATES, ChangeState, Cooperation
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Item, ItemChange, current_items, word_of_field
from clusterkit.ideas.transitions import CHANGE

FIELD_ORDER = (
    *("kind", "title", "summary", "body", "sectors", "tags", "mode"),
    *("region", "readiness", "cooperation", "budget_from", "budget_to", "currency", "deadline", "files"),
)


@dataclass(frozen=True)
class ChangedField:
    """One field of a change: what it is called, and the old and the new in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeView:
    """A change as *viewer* sees it; ``fields`` are compared with the item as it is now."""

    change: ItemChange
    fields: Sequence[ChangedField]
    files: Sequence[StoredFile]
    transitions: Sequence[Transition]

    @property
    def open_names(self) -> frozenset[str]:
        """Names of the transitions that the viewer may take now."""
        return frozenset(step.name for step in self.transitions)


def changes_of(viewer: Actor, item: Item) -> QuerySet[ItemChange]:
    """The changes of *item* that *viewer* may see, newest first."""
    return visible_to(viewer, ItemChange.objects.filter(item=item).select_related("item__organisation", "author"))


def waiting_change_of(viewer: Actor, item: Item) -> ItemChange | None:
    """The change of *item* that waits, where *viewer* may see it."""
    return changes_of(viewer, item).filter(state=ChangeState.WAITING).first()


def changes_to_review(viewer: Actor) -> QuerySet[ItemChange]:
    """Changes of open items that *viewer* may decide on, longest waiting first. Nobody decides on his own."""
    rows = ItemChange.objects.filter(state=ChangeState.WAITING).select_related("item__organisation", "author")
    if not viewer.allows(actions.REVIEW_CHANGE):
        return rows.none()
    rows = visible_to(viewer, rows).filter(current_items("item__"), item__state__in=sorted(OPEN_STATES))
    rows = rows.exclude(item__organisation_id__in=viewer.organisation_ids)
    return rows.exclude(author_id=viewer.user_id).order_by("created_at", "pk")


def change_view(viewer: Actor, change: ItemChange) -> ChangeView:
    """What *change* (which *viewer* may see) makes of its item, field by field."""
    item, files = change.item, list(StoredFile.objects.filter(pk__in=change.values.get("files", ())).order_by("pk"))
    names = sorted(change.values, key=FIELD_ORDER.index)
    fields = [
        ChangedField(name, word_of_field(name), _words(name, _present(item, name)), _words(name, change.values[name]))
        for name in names
        if name != "files"
    ]
    if files:
        fields.append(ChangedField("files", word_of_field("files"), "", ", ".join(stored.name for stored in files)))
    return ChangeView(change, fields, files, CHANGE.available(change, viewer))


def _present(item: Item, name: str) -> Any:
    return [sector.pk for sector in item.sectors.all()] if name == "sectors" else getattr(item, name)


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name == "kind":
        return str(item_kinds.get(value).label)
    if name == "sectors":
        return ", ".join(str(sector) for sector in Sector.objects.filter(pk__in=value))
    if name == "tags":
        return ", ".join(value)
    if name == "cooperation":
        labels: dict[str, Any] = dict(Cooperation.choices)
        return ", ".join(str(labels.get(code, code)) for code in value)
    if name == "deadline":
        return date_format(value if isinstance(value, date) else date.fromisoformat(value), "DATE_FORMAT")
    if name in ("budget_from", "budget_to"):
        return number_format(value, use_l10n=True, force_grouping=True)
    field: Any = Item._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))
