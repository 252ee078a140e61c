"""Keeping and removing private files."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from clusterkit.audit.models import AuditRow
from clusterkit.core import ports
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.files import storage
from clusterkit.files.actions import EXPIRE, REMOVE, UPLOAD, VIEW
from clusterkit.files.hooks import OfferedFile, file_offered
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import purposes
from clusterkit.files.validators import CheckedFile, check_upload

logger = logging.getLogger("clusterkit.files")
_CHUNK = 64 * 1024
ORPHAN_AGE = timedelta(days=1)
ONE_DOWNLOAD = timedelta(hours=1)
"""The parts of a file that one person fetches in this time are one download."""


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


@transaction.atomic
def note_download(*, stored_file: StoredFile, actor: Actor, is_part: bool = False) -> bool:
    """Write down that *actor* downloads a confidential file; other files are not written down. Returns whether it was.

    A program that fetches a file in parts (*is_part*: the request has a ``Range``) leaves one line, not one for each:
    its first part is written down, whichever that is, and the parts within an hour after a line are not.
    """
    if not purposes.require(stored_file.purpose).confidential:
        return False
    if is_part and actor.user_id is not None:
        # Parts are asked for at the same time: they wait for each other here.
        StoredFile.objects.select_for_update().get(pk=stored_file.pk)
        lines = AuditRow.objects.filter(target_label=StoredFile._meta.label_lower, target_pk=str(stored_file.pk))
        since = timezone.now() - ONE_DOWNLOAD
        if lines.filter(action=VIEW.code, actor_pk=str(actor.user_id), at__gte=since).exists():
            return False
    ports.record(
        actor=actor,
        action=VIEW.code,
        target=stored_file,
        after={"name": stored_file.name, "sha256": stored_file.sha256},
    )
    return True


@transaction.atomic
def expire_file(*, stored_file: StoredFile, actor: Actor | None = None) -> bool:
    """Delete the content, after the commit, since its retention time is over; the row stays and says so.

    Returns False where that was done before. Raises ``NotVisible`` or ``NotPermitted`` for an *actor* that is not the
    platform.
    """
    who = actor or SystemActor()
    policy_of(StoredFile).require(who, EXPIRE, stored_file)
    locked = StoredFile.objects.select_for_update().filter(pk=stored_file.pk, deleted_at__isnull=True).first()
    if locked is None:
        return False
    locked.deleted_at = timezone.now()
    locked.save(update_fields=["deleted_at"])
    ports.record(
        actor=who,
        action=EXPIRE.code,
        target=locked,
        before={"name": locked.name, "purpose": locked.purpose, "size": locked.size, "sha256": locked.sha256},
        after={"deleted_at": locked.deleted_at},
    )
    key = locked.key
    ports.on_commit.call(lambda: storage.remove(key))
    return True


def sweep(*, older_than: timedelta = ORPHAN_AGE) -> int:
    """Remove content of the cluster in force that no row claims, if it is older than *older_than*. Returns how much.

    Such content is left by a transaction that was undone after the upload, and by a process that was killed between
    the commit that deleted a file and its removal.
    """
    limit = timezone.now() - older_than
    old = [key for key, written_at in storage.stored_keys() if written_at < limit]
    known = set(StoredFile.objects.filter(key__in=old, deleted_at__isnull=True).values_list("key", flat=True))
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
