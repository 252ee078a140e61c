"""What coordinators decide. Nobody decides on an item of his own: the policy sees to it."""

from __future__ import annotations

from django.db import transaction

from clusterkit.core.policies import Actor
from clusterkit.core.ports import Notice, NoticeKind
from clusterkit.core.transitions import apply
from clusterkit.ideas import happenings, hooks, notices
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.services.items import begin_publication, lock_item
from clusterkit.ideas.transitions import HIDEABLE_STATES, ITEM


def _tell_owners(kind: NoticeKind, item: Item, what: str, reason: str = "") -> list[Notice]:
    return [
        Notice(
            kind,
            owners(item),
            item.get_absolute_url(),
            f"ideas.item:{item.pk}:{what}:{item.version}",
            {"title": item.title, "reason": reason},
            item,
        )
    ]


def approve_item(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Publish an item that waits. Raises ``StateConflict`` when somebody decided before, ``StaleVersion``."""
    return apply(
        ITEM,
        "approve",
        item,
        actor=actor,
        expected_version=expected_version,
        effect=begin_publication,
        notices=lambda row: _tell_owners(notices.APPROVED, row, "approved"),
        announce=hooks.item_published,
        happening=happenings.ITEM_PUBLISHED,
    )


def request_changes(*, item: Item, reason: str, actor: Actor, expected_version: int | None = None) -> Item:
    """Send an item back; its owner reads *reason* and sends it again."""
    return _refuse(item, "request_changes", notices.CHANGES_REQUESTED, reason, actor, expected_version)


def reject_item(*, item: Item, reason: str, actor: Actor, expected_version: int | None = None) -> Item:
    """Do not take an item; its owner reads *reason*."""
    return _refuse(item, "reject", notices.REJECTED, reason, actor, expected_version)


def _refuse(item: Item, name: str, kind: NoticeKind, reason: str, actor: Actor, expected_version: int | None) -> Item:
    def keep_note(row: Item) -> None:
        row.note = reason.strip()

    return apply(
        ITEM,
        name,
        item,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=keep_note,
        notices=lambda row: _tell_owners(kind, row, name, reason.strip()),
    )


@transaction.atomic
def hide_item(*, item: Item, reason: str, actor: Actor, expected_version: int | None = None) -> Item:
    """Take an open item out of everybody's sight; its owner reads *reason*. Its talks go on."""
    before = lock_item(item).state

    def remember(row: Item) -> None:
        row.hidden_from = before
        row.note = reason.strip()

    return apply(
        ITEM,
        "hide",
        item,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=remember,
        notices=lambda row: _tell_owners(notices.HIDDEN, row, "hidden", reason.strip()),
    )


@transaction.atomic
def restore_item(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Show a hidden item again, in the state it was hidden from."""
    before = lock_item(item).hidden_from

    def forget(row: Item) -> None:
        row.hidden_from = ""
        row.note = ""

    return apply(
        ITEM,
        f"restore_{before if before in HIDEABLE_STATES else ItemState.PUBLISHED.value}",
        item,
        actor=actor,
        expected_version=expected_version,
        effect=forget,
        notices=lambda row: _tell_owners(notices.RESTORED, row, "restored"),
    )
