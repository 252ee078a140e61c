"""Writing and withdrawing items."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import Changed, apply
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, hooks, notices
from clusterkit.ideas.enums import WAITING_INTEREST_STATES, ItemMode, ItemState
from clusterkit.ideas.models import Interest, Item
from clusterkit.ideas.selectors import goes_to_review, senders
from clusterkit.ideas.services.changes import end_waiting_change, put_change
from clusterkit.ideas.services.fields import (
    ItemFields,
    as_json,
    check_mode,
    check_together,
    clean_fields,
    is_material,
    put_values,
    values_of,
)
from clusterkit.ideas.services.locking import lock_item, lock_writable
from clusterkit.ideas.services.mentions import bind_body, tell_mentioned
from clusterkit.ideas.services.publishing import begin_publication, check_complete
from clusterkit.ideas.transitions import INTEREST, ITEM

__all__ = [
    "UNFINISHED_STATES",
    "begin_publication",
    "create_draft",
    "lapse_interests",
    "lock_item",
    "lock_writable",
    "update_item",
    "withdraw",
]

UNFINISHED_STATES: Final = frozenset({ItemState.DRAFT, ItemState.CHANGES_REQUESTED})
"""What is typed into these may be kept although it is not valid yet."""


@transaction.atomic
def create_draft(
    *, organisation: Organisation, fields: ItemFields, actor: Actor, typed: Mapping[str, str] | None = None
) -> Item:
    """Begin an item of *organisation*. Only kind and title are needed; nobody else sees a draft.

    *typed* is what is not valid yet, by the name of the field: it is kept as it is, and then a title is not needed.
    Raises ``NotPermitted`` unless the actor publishes for the organisation, ``InvalidInput`` for bad values.
    """
    item = Item(organisation=organisation, author_id=actor.user_id, unfinished=dict(typed or {}))
    policy_of(Item).require(actor, actions.DRAFT)
    if not policy_of(Item).can(actor, actions.DRAFT, item):
        raise NotPermitted(_("You may write items for your own organisations only."), field="organisation")
    values = bind_body(clean_fields({"mode": ItemMode.OPEN, **fields}), actor)
    if not values.get("kind"):
        raise InvalidInput(_("Give it a title: you can change it later."), field="kind")
    if not values.get("title"):
        if "title" not in item.unfinished:
            raise InvalidInput(_("Give it a title: you can change it later."), field="title")
        values.pop("title", None)
    sectors = values.pop("sectors", ())
    for name, value in values.items():
        setattr(item, name, value)
    item.title = item.title or str(item.kind_info.label)
    check_mode(Item(organisation=organisation), item.mode)
    check_together(item, values)
    item.save()
    item.sectors.set(sectors)
    ports.record(
        actor=actor,
        action=actions.DRAFT.code,
        target=item,
        after={"kind": item.kind, "title": item.title, "organisation": organisation.pk},
    )
    return item


@transaction.atomic
def update_item(
    *,
    item: Item,
    fields: ItemFields,
    actor: Actor,
    expected_version: int | None = None,
    typed: Mapping[str, str] | None = None,
) -> Item:
    """Change what the owner wrote, while it is a draft, sent back or open.

    What others read of an open item (``services.fields.MATERIAL``) waits for the coordinators where
    ``selectors.goes_to_review`` says so: the old text stays, and an ``ItemChange`` holds the new one. The rest is
    changed at once. *typed* is what is not valid yet: a draft keeps it as it is.
    Raises ``StateConflict``, ``StaleVersion``, ``InvalidInput``, ``NotPermitted``, ``Vetoed``.
    """
    locked = lock_writable(item, actor, expected_version)
    if typed and locked.state not in UNFINISHED_STATES:
        raise InvalidInput(field=min(typed))
    values = bind_body(clean_fields(fields, locked), actor)
    if "title" in values and not values["title"]:
        raise InvalidInput(_("Give it a title: you can change it later."), field="title")
    if "mode" in values:
        check_mode(locked, values["mode"])
    given = {name: as_json(name, value) for name, value in values.items()}
    before = values_of(locked, given)
    changed = {name: value for name, value in given.items() if before[name] != value}
    now = _waits(locked, given, changed, actor) if locked.state == ItemState.PUBLISHED else changed
    unfinished = {name: text for name, text in locked.unfinished.items() if name not in given} | dict(typed or {})
    if now or unfinished != locked.unfinished:
        locked.unfinished = unfinished
        _put(locked, now)
        ports.record(
            actor=actor,
            action=actions.EDIT.code,
            target=locked,
            before={name: before[name] for name in now},
            after=now,
        )
    return locked


def _waits(item: Item, given: Mapping[str, Any], changed: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """Of an open item: put aside what has to be looked at first; returns what is changed at once."""
    material = {name: value for name, value in changed.items() if is_material(item, name, value)}
    candidate = copy.copy(item)
    put_values(candidate, changed)
    # It may become one of a kind that is looked at first.
    review = bool(material) and (goes_to_review(actor, item) or goes_to_review(actor, candidate))
    check_together(candidate, changed)
    check_complete(candidate)
    if material:
        step = ITEM["submit" if review else "publish"]
        hooks.before_publish.check(Changed(candidate, step, item.state, actor))
    put_change(item, given=given, wanted=material if review else {}, actor=actor)
    return {name: value for name, value in changed.items() if not review or name not in material}


def _put(item: Item, values: Mapping[str, Any]) -> None:
    sectors = put_values(item, values)
    check_together(item, values)
    if sectors is not None:
        item.sectors.set(sectors)
    if "valid_until" in values:
        item.reminded_days = None
    item.version += 1
    item.save()
    if "body" in values and item.is_current:
        tell_mentioned(item)


def withdraw(*, item: Item, actor: Actor, expected_version: int | None = None, reason: str = "") -> Item:
    """Take the item off the exchange. Interests that wait for an answer lapse and their senders are told."""
    return apply(
        ITEM,
        "withdraw",
        item,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=lambda row: lapse_interests(row, actor),
    )


def lapse_interests(item: Item, actor: Actor) -> dict[str, Any]:
    """End what still waits: the item is closed. Each sender of an interest gets a notice; a change is taken back."""
    end_waiting_change(item, SystemActor(actor.display_name))
    waiting = Interest.objects.filter(item=item, state__in=WAITING_INTEREST_STATES).order_by("pk")
    count = 0
    for interest in waiting:
        apply(
            INTEREST,
            "lapse",
            interest,
            actor=actor,
            notices=lambda row: [
                ports.Notice(
                    notices.INTEREST_LAPSED,
                    senders(row),
                    row.get_absolute_url(),
                    f"ideas.interest:{row.pk}:lapsed:{row.version}",
                    {"title": item.title},
                    row,
                )
            ],
        )
        count += 1
    return {"lapsed_interests": count}
