"""Serving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from pytest_django import Settings

from clusterkit.access.viewer import viewer_of
from clusterkit.core.web.forms import ClusterForm
from clusterkit.files.forms import PrivateFileField
from clusterkit.files.models import StoredFile
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.files import PDF, StoredFileFactory, png
from clusterkit.testing.plugin import BETA_HOST

pytestmark = pytest.mark.django_db


def url_of(stored: StoredFile) -> str:
    return reverse("clusterkit_files:download", kwargs={"pk": stored.pk})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_who_may_download(client_for: Callable[..., Client]) -> None:
    owner = UserFactory()
    stored = StoredFileFactory(purpose="test.document", name="Устав.pdf", actor=viewer_of(owner))
    readers = [client_for(owner), client_for(CoordinatorFactory())]
    others = [client_for(), client_for(UserFactory())]
    for client in readers:
        response = client.get(url_of(stored))
        assert response.status_code == 200
        assert body(response) == PDF
    for client in others:
        assert client.get(url_of(stored)).status_code == 404


def test_headers_keep_the_browser_from_running_it(client_for: Callable[..., Client]) -> None:
    owner = UserFactory()
    stored = StoredFileFactory(purpose="test.document", name="Устав.pdf", actor=viewer_of(owner))
    response = client_for(owner).get(url_of(stored))
    assert response["Content-Disposition"].startswith("attachment")
    assert "%D0%A3" in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(len(PDF))
    assert body(response) == PDF


def test_logo_is_shown_and_kept(client_for: Callable[..., Client]) -> None:
    stored = StoredFileFactory(purpose="test.logo", name="logo.png", content=png())
    response = client_for().get(url_of(stored))
    assert response["Content-Disposition"].startswith("inline")
    assert "public" in response["Cache-Control"]
    assert body(response).startswith(b"\x89PNG")


def test_web_server_sends_it(settings: Settings, client_for: Callable[..., Client]) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "X_ACCEL_PREFIX": "/protected/"}
    stored = StoredFileFactory()
    response = client_for().get(url_of(stored))
    assert response["X-Accel-Redirect"] == f"/protected/{stored.key}"
    assert response["Content-Type"] == "application/pdf"
    assert response.content == b""


def test_lost_content_is_not_a_crash(files_root: Path, client_for: Callable[..., Client]) -> None:
    stored = StoredFileFactory()
    (files_root / stored.key).unlink()
    assert client_for().get(url_of(stored)).status_code == 404


def test_the_other_cluster_does_not_serve_it(beta: Cluster, client_for: Callable[..., Client]) -> None:
    stored = StoredFileFactory(content=PDF + b"alpha %%EOF")
    with cluster_context(beta):
        twin = StoredFileFactory(content=PDF + b"beta %%EOF")
        StoredFile.objects.filter(pk=twin.pk).update(id=stored.pk)
    assert b"alpha" in body(client_for().get(url_of(stored)))
    response = client_for(host=BETA_HOST).get(url_of(stored))
    assert b"beta" in body(response)


def test_other_methods_are_refused(client_for: Callable[..., Client]) -> None:
    assert client_for().post(url_of(StoredFileFactory())).status_code == 405


def _files(content: bytes) -> MultiValueDict[str, UploadedFile[Any]]:
    return MultiValueDict({"document": [SimpleUploadedFile("a.pdf", content)]})


class DocumentForm(ClusterForm):
    document = PrivateFileField(purpose="test.document", label="Document")


def test_form_field_checks_and_tells() -> None:
    form = DocumentForm({}, _files(b"MZ program"))
    assert not form.is_valid()
    assert "content is something else" in form.errors["document"][0]
    html = str(form)
    assert "PDF, JPG, PNG, DOCX, ODT, up to 195" in html
    assert 'accept=".pdf,.jpg,.png,.docx,.odt"' in html
    assert form.fields["document"].hint == "PDF, JPG, PNG, DOCX, ODT, up to 195.3\xa0KB"  # type: ignore[attr-defined]
    good = DocumentForm({}, _files(PDF))
    assert good.is_valid()
    assert good.cleaned_data["document"].read() == PDF
