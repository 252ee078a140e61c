"""The comment that answered the question best, as the owner of the item says."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions, notices
from clusterkit.ideas.models import Comment, Item
from clusterkit.ideas.selectors.audience import readers, silent
from clusterkit.ideas.services.locking import lock_comment, lock_item


@transaction.atomic
def choose_best_answer(*, comment: Comment, actor: Actor) -> Item:
    """Say that *comment* answered best; another one that was chosen before is so no more. Its author gets a notice.

    The owner's own comments are no answers. Raises ``InvalidInput`` for a kind without best answers, ``StateConflict`` for
    an item that is not open to others any more, ``NotPermitted``.
    """
    locked = lock_comment(comment)
    item = locked.item
    policy_of(Comment).require(actor, actions.BEST_ANSWER, locked)
    if not item.kind_info.has_best_answer:
        raise InvalidInput(_("Items of this kind have no best answer."))
    if not item.is_current:
        raise StateConflict(
            _("This is “%(state)s” now and cannot be changed.") % {"state": item.state_label},
            details={"state": item.state},
        )
    before = item.best_answer_id
    if before == locked.pk:
        return item
    _set(item, locked, actor)
    author = locked.author_id
    if author is not None and author != actor.user_id and author not in silent(item):
        ports.notify(
            ports.Notice(
                notices.BEST_ANSWER,
                list(readers(item, [author])),
                locked.get_absolute_url(),
                f"ideas.comment:{locked.pk}:best",
                {"title": item.title},
                item,
            )
        )
    return item


@transaction.atomic
def clear_best_answer(*, item: Item, actor: Actor) -> Item:
    """Say that no comment answered best. Nothing happens where none was chosen."""
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.BEST_ANSWER, locked)
    if locked.best_answer_id is not None:
        _set(locked, None, actor)
    return locked


def drop_best_answer(comment: Comment, actor: Actor) -> None:
    """A comment that others do not see any more is no best answer. *comment* comes locked from ``lock_comment``."""
    if comment.item.best_answer_id == comment.pk:
        _set(comment.item, None, actor)


def _set(item: Item, comment: Comment | None, actor: Actor) -> None:
    before, item.best_answer = item.best_answer_id, comment
    # Not the text of the item, so neither its version nor its day of change.
    item.save(update_fields=["best_answer"])
    ports.record(
        actor=actor,
        action=actions.BEST_ANSWER.code,
        target=item,
        before={"best_answer": before},
        after={"best_answer": item.best_answer_id},
    )
