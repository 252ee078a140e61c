"""Files that a person uploaded: his part of the archive of his data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import Outlook, PersonalData, PersonalFile, Section, erasure_outlook, personal_data
from clusterkit.accounts.sections import section
from clusterkit.core.policies import Actor, visible_to
from clusterkit.files import storage
from clusterkit.files.models import StoredFile


@personal_data.connect(order=70)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """What he uploaded, with the content of what he may still read."""
    rows = StoredFile.objects.filter(uploaded_by_id=payload.viewer.user_id or 0).order_by("created_at", "pk")
    fields = ("id", "name", "purpose", "content_type", "size", "created_at")
    return [section("files", gettext_lazy("Files you uploaded"), rows, *fields, files=_contents(payload.viewer, rows))]


def _contents(viewer: Actor, rows: Any) -> Iterator[PersonalFile]:
    for row in visible_to(viewer, rows).iterator(chunk_size=100):
        yield PersonalFile(row.name, partial(_open, row.key))


def _open(key: str) -> IO[bytes]:
    return cast("IO[bytes]", storage.private_storage().open(key))


@erasure_outlook.connect(order=70)
def what_stays(payload: PersonalData) -> Sequence[Outlook]:
    """What files hold."""
    return [
        Outlook(
            _("Files you uploaded for your organisation, under the names they have, until their time is over."),
            stays=True,
        )
    ]
