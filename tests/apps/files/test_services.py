"""Keeping, removing and sweeping."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DataError, transaction
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import InvalidInput, NotPermitted, NotVisible, Vetoed
from clusterkit.core.policies import SystemActor, policy_of
from clusterkit.files.hooks import OfferedFile, file_offered
from clusterkit.files.models import StoredFile
from clusterkit.files.policies import REMOVE, VIEW
from clusterkit.files.receivers import _swept_at, sweep_now_and_then
from clusterkit.files.services import remove_file, store_file, sweep
from clusterkit.files.storage import private_storage
from clusterkit.tenancy.context import cluster_context, current_schema
from clusterkit.tenancy.hooks import WorkerTick
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.files import PDF, StoredFileFactory, docx, png, upload

pytestmark = pytest.mark.django_db


def kept_files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def test_store(files_root: Path) -> None:
    user = UserFactory()
    stored = store_file(upload=upload(name="../Устав.pdf"), purpose="test.document", actor=viewer_of(user))
    stored.refresh_from_db()
    assert (stored.name, stored.content_type, stored.size) == ("Устав.pdf", "application/pdf", len(PDF))
    assert stored.uploaded_by == user
    assert len(stored.sha256) == 64
    assert stored.key.startswith(f"{current_schema()}/")
    assert "Устав" not in stored.key
    assert [path.read_bytes() for path in kept_files(files_root)] == [PDF]


def test_guest_may_not_store() -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotPermitted):
        store_file(upload=upload(), purpose="test.document", actor=viewer_of(AnonymousUser()))


def test_bad_content_keeps_nothing(files_root: Path) -> None:
    with pytest.raises(InvalidInput):
        store_file(upload=upload(b"no", "a.pdf"), purpose="test.document", actor=SystemActor())
    assert kept_files(files_root) == []


def test_unknown_purpose() -> None:
    with pytest.raises(LookupError):
        store_file(upload=upload(), purpose="nobody.knows", actor=SystemActor())


def test_a_row_that_fails_leaves_no_content(files_root: Path) -> None:
    with pytest.raises(DataError):
        store_file(upload=upload(), purpose="test.document", actor=SystemActor(user_id=2**63))
    assert StoredFile.objects.count() == 0
    assert kept_files(files_root) == []


def test_veto_reads_the_content_and_refuses(files_root: Path) -> None:
    def scanner(offered: OfferedFile) -> str | None:
        return "There is a virus in it." if b"Catalog" in offered.content.read() else None

    letter = docx()
    with file_offered.override(scanner):
        with pytest.raises(Vetoed, match="virus"):
            store_file(upload=upload(), purpose="test.document", actor=SystemActor())
        store_file(upload=upload(letter, "a.docx"), purpose="test.document", actor=SystemActor())
    assert [path.read_bytes() for path in kept_files(files_root)] == [letter]


def test_remove_takes_the_content_after_the_commit(
    files_root: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    user = UserFactory()
    stored = store_file(upload=upload(), purpose="test.document", actor=viewer_of(user))
    with pytest.raises(NotVisible):
        remove_file(stored_file=stored, actor=viewer_of(UserFactory()))
    with django_capture_on_commit_callbacks() as callbacks:
        remove_file(stored_file=stored, actor=viewer_of(user))
        assert len(kept_files(files_root)) == 1
    assert StoredFile.objects.count() == 0
    for callback in callbacks:
        callback()
    assert kept_files(files_root) == []


def test_sweep_takes_old_content_without_a_row(files_root: Path) -> None:
    kept = StoredFileFactory()
    with transaction.atomic():
        StoredFileFactory()
        transaction.set_rollback(True)
    assert len(kept_files(files_root)) == 2
    assert sweep() == 0
    for path in kept_files(files_root):
        os.utime(path, (0, 0))
    assert sweep(older_than=timedelta(days=2)) == 1
    assert private_storage().exists(kept.key)


def test_sweep_without_any_file() -> None:
    assert sweep() == 0


def test_contract_of_the_policy() -> None:
    owner, office, stranger = UserFactory(), CoordinatorFactory(), UserFactory()
    mine = StoredFileFactory(purpose="test.document", actor=viewer_of(owner))
    logo = StoredFileFactory(purpose="test.logo", name="a.png", content=png())
    lost = StoredFileFactory()
    StoredFile.objects.filter(pk=lost.pk).update(purpose="app.gone")
    policy = policy_of(StoredFile)
    for user in (owner, office, stranger):
        viewer = viewer_of(user)
        seen = set(policy.visible_to(viewer).values_list("pk", flat=True))
        assert seen == {item.pk for item in StoredFile.objects.all() if policy.can(viewer, VIEW, item)}
        assert logo.pk in seen
        assert lost.pk not in seen
        assert (mine.pk in seen) == (user != stranger)
        assert policy.can(viewer, REMOVE, mine) == (user != stranger)


def test_two_clusters_keep_apart(alpha: Cluster, beta: Cluster, files_root: Path) -> None:
    here = StoredFileFactory(content=PDF + b"alpha %%EOF")
    with cluster_context(beta):
        there = StoredFileFactory(content=PDF + b"beta %%EOF")
        assert list(StoredFile.objects.values_list("pk", flat=True)) == [there.pk]
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [here.pk]
    folders = {path.relative_to(files_root).parts[0] for path in kept_files(files_root)}
    assert folders == {alpha.schema_name, beta.schema_name}


def test_worker_sweeps_now_and_then(alpha: Cluster, files_root: Path) -> None:
    with transaction.atomic():
        StoredFileFactory()
        transaction.set_rollback(True)
    (path,) = kept_files(files_root)
    os.utime(path, (0, 0))
    _swept_at.clear()
    sweep_now_and_then(WorkerTick(alpha, timezone.now()))
    assert kept_files(files_root) == []
    path.touch()
    os.utime(path, (0, 0))
    sweep_now_and_then(WorkerTick(alpha, timezone.now()))
    assert kept_files(files_root) == [path]


def test_the_command_sweeps_all_clusters_and_says_how_many(alpha: Cluster, files_root: Path) -> None:
    with transaction.atomic():
        StoredFileFactory()
        transaction.set_rollback(True)
    (path,) = kept_files(files_root)
    said = StringIO()
    call_command("sweep_files", stdout=said)
    assert kept_files(files_root) == [path]
    os.utime(path, (0, 0))
    call_command("sweep_files", hours=1, stdout=said)
    assert kept_files(files_root) == []
    assert f"{alpha.slug}: 0" in said.getvalue()
    assert f"{alpha.slug}: 1" in said.getvalue()
