"""Wiring of the private talks: their files, what the worker does for them, their part of one's own page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import surfaces as site
from clusterkit.core.policies import Actor, policy_of
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.ideas import actions, talks_surfaces
from clusterkit.ideas.models import MessageFile
from clusterkit.ideas.services import TALK_PURPOSE, ask_due, lapse_due, remind_of_turn
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def may_read_talk_file(actor: Actor, stored_file: StoredFile) -> bool:
    """The two sides of the talk that it belongs to; one that belongs to none is open to nobody."""
    sent = MessageFile.objects.select_related("interest__item").filter(file=stored_file).first()
    return sent is not None and policy_of(MessageFile).can(actor, actions.VIEW_INTEREST, sent)


def nobody(actor: Actor, stored_file: StoredFile) -> bool:
    """What was sent stays: the other side may rely on it."""
    return False


def on_worker_tick(payload: WorkerTick) -> None:
    """Close the answers that nobody decided on, remind of the others, ask what became of outcomes."""
    lapse_due()
    remind_of_turn()
    ask_due()


def connect() -> None:
    """Register everything; called when the apps are ready."""
    register_purpose(
        Purpose(
            code=TALK_PURPOSE,
            label=_("File of a private talk"),
            allowed={"pdf", "docx", "xlsx", "odt", "jpg", "png"},
            may_read=may_read_talk_file,
            may_remove=nobody,
            redraw=True,
            confidential=True,
        )
    )
    worker_tick.connect(on_worker_tick)
    site.my_tasks.connect(talks_surfaces.tasks)
    site.my_blocks.connect(talks_surfaces.own_block)
