"""Hiding comments and showing them again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.ideas import actions, notices
from clusterkit.ideas.models import Comment
from clusterkit.ideas.services.best_answers import drop_best_answer
from clusterkit.ideas.services.locking import lock_comment

NOTE_LENGTH = 2000


@transaction.atomic
def hide_comment(*, comment: Comment, reason: str, actor: Actor) -> Comment:
    """Take a comment out of everybody's sight; its place stays, and its author reads *reason*.

    A best answer that is hidden is the best answer no more. Raises ``StateConflict`` when it is hidden or removed already.
    """
    note = reason.strip()
    if not note:
        raise InvalidInput(_("Give a reason: the author reads it."), field="reason")
    if len(note) > NOTE_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": NOTE_LENGTH}, field="reason")
    locked = lock_comment(comment)
    if locked.deleted_at is not None:
        raise StateConflict(_("This comment was removed by now."))
    policy_of(Comment).require(actor, actions.HIDE_COMMENT, locked)
    if locked.hidden_at is not None:
        raise StateConflict(_("This comment is hidden already."))
    locked.hidden_at = timezone.now()
    locked.hidden_note = note
    locked.save()
    drop_best_answer(locked, actor)
    ports.record(
        actor=actor,
        action=actions.HIDE_COMMENT.code,
        target=locked,
        after={"item": locked.item_id, "hidden": True},
        reason=note,
    )
    _tell(notices.COMMENT_HIDDEN, locked, f"hidden:{locked.hidden_at.isoformat()}", {"reason": note})
    return locked


@transaction.atomic
def restore_comment(*, comment: Comment, actor: Actor) -> Comment:
    """Show a hidden comment again; its author is told."""
    locked = lock_comment(comment)
    policy_of(Comment).require(actor, actions.HIDE_COMMENT, locked)
    if locked.hidden_at is None:
        raise StateConflict(_("This comment is not hidden."))
    moment = locked.hidden_at
    locked.hidden_at = None
    locked.hidden_note = ""
    locked.save()
    ports.record(
        actor=actor,
        action=actions.HIDE_COMMENT.code,
        target=locked,
        before={"hidden": True},
        after={"item": locked.item_id, "hidden": False},
    )
    _tell(notices.COMMENT_RESTORED, locked, f"restored:{moment.isoformat()}", {})
    return locked


def _tell(kind: ports.NoticeKind, comment: Comment, what: str, context: dict[str, Any]) -> None:
    if comment.author_id is None:
        return
    event = f"ideas.comment:{comment.pk}:{what}"
    values = {"title": comment.item.title, **context}
    ports.notify(ports.Notice(kind, [comment.author_id], comment.get_absolute_url(), event, values, comment.item))
