"""The discussion of an item, and following it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions, notices
from clusterkit.ideas.models import Comment, Follow, Item
from clusterkit.ideas.selectors import followers, owners
from clusterkit.ideas.services.items import lock_item
from clusterkit.ideas.services.limits import check_limit

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
    default the one he acts for now, else the item's, else the first of his. The owners, the person answered and the followers get a notice.
    Raises ``InvalidInput`` (field "text"), ``StateConflict`` when the discussion is closed.
    """
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.COMMENT, locked)
    if not locked.is_open:
        raise StateConflict(_("The discussion is closed."), details={"state": locked.state})
    cleaned = _clean(text)
    if parent is not None and parent.item_id != locked.pk:
        raise InvalidInput(_("The comment you answer is not there any more."), field="parent")
    check_limit(actor, "comments")
    comment: Comment = Comment.objects.create(
        item=locked,
        parent_id=(parent.parent_id or parent.pk) if parent is not None else None,
        author_id=actor.user_id,
        organisation_id=_voice(locked, actor, organisation),
        text=cleaned,
    )
    ports.record(actor=actor, action=actions.COMMENT.code, target=comment, after={"item": locked.pk})
    ports.notify(*_tell(comment, locked, parent, actor))
    return comment


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


def _tell(comment: Comment, item: Item, parent: Comment | None, actor: Actor) -> list[ports.Notice]:
    told = {actor.user_id}
    result = []
    answered = [parent.author_id] if parent is not None and parent.author_id is not None else []
    for kind, people in (
        (notices.COMMENT, owners(item)),
        (notices.COMMENT_FOLLOWED, [*answered, *followers(item)]),
    ):
        recipients = sorted(set(people) - told)
        told |= set(recipients)
        result.append(
            ports.Notice(
                kind,
                recipients,
                comment.get_absolute_url(),
                f"ideas.comment:{comment.pk}",
                {"title": item.title, "author": actor.display_name, "text": comment.text[:300]},
                item,
            )
        )
    return result


@transaction.atomic
def edit_comment(*, comment: Comment, text: str, actor: Actor) -> Comment:
    """Correct one's own comment; it is marked as edited."""
    locked = _lock(comment)
    policy_of(Comment).require(actor, actions.EDIT_COMMENT, locked)
    locked.text = _clean(text)
    locked.edited_at = timezone.now()
    locked.save()
    ports.record(actor=actor, action=actions.EDIT_COMMENT.code, target=locked, after={"item": locked.item_id})
    return locked


@transaction.atomic
def delete_comment(*, comment: Comment, actor: Actor) -> Comment:
    """Remove a comment: its author or a coordinator. Its place stays while it has answers."""
    locked = _lock(comment)
    policy_of(Comment).require(actor, actions.DELETE_COMMENT, locked)
    locked.deleted_at = timezone.now()
    locked.save()
    ports.record(
        actor=actor,
        action=actions.DELETE_COMMENT.code,
        target=locked,
        before={"item": locked.item_id, "author": locked.author_id},
    )
    return locked


def _lock(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",)).select_related("item__organisation")
    found: Comment = rows.get(pk=comment.pk)
    return found


def _reader(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotPermitted
    return actor.user_id


@transaction.atomic
def follow(*, item: Item, actor: Actor) -> Follow:
    """Hear of new comments. Following twice is following once."""
    locked = lock_item(item)
    policy_of(Item).require(actor, actions.FOLLOW, locked)
    mark: Follow
    mark, made = Follow.objects.get_or_create(item=locked, user_id=_reader(actor))
    if made:
        ports.record(actor=actor, action=actions.FOLLOW.code, target=locked, after={"follows": True})
    return mark


@transaction.atomic
def unfollow(*, item: Item, actor: Actor) -> None:
    """Hear no more. It works for an item that one cannot see any more, too."""
    gone, _rows = Follow.objects.filter(item=item, user_id=_reader(actor)).delete()
    if gone:
        ports.record(actor=actor, action=actions.FOLLOW.code, target=item, after={"follows": False})
