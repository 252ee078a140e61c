"""Following an item, wanting to hear nothing of it, and how far one has read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, Follow, Item, ReadMark
from clusterkit.ideas.services.locking import lock_item


def _reader(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotPermitted
    return actor.user_id


@transaction.atomic
def follow(*, item: Item, actor: Actor) -> Follow:
    """Hear of new comments, also after one wanted to hear nothing. Following twice is following once."""
    return _mark(item, actor, muted=False)


@transaction.atomic
def mute(*, item: Item, actor: Actor) -> Follow:
    """Hear nothing of the discussion any more: not as owner, not when answered, not when mentioned."""
    return _mark(item, actor, muted=True)


def _mark(item: Item, actor: Actor, *, muted: bool) -> Follow:
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.FOLLOW, locked)
    mark: Follow
    mark, made = Follow.objects.get_or_create(item=locked, user_id=_reader(actor), defaults={"is_muted": muted})
    if not made and mark.is_muted == muted:
        return mark
    if not made:
        mark.is_muted = muted
        mark.save()
    _begin_to_read(locked, mark.user_id)
    after = {"follows": not muted, "muted": muted}
    ports.record(actor=actor, action=actions.FOLLOW.code, target=locked, after=after)
    return mark


@transaction.atomic
def unfollow(*, item: Item, actor: Actor) -> None:
    """Hear no more as a follower. It works for an item that one cannot see any more, too."""
    _forget(item, actor, muted=False)


@transaction.atomic
def unmute(*, item: Item, actor: Actor) -> None:
    """Hear again as owner, when answered and when mentioned. It works for an item that one cannot see any more, too."""
    _forget(item, actor, muted=True)


def _forget(item: Item, actor: Actor, *, muted: bool) -> None:
    gone, _rows = Follow.objects.filter(item=item, user_id=_reader(actor), is_muted=muted).delete()
    if gone:
        after = {"muted": False} if muted else {"follows": False}
        ports.record(actor=actor, action=actions.FOLLOW.code, target=item, after=after)


def begin_to_follow(item: Item, actor: Actor) -> None:
    """Who writes into the discussion of *item* (which is locked) follows it, unless he wants to hear nothing of it."""
    if actor.user_id is not None:
        Follow.objects.get_or_create(item=item, user_id=actor.user_id)
        _begin_to_read(item, actor.user_id)


def _begin_to_read(item: Item, user_id: int) -> None:
    newest = Comment.objects.filter(item=item).aggregate(newest=Max("created_at"))["newest"]
    ReadMark.objects.get_or_create(item=item, user_id=user_id, defaults={"seen_at": newest or timezone.now()})


def mark_read(*, item: Item, seen_at: datetime, actor: Actor) -> None:
    """Note that *actor* has read the discussion of *item* up to the comment of *seen_at*. The mark never goes back.

    Raises ``NotPermitted`` for a guest, ``NotVisible`` for who may not read the item.
    """
    policy_of(Item).require(actor, actions.READ, item)
    mark, made = ReadMark.objects.get_or_create(item=item, user_id=_reader(actor), defaults={"seen_at": seen_at})
    if not made and mark.seen_at < seen_at:
        ReadMark.objects.filter(pk=mark.pk, seen_at__lt=seen_at).update(seen_at=seen_at)
