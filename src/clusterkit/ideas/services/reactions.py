"""Saying something without a word."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ReactionKind
from clusterkit.ideas.models import Comment, Item, Reaction
from clusterkit.ideas.services.locking import lock_comment, lock_item


@transaction.atomic
def react(*, item: Item, kind: str, actor: Actor, comment: Comment | None = None, on: bool | None = None) -> bool:
    """React to *item*, or to a *comment* of it; take it back with ``on=False``, turn it over with ``on=None``.

    Answers whether the reaction stands now. To say the same twice is to say it once. Raises ``InvalidInput`` for an unknown
    kind, ``NotPermitted`` for one's own words. It is not written into the audit log: it decides nothing, and the log would
    tell who thinks what of whom.
    """
    if kind not in ReactionKind.values:
        raise InvalidInput(_("There is no such reaction."), field="kind")
    if actor.user_id is None:
        raise NotPermitted
    if comment is None:
        locked = lock_item(item)
        policy_of(Item).require(actor, actions.REACT, locked)
    else:
        subject = lock_comment(comment)
        policy_of(Comment).require(actor, actions.REACT, subject)
        locked = subject.item
    mine = {"item": locked, "comment": comment, "user_id": actor.user_id, "kind": kind}
    there = Reaction.objects.filter(**mine).exists()
    wanted = not there if on is None else on
    if wanted and not there:
        Reaction.objects.create(**mine)
    elif there and not wanted:
        Reaction.objects.filter(**mine).delete()
    return wanted
