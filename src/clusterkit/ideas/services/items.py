"""Writing, publishing, prolonging and withdrawing items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory.models import Organisation, Sector
from clusterkit.ideas import actions, hooks, notices
from clusterkit.ideas.enums import WAITING_INTEREST_STATES, WRITABLE_STATES, ItemMode, ItemState
from clusterkit.ideas.kinds import item_kinds
from clusterkit.ideas.models import Interest, Item
from clusterkit.ideas.selectors import senders
from clusterkit.ideas.services.limits import within_limit
from clusterkit.ideas.transitions import INTEREST, ITEM
from clusterkit.ideas.validators import check_valid_until, clean_tags
from clusterkit.tenancy.guards import check_same_schema


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


def lock_item(item: Item) -> Item:
    """The locked row. Raises ``NotVisible`` when it is gone, ``CrossTenantError`` for an item of another cluster."""
    check_same_schema("This item", getattr(item._state, "schema", None))
    locked = Item.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=item.pk).first()
    if locked is None:
        raise NotVisible
    return locked


@transaction.atomic
def create_draft(*, organisation: Organisation, fields: ItemFields, actor: Actor) -> Item:
    """Begin an item of *organisation*. Only kind and title are needed; nobody else sees a draft.

    Raises ``NotPermitted`` unless the actor publishes for the organisation, ``InvalidInput`` for bad values.
    """
    item = Item(organisation=organisation, author_id=actor.user_id)
    policy_of(Item).require(actor, actions.DRAFT)
    if not policy_of(Item).can(actor, actions.DRAFT, item):
        raise NotPermitted(_("You may write items for your own organisations only."), field="organisation")
    values = _clean({"mode": ItemMode.OPEN, **fields})
    if not values.get("kind") or not values.get("title"):
        raise InvalidInput(
            _("Give it a title: you can change it later."), field="title" if values.get("kind") else "kind"
        )
    sectors = values.pop("sectors", ())
    for name, value in values.items():
        setattr(item, name, value)
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
def update_item(*, item: Item, fields: ItemFields, actor: Actor, expected_version: int | None = None) -> Item:
    """Change what the owner wrote, while it is a draft, sent back or open.

    An open item changed by somebody who may not publish directly goes back to the coordinators.
    Raises ``StateConflict``, ``StaleVersion``, ``InvalidInput``, ``NotPermitted``.
    """
    locked = lock_writable(item, actor, expected_version)
    values = _clean(fields)
    if "title" in values and not values["title"]:
        raise InvalidInput(_("Give it a title: you can change it later."), field="title")
    sectors = values.pop("sectors", None)
    before = {name: getattr(locked, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        setattr(locked, name, value)
    if sectors is not None:
        locked.sectors.set(sectors)
    if "valid_until" in changed:
        locked.reminded_days = None
    if locked.state == ItemState.PUBLISHED:
        _check_complete(locked)
    locked.version += 1
    locked.save()
    ports.record(
        actor=actor,
        action=actions.EDIT.code,
        target=locked,
        before={name: _json(before[name]) for name in changed},
        after={name: _json(value) for name, value in changed.items()},
    )
    return look_again(locked, actor)


def publish(*, item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Publish, or send to the coordinators where the actor's tier does not reach ``ideas.publish_directly``.

    Raises ``InvalidInput`` naming the first field that lacks, ``Vetoed`` by ``before_publish``, ``StateConflict``.
    """
    direct = policy_of(Item).can(actor, actions.PUBLISH_DIRECTLY, item)
    if direct:
        return apply(
            ITEM,
            "publish",
            item,
            actor=actor,
            expected_version=expected_version,
            veto=hooks.before_publish,
            effect=within_limit(actor, begin_publication),
            announce=hooks.item_published,
        )
    return _submit(item, actor, expected_version)


