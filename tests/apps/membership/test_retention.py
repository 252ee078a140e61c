"""Documents go when their time is over: so many days after the application was decided, withdrawn or expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clusterkit.audit.models import AuditRow
from clusterkit.files.models import StoredFile
from clusterkit.files.services import store_file
from clusterkit.membership.enums import OPEN_STATES, ApplicationState
from clusterkit.membership.models import Application
from clusterkit.membership.services import add_document, delete_old_documents, retention, submit, withdraw
from clusterkit.notifications.models import Notification
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.files import upload
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory
from tests.apps.membership.conftest import Party

DAYS = 3 * 365


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    """The folder of private files."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "FILES_ROOT": str(tmp_path / "private")}
    return tmp_path / "private"


def withdrawn(party: Party) -> Application:
    """An application with a document that has content, taken back today."""
    actor, draft = party.viewer("applicant"), party.draft()
    add_document(application=draft, upload=upload(name="Устав.pdf"), kind="charter", title="Charter", actor=actor)
    return withdraw(application=submit(application=draft, actor=actor), actor=actor)


def later(days: int) -> Any:
    return timezone.now() + timedelta(days=days)


def test_the_content_goes_on_its_day_and_the_row_stays(
    party: Party, files_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    application = withdrawn(party)
    stored = StoredFile.objects.get(name="Устав.pdf")
    told = Notification.objects.count()
    assert delete_old_documents(now=later(DAYS - 1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_documents(now=later(DAYS + 1)) == 2
    assert delete_old_documents(now=later(DAYS + 2)) == 0
    assert not (files_root / stored.key).exists()
    assert application.documents.count() == 2
    kept = StoredFile.objects.get(pk=stored.pk)
    assert kept.is_deleted
    assert (kept.name, kept.size, kept.sha256) == (stored.name, stored.size, stored.sha256)
    assert AuditRow.objects.filter(action="files.expire", target_pk=str(stored.pk)).count() == 1
    assert Notification.objects.count() == told


def test_both_sides_read_what_happened(party: Party, client_for: Callable[..., Client]) -> None:
    application = withdrawn(party)
    delete_old_documents(now=later(DAYS + 1))
    for person in (party.applicant, party.first):
        client = client_for(person)
        page = client.get(application.get_absolute_url()).content.decode().replace("\u00a0", " ")
        assert "deleted after the retention time" in page
        assert "Charter" in page
        assert "/files/" not in page
        rows = client.get(f"/api/v1/applications/{application.pk}/documents/").json()
        assert all(row["file"]["deleted_at"] for row in rows)


@pytest.mark.parametrize("state", ApplicationState)
def test_only_applications_that_are_over(state: str, db: None) -> None:
    document = DocumentFactory(application=ApplicationFactory(state=state))
    assert delete_old_documents(now=later(DAYS + 1)) == (state not in OPEN_STATES)
    document.file.refresh_from_db()
    assert document.file.is_deleted == (state not in OPEN_STATES)


def test_the_setting_says_when(settings: Settings, party: Party) -> None:
    withdrawn(party)
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DOCUMENT_RETENTION_DAYS": 0}
    assert delete_old_documents(now=later(100 * 365)) == 0
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DOCUMENT_RETENTION_DAYS": 30}
    assert delete_old_documents(now=later(31)) == 2


def test_other_files_stay(party: Party) -> None:
    withdrawn(party)
    other = store_file(upload=upload(), purpose="membership.document", actor=party.viewer("applicant"))
    delete_old_documents(now=later(DAYS + 1))
    other.refresh_from_db()
    assert not other.is_deleted


def test_the_worker_does_it_in_portions(alpha: Cluster, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PORTION", 2)
    application = ApplicationFactory(state=ApplicationState.REJECTED)
    Application.objects.filter(pk=application.pk).update(state_changed_at=later(-DAYS - 1))
    DocumentFactory.create_batch(3, application=application)
    worker_tick.announce(WorkerTick(alpha, timezone.now()))
    assert StoredFile.objects.filter(deleted_at__isnull=True).count() == 1
    worker_tick.announce(WorkerTick(alpha, timezone.now()))
    assert not StoredFile.objects.filter(deleted_at__isnull=True).exists()
