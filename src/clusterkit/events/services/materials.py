"""What is handed out at an event: files and links. Organisers add them before, during and after it."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.events.actions import MANAGE
from clusterkit.events.enums import MaterialAudience
from clusterkit.events.models import Event, Material, Session
from clusterkit.events.services.seats import locked_event
from clusterkit.events.validators import MOST_MATERIALS
from clusterkit.files.models import StoredFile
from clusterkit.files.services import remove_file, store_file

MATERIAL_PURPOSE = "events.material"


@transaction.atomic
def add_material(
    *,
    actor: Actor,
    event: Event,
    title: str,
    upload: File[Any] | None = None,
    url: str = "",
    session: Session | None = None,
    audience: str = MaterialAudience.SEATED,
) -> Material:
    """Add a file or a link, whatever the event's state.

    Raises ``NotPermitted``, ``InvalidInput`` (neither or both, too many, a session of another event, a file that is refused).
    """
    row = locked_event(event)
    policy_of(Event).require(actor, MANAGE, row)
    if bool(upload) == bool(url):
        raise InvalidInput(_("Give a file or a link."), field="upload" if not url else "url")
    if row.materials.count() >= MOST_MATERIALS:
        raise InvalidInput(_("An event has at most %(count)d materials.") % {"count": MOST_MATERIALS})
    material = Material(event=row, url=url, order=row.materials.count() + 1)
    _write(material, title, session, audience)
    if upload:
        material.file = store_file(upload=upload, purpose=MATERIAL_PURPOSE, actor=actor)
    material.save()
    _record(actor, material)
    return material


@transaction.atomic
def update_material(
    *, actor: Actor, material: Material, title: str, url: str = "", session: Session | None = None, audience: str
) -> Material:
    """Change what stands with a material; a file stays the same, a link may become another one.

    Raises ``NotPermitted``, ``NotVisible``, ``InvalidInput``.
    """
    locked_event(material.event)
    policy_of(Event).require(actor, MANAGE, material.event)
    row: Material = Material.objects.select_related("event").get(pk=material.pk)
    if row.file_id is None:
        if not url:
            raise InvalidInput(_("Give a file or a link."), field="url")
        row.url = url
    _write(row, title, session, audience)
    row.save()
    _record(actor, row)
    return row


@transaction.atomic
def remove_material(*, actor: Actor, material: Material) -> None:
    """Take a material away; its file goes too unless the copy of the event holds it. Raises ``NotPermitted``, ``NotVisible``."""
    locked_event(material.event)
    policy_of(Event).require(actor, MANAGE, material.event)
    stored: StoredFile | None = material.file
    ports.record(actor=actor, action=MANAGE.code, target=material.event, before={"material": material.title})
    material.delete()
    if stored is not None and not Material.objects.filter(file_id=stored.pk).exists():
        remove_file(stored_file=stored, actor=actor)


def _write(material: Material, title: str, session: Session | None, audience: str) -> None:
    if not title.strip():
        raise InvalidInput(_("Give it a title."), field="title")
    if session is not None and session.event_id != material.event_id:
        raise InvalidInput(_("This session is not one of the event's."), field="session")
    if audience not in MaterialAudience.values:
        raise InvalidInput(_("Say for whom it is."), field="audience")
    material.title, material.session, material.audience = title.strip(), session, audience


def _record(actor: Actor, material: Material) -> None:
    ports.record(
        actor=actor,
        action=MANAGE.code,
        target=material.event,
        after={"material": material.title, "audience": material.audience, "url": material.url},
    )
