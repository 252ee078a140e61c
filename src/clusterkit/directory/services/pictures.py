"""Writes of the logo and of the gallery. Both are drawn anew, so that nothing is hidden in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor
from clusterkit.directory.actions import EDIT
from clusterkit.directory.models import Organisation, Picture
from clusterkit.directory.services.organisations import lock_organisation
from clusterkit.files.models import StoredFile
from clusterkit.files.services import remove_file, store_file

LOGO: Final = "directory.logo"
PICTURE: Final = "directory.picture"
MAX_PICTURES: Final = 12


@transaction.atomic
def set_logo(*, organisation: Organisation, actor: Actor, upload: Any | None) -> Organisation:
    """Give the organisation a logo (an uploaded image), or take it away with ``None``.

    Raises ``InvalidInput`` (``field="file"``) for what is no image that the platform takes.
    """
    locked = lock_organisation(organisation, actor, EDIT)
    before = str(locked.logo_id or "")
    if locked.logo is not None:
        remove_file(stored_file=locked.logo, actor=actor)
    locked.logo = None if upload is None else store_file(upload=upload, purpose=LOGO, actor=actor)
    locked.save()
    ports.record(
        actor=actor, action=EDIT.code, target=locked, before={"logo": before}, after={"logo": str(locked.logo_id or "")}
    )
    return locked


@dataclass(frozen=True)
class PictureRow:
    """One picture of the gallery as it is written: ``id`` of one that is there, or the ``upload`` of a new one."""

    alt: str
    id: int | None = None
    upload: Any | None = None


@transaction.atomic
def set_pictures(*, organisation: Organisation, actor: Actor, rows: Sequence[PictureRow]) -> list[Picture]:
    """Let *rows* be the gallery, in this order. A picture that is not among them is taken away with its file.

    Raises ``InvalidInput`` for a picture without words for who cannot see it, one that is not there and brings no
    file, a file that is no picture, or for more than 12 pictures.
    """
    locked = lock_organisation(organisation, actor, EDIT)
    if len(rows) > MAX_PICTURES:
        raise InvalidInput(_("These are more than %(number)d pictures. Keep the best ones.") % {"number": MAX_PICTURES})
    known = {picture.pk: picture for picture in locked.pictures.select_related("file")}
    before = [picture.alt for picture in known.values()]
    kept = []
    for place, row in enumerate(rows, start=1):
        picture = known.pop(row.id, None) if row.id is not None else None
        picture = picture or Picture(organisation=locked, file=_stored(row, actor))
        picture.alt, picture.order = _alt(row), place * 10
        picture.save()
        kept.append(picture)
    for picture in known.values():
        remove_file(stored_file=picture.file, actor=actor)
        Picture.objects.filter(pk=picture.pk).delete()
    after = [picture.alt for picture in kept]
    if before != after:
        ports.record(actor=actor, action=EDIT.code, target=locked, before={"picture": before}, after={"picture": after})
    return kept


@transaction.atomic
def add_picture(*, organisation: Organisation, actor: Actor, upload: Any, alt: str) -> Picture:
    """Add one picture to the end of the gallery. Raises what :func:`set_pictures` raises."""
    locked = lock_organisation(organisation, actor, EDIT)
    rows = [PictureRow(picture.alt, picture.pk) for picture in locked.pictures.all()]
    return set_pictures(organisation=locked, actor=actor, rows=[*rows, PictureRow(alt, upload=upload)])[-1]


def _stored(row: PictureRow, actor: Actor) -> StoredFile:
    if row.upload is None:
        raise InvalidInput(_("Choose a picture."), field="upload")
    return store_file(upload=row.upload, purpose=PICTURE, actor=actor)


def _alt(row: PictureRow) -> str:
    alt = row.alt.strip()
    if not alt:
        raise InvalidInput(_("Say what the picture shows, for people who cannot see it."), field="alt")
    limit: int = Picture._meta.get_field("alt").max_length or 0
    if len(alt) > limit:
        raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field="alt")
    return alt
