"""What the exchange adds to files, to the directory and to the surfaces of the site."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Actor
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.ideas.models import Attachment
from clusterkit.ideas.policies import may_read
from clusterkit.ideas.services import ATTACHMENT_PURPOSE, expire_due, remind_of_end


def may_read_attachment(actor: Actor, stored_file: StoredFile) -> bool:
    """As the item that the file belongs to; one that belongs to none is open to nobody."""
    attachment = Attachment.objects.select_related("item__organisation").filter(file=stored_file).first()
    return attachment is not None and may_read(actor, attachment.item)


def on_worker_tick(payload: Any) -> None:
    """Close what is over and remind of what ends."""
    expire_due()
    remind_of_end()


def connect() -> None:
    """Register everything; called when the apps are ready."""
    register_purpose(
        Purpose(
            code=ATTACHMENT_PURPOSE,
            label=_("File of an item"),
            allowed={"pdf", "docx", "xlsx", "odt", "jpg", "png"},
            may_read=may_read_attachment,
            redraw=True,
        )
    )
