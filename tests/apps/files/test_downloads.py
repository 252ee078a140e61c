"""Who downloaded a confidential file is written down, once; and a file whose time is over is gone, but not forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import NotPermitted
from clusterkit.core.policies import SystemActor
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, purposes
from clusterkit.files.services import expire_file, note_download, sweep
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.files import PDF, StoredFileFactory, png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _confidential() -> Iterator[None]:
    purposes.register(
        Purpose(
            code="test.confidential",
            allowed={"pdf"},
            may_read=lambda actor, stored: actor.is_coordinator or stored.uploaded_by_id == actor.user_id,
            confidential=True,
        )
    )
    yield
    purposes.forget("test.confidential")


def url_of(stored: StoredFile) -> str:
    return reverse("clusterkit_files:download", kwargs={"pk": stored.pk})


def lines(stored: StoredFile, action: str = "files.view") -> list[AuditRow]:
    return list(
        AuditRow.objects.filter(target_label="clusterkit_files.storedfile", target_pk=str(stored.pk), action=action)
    )


def get_part(client: Client, stored: StoredFile, part: str) -> None:
    response = client.get(url_of(stored), headers={"range": part})
    assert response.getvalue() == PDF


def test_each_download_says_who_when_and_which(client_for: Callable[..., Client]) -> None:
    owner, office = UserFactory(name="Anna Applicant"), CoordinatorFactory(name="Felix First")
    stored = StoredFileFactory(purpose="test.confidential", name="Устав.pdf", actor=viewer_of(owner))
    begin = timezone.now()
    assert client_for(office).get(url_of(stored)).getvalue() == PDF
    assert client_for(owner).get(url_of(stored)).getvalue() == PDF
    second, first = lines(stored)
    assert (first.actor_name, second.actor_name) == ("Felix First", "Anna Applicant")
    assert first.actor_pk == str(office.pk)
    assert first.address == "127.0.0.1"
    assert first.target_text == "Устав.pdf"
    assert first.after == {"name": "Устав.pdf", "sha256": stored.sha256}
    assert begin <= first.at <= second.at


def test_a_refused_download_leaves_no_line(client_for: Callable[..., Client]) -> None:
    stored = StoredFileFactory(purpose="test.confidential")
    assert client_for(UserFactory()).get(url_of(stored)).status_code == 404
    assert lines(stored) == []


def test_asking_for_the_head_is_no_download(client_for: Callable[..., Client], files_root: Path) -> None:
    stored = StoredFileFactory(purpose="test.confidential")
    response = client_for(CoordinatorFactory()).head(url_of(stored))
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(PDF))
    assert lines(stored) == []
    (files_root / stored.key).unlink()
    assert client_for(CoordinatorFactory()).head(url_of(stored)).status_code == 404


def test_a_download_in_parts_is_one_line(client_for: Callable[..., Client]) -> None:
    office = CoordinatorFactory()
    client, stored = client_for(office), StoredFileFactory(purpose="test.confidential")
    for part in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        get_part(client, stored, part)
    assert len(lines(stored)) == 1
    assert client.get(url_of(stored)).getvalue() == PDF
    assert len(lines(stored)) == 2


def test_no_part_is_read_without_a_line(client_for: Callable[..., Client]) -> None:
    client, stored = client_for(CoordinatorFactory()), StoredFileFactory(purpose="test.confidential")
    get_part(client, stored, "bytes=5-")
    assert len(lines(stored)) == 1
    get_part(client_for(CoordinatorFactory()), stored, "bytes=5-")
    assert len(lines(stored)) == 2


def test_parts_of_another_hour_are_another_download() -> None:
    stored, reader = StoredFileFactory(purpose="test.confidential"), viewer_of(CoordinatorFactory())
    assert note_download(stored_file=stored, actor=reader, is_part=True)
    assert not note_download(stored_file=stored, actor=reader, is_part=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clusterkit_audit_auditrow SET at = at - interval '61 minutes'")
    assert note_download(stored_file=stored, actor=reader, is_part=True)


def test_who_has_no_name_is_written_down_each_time() -> None:
    stored = StoredFileFactory(purpose="test.confidential")
    for _part in range(2):
        assert note_download(stored_file=stored, actor=SystemActor(), is_part=True)
    assert len(lines(stored)) == 2


def test_the_web_server_s_downloads_are_written_down_too(settings: Settings, client_for: Callable[..., Client]) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "X_ACCEL_PREFIX": "/protected"}
    stored = StoredFileFactory(purpose="test.confidential")
    assert "X-Accel-Redirect" in client_for(CoordinatorFactory()).get(url_of(stored))
    assert len(lines(stored)) == 1


def test_logos_leave_no_line(client_for: Callable[..., Client]) -> None:
    stored = StoredFileFactory(purpose="test.logo", name="logo.png", content=png())
    response = client_for(CoordinatorFactory()).get(url_of(stored))
    assert response.getvalue().startswith(b"\x89PNG")
    assert lines(stored) == []


def test_a_file_whose_time_is_over(
    files_root: Path, client_for: Callable[..., Client], django_capture_on_commit_callbacks: Any
) -> None:
    office = client_for(CoordinatorFactory())
    stored = StoredFileFactory(purpose="test.confidential", name="Устав.pdf")
    other = StoredFileFactory(purpose="test.confidential")
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_file(stored_file=stored)
        assert (files_root / stored.key).exists()
        assert not expire_file(stored_file=stored)
    assert not (files_root / stored.key).exists()
    assert (files_root / other.key).exists()
    kept = StoredFile.objects.get(pk=stored.pk)
    assert kept.is_deleted
    assert (kept.name, kept.size, kept.sha256) == (stored.name, stored.size, stored.sha256)
    (line,) = lines(stored, "files.expire")
    assert line.actor_name == "system"
    assert line.before == {"name": "Устав.pdf", "purpose": "test.confidential", "size": len(PDF), "sha256": kept.sha256}
    response = office.get(url_of(stored))
    assert response.status_code == 410
    assert "was deleted after the retention time" in response.content.decode().replace("\u00a0", " ")
    assert lines(stored) == []
    assert client_for(UserFactory()).get(url_of(stored)).status_code == 404
    assert client_for(UserFactory()).get(url_of(other)).status_code == 404


def test_nobody_but_the_platform_ends_a_file() -> None:
    stored = StoredFileFactory(purpose="test.confidential")
    with pytest.raises(NotPermitted):
        expire_file(stored_file=stored, actor=viewer_of(CoordinatorFactory()))
    stored.refresh_from_db()
    assert not stored.is_deleted


def test_content_that_outlived_its_end_is_swept(files_root: Path) -> None:
    """The process was killed after the commit, before it could remove the content."""
    stored = StoredFileFactory(purpose="test.confidential")
    StoredFile.objects.filter(pk=stored.pk).update(deleted_at=timezone.now())
    assert sweep(older_than=timedelta(seconds=-1)) == 1
    assert not (files_root / stored.key).exists()


@pytest.mark.django_db(transaction=True)
def test_parts_asked_for_at_once_are_one_line(alpha: Cluster) -> None:
    stored, user = StoredFileFactory(purpose="test.confidential"), CoordinatorFactory()
    barrier, wrote = Barrier(6), []

    def fetch() -> None:
        try:
            with cluster_context(alpha):
                barrier.wait()
                wrote.append(note_download(stored_file=stored, actor=viewer_of(user), is_part=True))
        finally:
            connection.close()

    threads = [Thread(target=fetch) for _part in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrote) == [False] * 5 + [True]
    assert len(lines(stored)) == 1
