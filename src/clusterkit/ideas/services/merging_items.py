"""Joining an item with another that says the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import DECIDED_STAGES, LIVE_INTEREST_STATES, LIVE_TOPIC_STATES, ItemMode
from clusterkit.ideas.models import Comment, Follow, Item, Reaction, Report, Support
from clusterkit.ideas.selectors import owners
from clusterkit.ideas.selectors.audience import readers, silent
from clusterkit.ideas.services.locking import lock_item
from clusterkit.ideas.transitions import ITEM


@transaction.atomic
def merge_items(*, item: Item, survivor: Item, actor: Actor, expected_version: int | None = None) -> Item:
    """Join *item* with *survivor*, which stays: its discussion, its followers and its supporters move there.

    The old address leads readers of the survivor to it. Nobody supports twice, and what would tell whose an item
    without a name is stays behind. Raises ``InvalidInput`` (field "survivor") for two that do not fit together,
    ``StateConflict`` while organisations talk about *item* and once the cluster has answered one of the two.
    """
    if item.pk == survivor.pk:
        raise InvalidInput(_("Choose another item."), field="survivor")
    # In the order of their keys, so that two people who join the same two the other way round do not wait for each other.
    locked = {row.pk: lock_item(row) for row in sorted((item, survivor), key=lambda row: int(row.pk))}
    gone, kept = locked[item.pk], locked[survivor.pk]
    for row in (gone, kept):
        policy_of(Item).require(actor, actions.MERGE, row)
    _check(gone, kept)
    told = _recipients(gone, kept)

    def move(row: Item) -> dict[str, Any]:
        row.merged_into = kept
        row.best_answer = None
        earlier = Item.objects.filter(merged_into=row)
        earlier.update(merged_into=kept)
        return {"merged_into": kept.pk, **_move(row, kept)}

    return apply(
        ITEM,
        "merge",
        gone,
        actor=actor,
        expected_version=expected_version,
        effect=move,
        notices=lambda row: _notices(row, kept, told),
    )


def _check(gone: Item, kept: Item) -> None:
    if gone.kind != kept.kind:
        raise InvalidInput(_("Choose an item of the same kind."), field="survivor")
    if not kept.is_open:
        raise InvalidInput(_("The item that stays has to be open."), field="survivor")
    if not gone.is_current:
        raise StateConflict(_("Only open items are joined."), details={"state": gone.effective_state.value})
    if gone.mode == ItemMode.MEMBERS and kept.mode != ItemMode.MEMBERS:
        raise InvalidInput(
            _(
                "This item is for members only, the other is open: others would read its discussion. Join them the other way."
            ),
            field="survivor",
        )
    if kept.is_anonymous and gone.comments.filter(_by_owner(kept)).exists():
        raise InvalidInput(
            _(
                "The owner of the item that stays wrote about the other by name: it would show whose it is. Join them the other way."
            ),
            field="survivor",
        )
    if gone.interests.filter(state__in=LIVE_INTEREST_STATES).exists():
        raise StateConflict(
            _("Organisations are talking about this item. It can be joined when their talks are ended.")
        )
    if gone.topics.filter(state__in=LIVE_TOPIC_STATES).exists():
        raise StateConflict(_("The university works on this item. It can be joined when that is ended."))
    if gone.stage in DECIDED_STAGES or kept.stage in DECIDED_STAGES:
        raise StateConflict(_("The cluster has answered one of the two already."))


def _move(gone: Item, kept: Item) -> dict[str, int]:
    comments = _moving_comments(gone, kept)
    moved = Comment.objects.filter(pk__in=comments).update(item=kept)
    # An answer whose first comment stays behind, or the other way round, stands by itself.
    Comment.objects.filter(item=kept, parent__item=gone).update(parent=None)
    Comment.objects.filter(item=gone, parent__item=kept).update(parent=None)
    Reaction.objects.filter(comment__in=comments).update(item=kept)
    Report.objects.filter(comment__in=comments).update(item=kept)
    welcome = _welcome(gone, kept)
    _move_marks(Reaction.objects.filter(item=gone, comment=None), kept, welcome, more=("kind",))
    Follow.objects.filter(item=gone, is_muted=True).delete()
    follows = _move_marks(Follow.objects.filter(item=gone), kept, welcome)
    supports = Support.objects.filter(item=gone)
    if not kept.is_anonymous:
        # Nobody supports the idea of his own organisation. Of one without a name their going would tell whose it is.
        supports.filter(organisation=kept.organisation_id).delete()
        supports.filter(user_id__in=[kept.author_id or 0]).delete()
    return {"comments": moved, "followers": follows, "supporters": _move_marks(supports, kept, welcome)}


def _moving_comments(gone: Item, kept: Item) -> list[int]:
    """All; but what the owner of an item without a name wrote stays behind: on the other it would stand there by name."""
    rows = gone.comments.all()
    if gone.is_anonymous:
        rows = rows.exclude(_by_owner(gone))
    return list(rows.values_list("pk", flat=True))


def _by_owner(item: Item) -> Q:
    """The comments that are shown as the owner's (as in ``selectors.comment_voice``)."""
    own = Q(organisation_id=item.organisation_id, organisation_id__isnull=False)
    return own | Q(author_id=item.author_id, author_id__isnull=False)


def _welcome(gone: Item, kept: Item) -> set[int] | None:
    """Who of those that followed or supported may read the item that stays; None for everybody."""
    if kept.mode != ItemMode.MEMBERS or gone.mode == ItemMode.MEMBERS:
        return None
    return set(readers(kept, _people(gone)))


def _people(item: Item) -> set[int]:
    marks: Iterable[QuerySet[Any]] = (
        Support.objects.filter(item=item),
        Follow.objects.filter(item=item, is_muted=False),
        Reaction.objects.filter(item=item),
    )
    return {user_id for rows in marks for user_id in rows.values_list("user_id", flat=True)}


def _move_marks(rows: QuerySet[Any], kept: Item, welcome: set[int] | None, *, more: tuple[str, ...] = ()) -> int:
    """Move marks of people, one of each person (and *more*); what is double or not *welcome* goes."""
    model = rows.model
    kept_rows = model._default_manager.filter(item=kept)
    if model is Reaction:
        kept_rows = kept_rows.filter(comment=None)
    known = set(kept_rows.values_list("user_id", *more))
    moving = [
        pk
        for pk, user_id, *rest in rows.values_list("pk", "user_id", *more)
        if (user_id, *rest) not in known and (welcome is None or user_id in welcome)
    ]
    all_rows = list(rows.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=set(all_rows) - set(moving)).delete()
    return int(model._default_manager.filter(pk__in=moving).update(item=kept))


def _recipients(gone: Item, kept: Item) -> tuple[list[int], list[int]]:
    """Who is told where it is now, and the owners who may know no more than that it is joined."""
    own = set(owners(gone))
    concerned = (_people(gone) | own | set(owners(kept))) - (silent(gone) - own)
    both = set(readers(kept, concerned)) & (set(readers(gone, concerned)) | own)
    return sorted(both), sorted(own - both)


def _notices(gone: Item, kept: Item, told: tuple[list[int], list[int]]) -> list[ports.Notice]:
    knowing, others = told
    event = f"ideas.item:{gone.pk}:merged"
    full = {"title": gone.title, "survivor": kept.title}
    return [
        ports.Notice(notices.MERGED, knowing, kept.get_absolute_url(), event, full, kept),
        ports.Notice(notices.MERGED, others, gone.get_absolute_url(), event, {"title": gone.title}, gone),
    ]