def _submit(item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    return apply(
        ITEM,
        "submit",
        item,
        actor=actor,
        expected_version=expected_version,
        veto=hooks.before_publish,
        effect=within_limit(actor, _check_complete),
        notices=lambda row: [
            ports.Notice(
                notices.TO_MODERATE,
                [user_id for user_id in coordinator_ids() if user_id != row.author_id],
                row.get_absolute_url(),
                f"ideas.item:{row.pk}:submitted:{row.version}",
                {"title": row.title, "organisation": str(row.organisation)},
                row,
            )
        ],
    )


def look_again(item: Item, actor: Actor) -> Item:
    """Send an open item that was changed to the coordinators, unless *actor* may publish directly."""
    if item.state != ItemState.PUBLISHED or policy_of(Item).can(actor, actions.PUBLISH_DIRECTLY, item):
        return item
    return _submit(item, actor)


def begin_publication(item: Item) -> dict[str, Any]:
    """The effect of every publication: complete, dated, with a last day."""
    _check_complete(item)
    item.published_at = item.published_at or timezone.now()
    if item.valid_until is None:
        item.valid_until = timezone.localdate() + timedelta(days=conf.ITEM_VALID_DAYS)
    item.note = ""
    return {"valid_until": item.valid_until.isoformat()}


def _check_complete(item: Item) -> None:
    if not item.organisation.is_published:
        raise InvalidInput(
            _("Your organisation is not shown on the site yet. Its items follow once it is."), field="organisation"
        )
    if not item.summary.strip():
        raise InvalidInput(_("Write a summary: it is what everybody sees."), field="summary")
    if not item.body.strip():
        raise InvalidInput(_("Describe it in a few sentences, so that others can answer."), field="body")
    if item.valid_until is not None and item.valid_until < timezone.localdate():
        raise InvalidInput(_("Its last day is over. Choose a later one."), field="valid_until")


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
    """End the interests that still wait: the item is closed. Each sender gets a notice."""
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


def renew(*, item: Item, actor: Actor, days: int | None = None, expected_version: int | None = None) -> Item:
    """Prolong an open item, or open one again whose time is over: *days* from today (setting ITEM_VALID_DAYS)."""

    def prolong(row: Item) -> dict[str, Any]:
        _check_complete_but_day(row)
        before = row.valid_until
        last = timezone.localdate() + timedelta(days=days or conf.ITEM_VALID_DAYS)
        row.valid_until = last if before is None else max(before, last)
        row.reminded_days = None
        return {"valid_until": row.valid_until.isoformat()}

    was_over = item.effective_state == ItemState.EXPIRED
    return apply(
        ITEM,
        "renew",
        item,
        actor=actor,
        expected_version=expected_version,
        effect=prolong,
        announce=hooks.item_published if was_over else None,
    )


def _check_complete_but_day(item: Item) -> None:
    if not item.organisation.is_published:
        raise InvalidInput(_("Your organisation is not shown on the site any more."), field="organisation")


def lock_writable(item: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """The locked row, if *actor* may change its text now. Raises ``StateConflict``, ``StaleVersion``, ``NotPermitted``."""
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.EDIT, locked)
    if locked.effective_state not in WRITABLE_STATES:
        raise StateConflict(
            _("This is “%(state)s” now and cannot be changed.") % {"state": locked.state_label},
            details={"state": locked.state},
        )
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion(details={"version": locked.version, "expected": expected_version})
    return locked


def _clean(fields: ItemFields) -> dict[str, Any]:
    values: dict[str, Any] = dict(fields)
    for name in ("title", "summary", "body", "language"):
        if name in values:
            values[name] = str(values[name] or "").strip()
    for name, limit in (("title", 160), ("summary", 400), ("body", 20_000)):
        if len(values.get(name, "")) > limit:
            raise InvalidInput(_("At most %(count)d characters, please.") % {"count": limit}, field=name)
    if "kind" in values and item_kinds.find(values["kind"]) is None:
        raise InvalidInput(_("There is no such kind of item."), field="kind")
    if "mode" in values and values["mode"] not in ItemMode.values:
        raise InvalidInput(_("Choose who sees it."), field="mode")
    _refuse_bad(values, "tags", clean_tags)
    _refuse_bad(values, "valid_until", check_valid_until)
    if "sectors" in values:
        values["sectors"] = list(values["sectors"])
    return values


def _refuse_bad(values: dict[str, Any], name: str, clean: Any) -> None:
    if name in values:
        try:
            values[name] = clean(values[name])
        except ValidationError as error:
            raise InvalidInput(error.messages[0], field=name) from error


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
