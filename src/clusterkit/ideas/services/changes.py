"""Changes of open items that the coordinators look at first; the text as it was stays open until then.

The item's row is always locked before the change's, so that deciding, changing anew and withdrawing wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core import ports
from clusterkit.core.exceptions import StateConflict
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.files.models import StoredFile
from clusterkit.files.services import remove_file
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import OPEN_STATES, ChangeState
from clusterkit.ideas.models import Attachment, Item, ItemChange
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.services.fields import check_together, put_values, values_of
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.services.mentions import tell_mentioned
from clusterkit.ideas.services.publishing import check_complete
from clusterkit.ideas.transitions import CHANGE
from clusterkit.tenancy.guards import check_same_schema

FILES = "files"
"""Among the values of a change: the keys of the files that come with it."""


def waiting_change(item: Item) -> ItemChange | None:
    """The change of *item* that waits, locked; the item has to be locked before."""
    rows = ItemChange.objects.select_for_update(of=("self",)).filter(item=item, state=ChangeState.WAITING)
    return rows.first()


def put_change(
    item: Item, *, given: Iterable[str], wanted: Mapping[str, Any], actor: Actor, files: Sequence[str] = ()
) -> ItemChange | None:
    """Let *wanted* (JSON by name of the field) and *files* wait, in place of the change that waits.

    What that one says about fields that are not *given* anew goes over into the new one. The item is locked by the
    caller, who also asked whether the actor may do it. Returns what waits now.
    """
    waiting = waiting_change(item)
    old: dict[str, Any] = waiting.values if waiting is not None else {}
    names = set(given)
    values = {name: value for name, value in old.items() if name not in names} | dict(wanted)
    if files:
        values[FILES] = [*old.get(FILES, ()), *files]
    if values == old:
        return waiting
    if waiting is not None:
        apply(CHANGE, "take_back", waiting, actor=SystemActor(actor.display_name))
    if not values:
        return None
    change: ItemChange = ItemChange.objects.create(item=item, author_id=actor.user_id, values=values)
    ports.record(actor=actor, action=actions.EDIT.code, target=change, after={"fields": sorted(values)})
    ports.notify(
        ports.Notice(
            notices.CHANGE_TO_REVIEW,
            [user_id for user_id in coordinator_ids() if user_id != actor.user_id],
            change.get_absolute_url(),
            f"ideas.change:{change.pk}:waiting",
            {"title": item.title, "organisation": str(item.organisation)},
            change,
        )
    )
    return change


@transaction.atomic
def approve_change(*, change: ItemChange, actor: Actor, expected_version: int | None = None) -> ItemChange:
    """Take the change over: the item has the new text from now on, and its readers see it.

    Raises ``StateConflict`` when it was decided, replaced or taken back before, or the item is not open any more;
    ``InvalidInput`` where the item would not be complete, ``StaleVersion``, ``NotPermitted``.
    """
    item = _lock(change, actor, actions.REVIEW_CHANGE)
    if item.effective_state not in OPEN_STATES:
        raise StateConflict(
            _("The item is “%(state)s” now: its text stays as it is.") % {"state": item.state_label},
            details={"state": item.state},
        )
    return apply(
        CHANGE,
        "approve",
        change,
        actor=actor,
        expected_version=expected_version,
        effect=lambda row: _take_over(item, row, actor),
        notices=lambda row: _tell_owners(notices.CHANGE_APPROVED, item, row),
    )


def _take_over(item: Item, change: ItemChange, actor: Actor) -> None:
    values = {name: value for name, value in change.values.items() if name != FILES}
    before = values_of(item, values)
    sectors = put_values(item, values)
    check_together(item, ())
    check_complete(item)
    item.version += 1
    item.save()
    if sectors is not None:
        item.sectors.set(sectors)
    if "body" in values:
        tell_mentioned(item)
    files = list(_files(change))
    Attachment.objects.bulk_create([Attachment(item=item, file=stored) for stored in files])
    after = values | ({"file": ", ".join(stored.name for stored in files)} if files else {})
    ports.record(actor=actor, action=actions.REVIEW_CHANGE.code, target=item, before=before, after=after)


@transaction.atomic
def refuse_change(*, change: ItemChange, reason: str, actor: Actor, expected_version: int | None = None) -> ItemChange:
    """Leave the text as it is; the owner reads *reason*. Raises ``InvalidInput`` without one, ``StateConflict``."""
    item = _lock(change, actor, actions.REVIEW_CHANGE)

    def keep_note(row: ItemChange) -> None:
        row.note = reason.strip()

    refused = apply(
        CHANGE,
        "refuse",
        change,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=keep_note,
        notices=lambda row: _tell_owners(notices.CHANGE_REFUSED, item, row),
    )
    _drop_files(refused, actor)
    return refused


@transaction.atomic
def take_back_change(*, change: ItemChange, actor: Actor, expected_version: int | None = None) -> ItemChange:
    """The owner does not want it any more. Raises ``StateConflict`` when it was decided before."""
    _lock(change, actor, actions.TAKE_BACK_CHANGE)
    taken = apply(CHANGE, "take_back", change, actor=actor, expected_version=expected_version)
    _drop_files(taken, actor)
    return taken


def end_waiting_change(item: Item, actor: Actor) -> None:
    """Take the waiting change of *item* back: it is closed, its text stays as it is. The item is locked by the caller."""
    waiting = waiting_change(item)
    if waiting is not None:
        _drop_files(apply(CHANGE, "take_back", waiting, actor=actor), actor)


def _lock(change: ItemChange, actor: Actor, action: Any) -> Item:
    check_same_schema("This change", getattr(change._state, "schema", None))
    policy_of(ItemChange).require(actor, action, change)
    return lock_item(change.item)


def _files(change: ItemChange) -> Any:
    return StoredFile.objects.filter(pk__in=change.values.get(FILES, ())).order_by("pk")


def _drop_files(change: ItemChange, actor: Actor) -> None:
    for stored in _files(change):
        # Who may end the change was asked above; the file itself belongs to nothing any more.
        remove_file(stored_file=stored, actor=SystemActor(actor.display_name))


def _tell_owners(kind: ports.NoticeKind, item: Item, change: ItemChange) -> list[ports.Notice]:
    return [
        ports.Notice(
            kind,
            owners(item),
            change.get_absolute_url(),
            f"ideas.change:{change.pk}:{change.state}",
            {"title": item.title, "reason": change.note},
            change,
        )
    ]
