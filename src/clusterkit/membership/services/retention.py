"""The documents of an application that is over are deleted when their time is over. Called by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.core.policies import Actor
from clusterkit.files.models import StoredFile
from clusterkit.files.services import expire_file
from clusterkit.membership.enums import OPEN_STATES
from clusterkit.membership.models import Document

PORTION: Final = 100
"""So many files are deleted in one visit; what is left is for the next one."""


def delete_old_documents(*, now: datetime | None = None, actor: Actor | None = None) -> int:
    """Delete the content of documents whose application was decided, withdrawn or expired long enough ago.

    How long the setting DOCUMENT_RETENTION_DAYS says; 0 keeps them for good. Their rows stay, with names, sizes and
    checksums, and nobody is told. Returns how many were deleted now, at most ``PORTION``; each in a transaction
    of its own.
    """
    days = conf.DOCUMENT_RETENTION_DAYS
    if not days:
        return 0
    over = Document.objects.filter(
        application__state_changed_at__lt=(now or timezone.now()) - timedelta(days=days), file__deleted_at__isnull=True
    ).exclude(application__state__in=sorted(OPEN_STATES))
    files = StoredFile.objects.filter(pk__in=over.values("file_id")[:PORTION])
    return sum(expire_file(stored_file=stored, actor=actor) for stored in files)
