"""Hostile files come in by the page and by the API: refused with a sentence that helps, or handed out so that they do no harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import content_disposition_header
from pytest_django import Settings

from clusterkit.files.hooks import OfferedFile, file_offered
from clusterkit.files.models import StoredFile
from clusterkit.membership.models import Application
from clusterkit.testing.factories.files import PDF
from tests.apps.files.hostile import GROUPS
from tests.apps.files.hostile.kinds import TYPES, Hostile
from tests.apps.membership.conftest import Party

BOUNDARY = "clusterkit-test"


@pytest.fixture(autouse=True)
def files_root(settings: Settings, tmp_path: Path) -> Path:
    """The folder of private files."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "FILES_ROOT": str(tmp_path / "private")}
    return tmp_path / "private"


def as_sent(name: str) -> str:
    """As browsers write it; names that no browser would write so arrive whole too."""
    plain = name.isprintable() and not set(name) & set('"\\%')
    return f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name)}"


def send(client: Client, url: str, item: Hostile, content: bytes, **headers: str) -> Any:
    """Post the file by the bytes, so that its name and type arrive as its sender wrote them."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\ncharter\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; {as_sent(item.name)}\r\n'
        f"Content-Type: {item.declared}\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return client.post(url, body, content_type=f"multipart/form-data; boundary={BOUNDARY}", headers=headers)


def by_page(client: Client, application: Application, item: Hostile, content: bytes) -> Any:
    return send(client, reverse("clusterkit_membership:documents", kwargs={"pk": application.pk}), item, content)


def by_api(client: Client, application: Application, item: Hostile, content: bytes) -> Any:
    return send(client, f"/api/v1/applications/{application.pk}/documents/", item, content, accept="application/json")


# The checks are tried with each file by itself in the tests of files. Here one application takes a whole group by the
# API, and by the page, which is drawn slowly, one of each sentence and extension.
@pytest.mark.parametrize("group", GROUPS)
def test_refused_with_a_sentence(group: str, party: Party, client_for: Callable[..., Client], files_root: Path) -> None:
    client, draft = client_for(party.applicant), party.draft()
    seen = set()
    for name, item in GROUPS[group].items():
        if not item.sentence:
            continue
        # Django drops a file that is called so: the form lacks one.
        sentence = "This field is required." if item.name == ".." else item.sentence
        content = item.make()
        answer = by_api(client, draft, item, content)
        assert answer.status_code == 400, name
        assert answer["Content-Type"] == "application/problem+json", name
        assert (sentence if item.name != ".." else "No file was submitted.") in answer.content.decode(), name
        if (mark := (sentence, item.name.rpartition(".")[2])) in seen:
            continue
        seen.add(mark)
        page = by_page(client, draft, item, content)
        assert page.status_code == 422, name
        assert sentence in page.content.decode().replace("\u00a0", " "), name
    assert seen
    assert draft.documents.count() == 1
    assert StoredFile.objects.count() == 1
    assert not files_root.exists()


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "strangers"])
def test_served_without_harm(group: str, party: Party, client_for: Callable[..., Client]) -> None:
    client, draft = client_for(party.applicant), party.draft()
    seen: set[str] = set()
    for name, item in GROUPS[group].items():
        if item.sentence:
            continue
        content, extension = item.make(), item.served_as.rpartition(".")[2]
        if extension not in seen:
            seen.add(extension)
            assert by_page(client, draft, item, content).status_code == 302, name
            assert draft.documents.latest("pk").file.name == item.served_as, name
        answer = by_api(client, draft, item, content)
        assert answer.status_code == 201, name
        response = client.get(reverse("clusterkit_files:download", kwargs={"pk": answer.json()["file"]["id"]}))
        assert response.getvalue() == content, name
        assert response["Content-Type"] == TYPES[extension], name
        assert response["Content-Disposition"] == content_disposition_header(True, item.served_as), name
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("crash", [RuntimeError("clamd is not there"), TimeoutError(), MemoryError()])
def test_a_scanner_that_crashes_refuses(
    crash: Exception, party: Party, client_for: Callable[..., Client], files_root: Path
) -> None:
    def scanner(offered: OfferedFile) -> str | None:
        raise crash

    client, draft, good = client_for(party.applicant), party.draft(), GROUPS["pdfs"]["pdf-with-a-link"]
    with file_offered.override(scanner):
        page, answer = by_page(client, draft, good, PDF), by_api(client, draft, good, PDF)
    for response in (page, answer):
        assert response.status_code == 422
        assert "A rule of this cluster does not allow it." in response.content.decode().replace("\u00a0", " ")
    assert draft.documents.count() == 1
    assert not files_root.exists()


def test_what_the_scanner_says_is_read_by_the_person(party: Party, client_for: Callable[..., Client]) -> None:
    client, draft, good = client_for(party.applicant), party.draft(), GROUPS["pdfs"]["pdf-with-a-link"]
    with file_offered.override(lambda offered: "Eicar-Test-Signature was found in it."):
        assert "Eicar-Test-Signature" in by_page(client, draft, good, PDF).content.decode()
        assert "Eicar-Test-Signature" in by_api(client, draft, good, PDF).json()["detail"]
    assert draft.documents.count() == 1


def test_a_name_longer_than_a_header_may_be_is_no_crash(party: Party, client_for: Callable[..., Client]) -> None:
    client, draft = client_for(party.applicant), party.draft()
    item = Hostile("я" * 2_000 + ".pdf", lambda: PDF)
    assert by_page(client, draft, item, PDF).status_code == 400
    answer = by_api(client, draft, item, PDF)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
