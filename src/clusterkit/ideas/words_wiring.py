"""Wiring: what is saved marks words to be counted, the worker counts them."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from clusterkit.directory.models import Organisation
from clusterkit.ideas.models import Item
from clusterkit.ideas.services.words import count_changed, mark_changed, mark_organisation_changed
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


def on_worker_tick(payload: WorkerTick) -> None:
    """Count what was changed."""
    count_changed()


def on_item_saved(sender: Any, instance: Item, raw: bool = False, **kwargs: Any) -> None:
    """Its words are counted anew."""
    if not raw:
        mark_changed(instance)


def on_organisation_saved(
    sender: Any, instance: Organisation, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """The words of items whose organisation is not shown count for nobody."""
    if not created and not raw:
        mark_organisation_changed(instance.pk, is_published=instance.is_published)


def connect() -> None:
    """Register everything; called when the apps are ready."""
    worker_tick.connect(on_worker_tick)
    post_save.connect(on_item_saved, sender=Item, dispatch_uid="clusterkit.ideas.words")
    post_save.connect(on_organisation_saved, sender=Organisation, dispatch_uid="clusterkit.ideas.words")
