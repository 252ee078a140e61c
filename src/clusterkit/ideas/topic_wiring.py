"""Wiring of university topics: their files, what the worker does, their parts of pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core import surfaces as site
from clusterkit.core.policies import Actor
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.ideas import topic_belonging, topic_surfaces  # noqa: F401 (the first registers itself)
from clusterkit.ideas.hooks import item_buttons, item_panels
from clusterkit.ideas.selectors.topics import topic_view, topics
from clusterkit.ideas.services.topic_work import TOPIC_PURPOSE, remind_of_due
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def may_read_work(actor: Actor, stored_file: StoredFile) -> bool:
    """The two sides of the topic and its student; a file that belongs to none is open to nobody."""
    topic = topics(actor).filter(file=stored_file).first()
    return topic is not None and topic_view(actor, topic).is_side


def may_remove_work(actor: Actor, stored_file: StoredFile) -> bool:
    """What was handed over stays until something better is: then the service removes it."""
    return actor.is_system


def on_worker_tick(payload: WorkerTick) -> None:
    """Remind of what is due."""
    remind_of_due()


def connect() -> None:
    """Register everything; called when the apps are ready."""
    register_purpose(
        Purpose(
            code=TOPIC_PURPOSE,
            label=_("Work on a university topic"),
            allowed={"pdf", "docx", "xlsx", "odt", "jpg", "png"},
            may_read=may_read_work,
            may_remove=may_remove_work,
            redraw=True,
            confidential=True,
        )
    )
    worker_tick.connect(on_worker_tick)
    item_panels.connect(topic_surfaces.panel)
    item_buttons.connect(topic_surfaces.buttons)
    site.my_tasks.connect(topic_surfaces.tasks)
    site.my_blocks.connect(topic_surfaces.own_block)
