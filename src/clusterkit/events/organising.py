"""What organising gives to the worker and to private files: dates of series, materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from clusterkit.events.selectors.organising import materials_for
from clusterkit.events.services.materials import MATERIAL_PURPOSE
from clusterkit.events.services.series import run_series
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.tenancy.hooks import WorkerTick, worker_tick

if TYPE_CHECKING:
    from clusterkit.core.policies import Actor
    from clusterkit.files.models import StoredFile


def connect() -> None:
    """Called once, with the other wiring of events."""
    worker_tick.connect(on_tick)
    register_purpose(
        Purpose(
            code=MATERIAL_PURPOSE,
            label=_("Material of an event"),
            allowed={"pdf", "docx", "xlsx", "odt", "jpg", "png"},
            may_read=may_read_material,
            redraw=True,
        )
    )


def may_read_material(actor: Actor, stored_file: StoredFile) -> bool:
    """Who may read a material reads its file."""
    return materials_for(actor).filter(file_id=stored_file.pk).exists()


def on_tick(tick: WorkerTick) -> None:
    """Dates of series that come into the next half year."""
    run_series(tick.now)
