"""The comments of an item: writing, correcting, removing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.models import Comment, CommentRevision, Item
from clusterkit.ideas.selectors import editable_until, exchange_settings
from clusterkit.ideas.services.best_answers import drop_best_answer
from clusterkit.ideas.services.following import begin_to_follow
from clusterkit.ideas.services.limits import check_limit
from clusterkit.ideas.services.locking import lock_comment, lock_item
from clusterkit.ideas.services.mentions import bind_mentions
from clusterkit.ideas.services.telling import comment_notices, mention_notices

COMMENT_LENGTH = 5000


@transaction.atomic
def add_comment(
    *,
    item: Item,
    text: str,
    actor: Actor,
    parent: Comment | None = None,
    organisation: Organisation | None = None,
) -> Comment:
    """Write into the discussion of an open item, as an answer to *parent* where given.

    An answer to an answer stands under the same first comment. *organisation* is the one the person speaks for: by
    default the one he acts for now, else the item's, else the first of his. Who is mentioned, the owners, the person answered
    and the followers get a notice; the author follows the item from now on, unless he wants to hear nothing of it.
    Raises ``InvalidInput`` (field "text"), ``StateConflict`` when the discussion is closed.
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.COMMENT, locked)
    if not locked.is_open:
        raise StateConflict(_("The discussion is closed."), details={"state": locked.state})
    cleaned = _clean(text)
    if parent is not None and not _is_there(parent, locked):
        raise InvalidInput(_("The comment you answer is not there any more."), field="parent")
    check_limit(actor, "comments")
    comment: Comment = Comment.objects.create(
        item=locked,
        parent_id=(parent.parent_id or parent.pk) if parent is not None else None,
        author_id=actor.user_id,
        organisation_id=_voice(locked, actor, organisation),
        text=bind_mentions(cleaned, actor, COMMENT_LENGTH),
    )
    ports.record(actor=actor, action=actions.COMMENT.code, target=comment, after={"item": locked.pk})
    begin_to_follow(locked, actor)
    ports.notify(*comment_notices(comment, parent, actor))
    return comment


def _is_there(parent: Comment, item: Item) -> bool:
    # Read anew under the lock of the item: it may have been removed while the answer was written.
    rows = Comment.objects.filter(pk=parent.pk, item=item, deleted_at=None, hidden_at=None)
    return bool(rows.exists())


def _clean(text: str) -> str:
    cleaned = text.strip()
    if not cleaned:
        raise InvalidInput(_("Write something first."), field="text")
    if len(cleaned) > COMMENT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": COMMENT_LENGTH}, field="text")
    return cleaned


def _voice(item: Item, actor: Actor, organisation: Organisation | None) -> int | None:
    if item.is_anonymous and item.organisation_id in actor.organisation_ids:
        # Under another of his organisations his name would stand there, and with it whose the item is.
        return item.organisation_id
    if organisation is not None:
        if organisation.pk not in actor.organisation_ids:
            raise NotPermitted(_("You may speak for your own organisations only."), field="organisation")
        return organisation.pk
    if actor.acting_organisation_id is not None:
        return actor.acting_organisation_id
    if item.organisation_id in actor.organisation_ids:
        return item.organisation_id
    return min(actor.member_organisation_ids or actor.organisation_ids, default=None)


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, actor: Actor) -> Comment:
    """Correct one's own comment; the text as it was is kept for its readers.

    Raises ``StateConflict`` when the minutes that the office gives are over; coordinators have no limit. Who is mentioned
    newly gets a notice.
    """
    locked = lock_comment(comment)
    policy_of(Comment).require(actor, actions.EDIT_COMMENT, locked)
    check_correction(comment=locked, actor=actor)
    before, cleaned = locked.text, bind_mentions(_clean(text), actor, COMMENT_LENGTH)
    if cleaned == before:
        return locked
    CommentRevision.objects.create(comment=locked, text=before, written_at=locked.edited_at or locked.created_at)
    locked.text = cleaned
    locked.edited_at = timezone.now()
    locked.save()
    ports.record(actor=actor, action=actions.EDIT_COMMENT.code, target=locked, after={"item": locked.item_id})
    ports.notify(*mention_notices(locked, before, actor))
    return locked


def check_correction(*, comment: Comment, actor: Actor) -> None:
    """Raise ``StateConflict``, with words about the time, when *actor* may correct his *comment* no more."""
    minutes = exchange_settings().comment_edit_minutes
    until = editable_until(comment, actor, minutes)
    if until is None or timezone.now() <= until:
        return
    if not minutes:
        raise StateConflict(_("Here a comment stays as it was sent. Write another one below it."))
    words = ngettext(
        "A comment can be corrected for %(count)d minute. The time of this one was over on %(when)s. Write another one below it.",
        "A comment can be corrected for %(count)d minutes. The time of this one was over on %(when)s. Write another one below it.",
        minutes,
    )
    when = date_format(timezone.localtime(until), "DATETIME_FORMAT")
    raise StateConflict(words % {"count": minutes, "when": when}, details={"until": until.isoformat()})


@transaction.atomic
def delete_comment(*, comment: Comment, actor: Actor) -> Comment:
    """Remove a comment: its author or a coordinator. Its place stays while it has answers; it is no best answer any more."""
    locked = lock_comment(comment)
    policy_of(Comment).require(actor, actions.DELETE_COMMENT, locked)
    locked.deleted_at = timezone.now()
    locked.save()
    ports.record(
        actor=actor,
        action=actions.DELETE_COMMENT.code,
        target=locked,
        before={"item": locked.item_id, "author": locked.author_id},
    )
    drop_best_answer(locked, actor)
    return locked
