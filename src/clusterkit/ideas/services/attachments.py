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
from clusterkit.ideas.models import Attachment, Item
from clusterkit.ideas.services.items import lock_writable, look_again

ATTACHMENT_PURPOSE: Final = "ideas.attachment"
MAX_ATTACHMENTS: Final = 5


@transaction.atomic
def add_attachment(*, item: Item, upload: File[Any], actor: Actor) -> Attachment:
    """Add a file for the readers. Raises ``InvalidInput`` (field "file") for a kind or size that is not taken."""
    locked = lock_writable(item, actor)
    if locked.attachments.count() >= MAX_ATTACHMENTS:
        raise InvalidInput(
            _("An item has at most %(count)d files. Remove one first.") % {"count": MAX_ATTACHMENTS}, field="file"
        )
    stored = store_file(upload=upload, purpose=ATTACHMENT_PURPOSE, actor=actor)
    attachment: Attachment = Attachment.objects.create(item=locked, file=stored)
    ports.record(actor=actor, action=actions.EDIT.code, target=locked, after={"file": stored.name})
    look_again(locked, actor)
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
