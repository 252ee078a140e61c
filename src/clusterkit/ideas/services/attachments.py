"""Files of items."""

from __future__ import annotations

from typing import Any, Final

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.files.services import remove_file, store_file
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ItemState
from clusterkit.ideas.models import Attachment, Item
from clusterkit.ideas.selectors import goes_to_review
from clusterkit.ideas.services.changes import FILES, put_change, waiting_change
from clusterkit.ideas.services.locking import lock_writable

ATTACHMENT_PURPOSE: Final = "ideas.attachment"
MAX_ATTACHMENTS: Final = 5


@transaction.atomic
def add_attachment(*, item: Item, upload: File[Any], actor: Actor) -> Attachment | None:
    """Add a file for the readers; None where it waits for the coordinators with the change of an open item.

    Raises ``InvalidInput`` (field "file") for a kind or size that is not taken.
    """
    locked = lock_writable(item, actor)
    waiting = waiting_change(locked)
    coming = len(waiting.values.get(FILES, ())) if waiting is not None else 0
    if locked.attachments.count() + coming >= MAX_ATTACHMENTS:
        raise InvalidInput(
            _("An item has at most %(count)d files. Remove one first.") % {"count": MAX_ATTACHMENTS}, field="file"
        )
    stored = store_file(upload=upload, purpose=ATTACHMENT_PURPOSE, actor=actor)
    if locked.state == ItemState.PUBLISHED and goes_to_review(actor, locked):
        put_change(locked, given=(), wanted={}, actor=actor, files=[str(stored.pk)])
        return None
    attachment: Attachment = Attachment.objects.create(item=locked, file=stored)
    ports.record(actor=actor, action=actions.EDIT.code, target=locked, after={"file": stored.name})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, actor: Actor) -> None:
    """Remove a file with its content."""
    policy_of(Attachment).require(actor, actions.EDIT, attachment)
    locked = lock_writable(attachment.item, actor)
    stored = attachment.file
    attachment.delete()
    ports.record(actor=actor, action=actions.EDIT.code, target=locked, before={"file": stored.name})
    # Its owner was asked above; the file itself belongs to nothing any more.
    remove_file(stored_file=stored, actor=SystemActor(actor.display_name))
