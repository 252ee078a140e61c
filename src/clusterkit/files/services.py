"""Keeping and removing private files."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.files import storage
from clusterkit.files.actions import REMOVE, UPLOAD
from clusterkit.files.hooks import OfferedFile, file_offered
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import purposes
from clusterkit.files.validators import CheckedFile, check_upload

logger = logging.getLogger("clusterkit.files")
_CHUNK = 64 * 1024
ORPHAN_AGE = timedelta(days=1)


def store_file(*, upload: File[Any], purpose: str, actor: Actor) -> StoredFile:
    """Check *upload* and keep it as a file of *purpose*; give the row to the object it belongs to.

    The content is written before the row; should the row fail, it is removed again. Should the caller's
    transaction be undone later, the content stays without a row until :func:`sweep` finds it.

    Raises ``InvalidInput`` (``field="file"``), ``Vetoed``, ``NotPermitted``; ``LookupError`` for an unknown purpose.
    """
    policy_of(StoredFile).require(actor, UPLOAD)
    checked = check_upload(upload, purposes.require(purpose))
    checked.content.seek(0)
    file_offered.check(OfferedFile(purpose, checked.name, checked.content_type, checked.size, checked.content, actor))
    digest = _sha256(checked.content)
    key = storage.private_storage().save(storage.new_key(), File(checked.content))
    try:
        with transaction.atomic():
            return _make_row(checked, purpose, key, digest, actor)
    except BaseException:
        storage.remove(key)
        raise


def _make_row(checked: CheckedFile, purpose: str, key: str, digest: str, actor: Actor) -> StoredFile:
    row: StoredFile = StoredFile.objects.create(
        purpose=purpose,
        key=key,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=digest,
        uploaded_by_id=actor.user_id,
    )
    ports.record(
        actor=actor,
        action=UPLOAD.code,
        target=row,
        after={"name": row.name, "purpose": purpose, "size": row.size, "sha256": digest},
    )
    return row


@transaction.atomic
def remove_file(*, stored_file: StoredFile, actor: Actor) -> None:
    """Delete the row now and the content after the commit. Raises ``NotVisible`` or ``NotPermitted``."""
    policy_of(StoredFile).require(actor, REMOVE, stored_file)
    ports.record(
        actor=actor,
        action=REMOVE.code,
        target=stored_file,
        before={"name": stored_file.name, "purpose": stored_file.purpose, "sha256": stored_file.sha256},
    )
    stored_file.delete()


def sweep(*, older_than: timedelta = ORPHAN_AGE) -> int:
    """Remove content of the cluster in force that no row names, if it is older than *older_than*. Returns how much.

    Such content is left by a transaction that was undone after the upload.
    """
    limit = timezone.now() - older_than
    old = [key for key, written_at in storage.stored_keys() if written_at < limit]
    known = set(StoredFile.objects.filter(key__in=old).values_list("key", flat=True))
    orphans = [key for key in old if key not in known]
    for key in orphans:
        storage.remove(key)
    if orphans:
        logger.info("removed %d files that belonged to nothing", len(orphans))
    return len(orphans)


def _sha256(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
