"""Wiring: files, the worker, the directory and the surfaces of the site."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clusterkit.core import surfaces as site
from clusterkit.core.notices import Muting, muting_rules
from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.hooks import organisation_panels
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.ideas import discussion_panels, surfaces, talks_wiring, words_wiring
from clusterkit.ideas.enums import ChangeState
from clusterkit.ideas.models import Attachment, Follow, Item, ItemChange
from clusterkit.ideas.policies import may_read
from clusterkit.ideas.services import ATTACHMENT_PURPOSE, expire_due, mute, remind_of_end, unmute
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def may_read_attachment(actor: Actor, stored_file: StoredFile) -> bool:
    """As the item that the file belongs to; one that belongs to none is open to nobody."""
    attachment = Attachment.objects.select_related("item__organisation").filter(file=stored_file).first()
    if attachment is not None:
        return may_read(actor, attachment.item)
    # A file that comes with a change is for those who see the change.
    waiting = ItemChange.objects.filter(state=ChangeState.WAITING, values__files__contains=[str(stored_file.pk)])
    return visible_to(actor, waiting).exists()


def on_worker_tick(payload: WorkerTick) -> None:
    """Close what is over and remind of what ends."""
    expire_due()
    remind_of_end()


def mute_item(item: Item, actor: Actor) -> None:
    """Hear nothing of its discussion: the same as the button at the item."""
    mute(item=item, actor=actor)


def unmute_item(item: Item, actor: Actor) -> None:
    """Hear of it again."""
    unmute(item=item, actor=actor)


def muted_items(user_id: int) -> Sequence[int]:
    """The items of which a person wants to hear nothing."""
    return list(Follow.objects.filter(user_id=user_id, is_muted=True).values_list("item_id", flat=True))


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
    worker_tick.connect(on_worker_tick)
    muting_rules.register(Item, Muting(mute=mute_item, unmute=unmute_item, muted=muted_items))
    words_wiring.connect()
    discussion_panels.connect()
    organisation_panels.connect(surfaces.organisation_panel)
    site.home_blocks.connect(surfaces.home)
    site.search_sources.connect(surfaces.search)
    site.my_tasks.connect(surfaces.tasks)
    site.my_blocks.connect(surfaces.own_block)
    site.board_tasks.connect(surfaces.office_tasks)
    site.board_blocks.connect(surfaces.board)
    site.primary_actions.connect(surfaces.primary_action)
    talks_wiring.connect()
