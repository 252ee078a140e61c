"""What the two sides of a private talk write and send to each other. None of it goes into the audit log but that it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotVisible, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.files.services import store_file
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import LIVE_INTEREST_STATES, InterestState
from clusterkit.ideas.models import Interest, InterestMessage, MessageFile, TalkMark
from clusterkit.ideas.selectors import owners, senders

TALK_PURPOSE: Final = "ideas.talk"
MESSAGE_LENGTH: Final = 4000
MAX_FILES: Final = 5

Uploads: TypeAlias = "Sequence[File[Any]]"


@transaction.atomic
def write_message(*, interest: Interest, text: str, actor: Actor, files: Uploads = ()) -> InterestMessage:
    """Write to the other side of a talk that is not ended, with up to five *files*.

    Raises ``NotVisible``, ``StateConflict`` for a talk that is ended, ``InvalidInput`` (field "text" or "file").
    """
    locked = Interest.objects.select_for_update(of=("self",)).select_related("item").filter(pk=interest.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Interest).require(actor, actions.TALK, locked)
    if locked.state not in LIVE_INTEREST_STATES:
        raise StateConflict(_("This talk is ended."), details={"state": locked.state})
    owner_side = locked.item.organisation_id in actor.organisation_ids
    message = add_message(locked, clean_text(text), actor, owner_side=owner_side, files=files)
    ports.record(actor=actor, action=actions.TALK.code, target=locked, after={"message": message.pk})
    others = senders(locked) if owner_side else owners(locked.item)
    ports.notify(talk_notice(notices.TALK_MESSAGE, locked, others, f"message:{message.pk}", actor))
    return message


@transaction.atomic
def mark_talk_seen(*, interest: Interest, actor: Actor) -> None:
    """Note that *actor* has seen the talk up to now. Raises ``NotVisible`` for a talk that is not his."""
    policy_of(Interest).require(actor, actions.VIEW_INTEREST, interest)
    if actor.user_id is not None:
        TalkMark.objects.update_or_create(
            interest=interest, user_id=actor.user_id, defaults={"seen_at": timezone.now()}
        )


def add_message(
    interest: Interest, text: str, actor: Actor, *, owner_side: bool, files: Uploads = ()
) -> InterestMessage:
    """A line of the talk for one of its sides, with its files; who may write was decided before."""
    message: InterestMessage = InterestMessage.objects.create(
        interest=interest,
        author_id=actor.user_id,
        organisation_id=interest.item.organisation_id if owner_side else interest.organisation_id,
        text=text,
    )
    add_files(interest, files, actor, organisation_id=message.organisation_id, message=message)
    return message


def add_files(
    interest: Interest, files: Uploads, actor: Actor, *, organisation_id: int, message: InterestMessage | None = None
) -> None:
    """Keep the files that came with *message*, or with the answer itself. Raises ``InvalidInput`` (field "file")."""
    if len(files) > MAX_FILES:
        raise InvalidInput(_("At most %(count)d files at once, please.") % {"count": MAX_FILES}, field="file")
    for upload in files:
        stored = store_file(upload=upload, purpose=TALK_PURPOSE, actor=actor)
        MessageFile.objects.create(interest=interest, message=message, organisation_id=organisation_id, file=stored)


def is_named(interest: Interest) -> bool:
    """Whether the side that answered may know whose the item is."""
    return not interest.item.is_anonymous or interest.state == InterestState.ACCEPTED


def talk_notice(
    kind: ports.NoticeKind, interest: Interest, recipients: Sequence[int], what: str, actor: Actor
) -> ports.Notice:
    """A notice about a talk. ``organisation`` is always the one that answered; ``person`` is who acts.

    The person is left out where that would tell the other side whose an item without a name is: a notice is written
    for one side, so whoever is not of the side that answered acts for the item's.
    """
    hides = interest.organisation_id not in actor.organisation_ids or (
        interest.item.organisation_id in actor.organisation_ids
    )
    return ports.Notice(
        kind,
        [user_id for user_id in recipients if user_id != actor.user_id],
        interest.get_absolute_url(),
        f"ideas.interest:{interest.pk}:{what}:{interest.version}",
        {
            "title": interest.item.title,
            "organisation": str(interest.organisation),
            "person": "" if hides and not is_named(interest) else actor.display_name,
        },
        interest,
    )


def clean_text(text: str, field: str = "text") -> str:
    """The words without what surrounds them. Raises ``InvalidInput`` where there are none, or too many."""
    cleaned = text.strip()
    if not cleaned:
        raise InvalidInput(_("Write a few words first."), field=field)
    if len(cleaned) > MESSAGE_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": MESSAGE_LENGTH}, field=field)
    return cleaned
