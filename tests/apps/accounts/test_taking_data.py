"""A person takes his own data home: an archive that explains itself, and nothing of anybody else."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.actions import TAKE_DATA
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.hooks import PersonalData, PersonalFile, Section, personal_data
from clusterkit.accounts.personal import own_sections
from clusterkit.accounts.services.export import safe_name, take_data
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import NotVisible, TooMany
from clusterkit.core.policies import SystemActor
from clusterkit.testing.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/"
API = "/api/v1/me/data/"
MEGABYTE = 1024 * 1024


@pytest.fixture
def anna() -> Any:
    return UserFactory(email="anna@example.org", name="Anna Kavaleva")


def content_of(answer: Any) -> bytes:
    """What was sent; then the answer is closed, as a server does. The connection is the test's."""
    content: bytes = answer.getvalue()
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    return content


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(content))


def rows(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(archive.read(f"{name}.json"))


def test_the_archive_holds_what_the_site_knows_and_explains_it(client_for: Callable[..., Client], anna: Any) -> None:
    UserFactory(email="canary@example.org", name="Canary")
    services.edit_profile(actor=viewer_of(anna), position="Technologist")
    services.give_consent(actor=viewer_of(anna), purpose=PROCESSING, version=PROCESSING.version)
    client = client_for(anna)
    assert client.post(PAGE, {"password": "wrong"}).status_code == 422
    answer = client.post(PAGE, {"password": "demo"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert answer.headers["Cache-Control"] == "private, no-store"
    archive = opened(content_of(answer))
    assert archive.testzip() is None
    assert rows(archive, "account")[0]["email"] == "anna@example.org"
    assert rows(archive, "profile")[0]["position"] == "Technologist"
    [consent] = rows(archive, "consents")
    assert consent["text__wording"]["en"]["title"] == "Processing of my personal data"
    assert {row["action"] for row in rows(archive, "acts")} >= {"accounts.manage_own"}
    readme = archive.read("README.txt").decode()
    assert "profile.json – Your profile (1)" in readme
    assert "    position: Position" in readme
    for name in archive.namelist():
        assert b"anary" not in archive.read(name)
    row = AuditRow.objects.get(action=TAKE_DATA.code)
    assert row.actor_pk == str(anna.pk)
    assert "profile" in row.after["sections"]


def test_the_readme_speaks_the_persons_language(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    client.cookies["django_language"] = "be"
    answer = client.post(PAGE, {"password": "demo"})
    readme = opened(content_of(answer)).read("README.txt").decode()
    assert any("а" <= letter <= "я" for letter in readme)


def test_who_signed_in_just_now_is_not_asked_again(client_for: Callable[..., Client], anna: Any) -> None:
    services.give_consent(actor=viewer_of(anna), purpose=PROCESSING, version=PROCESSING.version)
    client = client_for()
    client.post("/accounts/login/", {"login": anna.email, "password": "demo"})
    assert 'name="password"' not in client.get(PAGE).text
    assert "account.json" in opened(content_of(client.post(PAGE))).namelist()


def test_it_is_limited_and_says_so(client_for: Callable[..., Client], anna: Any, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DATA_DOWNLOADS_A_DAY": 1}
    with take_data(actor=viewer_of(anna)):
        pass
    with pytest.raises(TooMany):
        take_data(actor=viewer_of(anna))
    refused = client_for(anna).post(PAGE, {"password": "demo"})
    assert refused.status_code == 429
    assert "Try again tomorrow" in refused.text.replace("\xa0", " ")
    with take_data(actor=viewer_of(UserFactory())):  # counted for each person
        pass
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "DATA_DOWNLOADS_A_DAY": 0}
    with take_data(actor=viewer_of(anna)):
        pass


def test_nobody_takes_what_is_nobodys(anna: Any) -> None:
    with pytest.raises(NotVisible):
        take_data(actor=SystemActor())


class Endless:
    """A file of so many megabytes that is never in memory."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes * MEGABYTE

    def read(self, size: int) -> bytes:
        part = min(size, self.left)
        self.left -= part
        return b"x" * part

    def __enter__(self) -> Endless:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


def test_a_hosts_section_is_written_row_by_row_and_its_files_are_copied_in_portions(anna: Any) -> None:
    def many(payload: PersonalData) -> list[Section]:
        found: Iterator[dict[str, Any]] = ({"text": "y" * 1000} for _number in range(20_000))
        files = [
            PersonalFile("../../a\\b:c.pdf", lambda: Endless(30)),  # type: ignore[arg-type, return-value]
            PersonalFile("lost.pdf", lost),
        ]
        return [Section("host/../x", "Host", found, {"text": "A text"}, files)]

    def lost() -> IO[bytes]:
        raise FileNotFoundError

    with personal_data.override(many):
        tracemalloc.start()
        try:
            archive = take_data(actor=viewer_of(anna))
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 5 * MEGABYTE
    with archive, zipfile.ZipFile(archive) as packed:
        assert packed.namelist() == ["host_.._x.json", "host_.._x/0001-_.._a_b_c.pdf", "README.txt"]
        assert packed.getinfo("host_.._x/0001-_.._a_b_c.pdf").file_size == 30 * MEGABYTE
        assert len(json.loads(packed.read("host_.._x.json"))) == 20_000


def test_a_section_that_fails_leaves_no_half_archive(anna: Any) -> None:
    def broken(payload: PersonalData) -> list[Section]:
        raise RuntimeError("no")

    with personal_data.override(broken), pytest.raises(RuntimeError):
        take_data(actor=viewer_of(anna))
    assert not AuditRow.objects.filter(action=TAKE_DATA.code).exists()


@pytest.mark.parametrize(("typed", "kept"), [("...", "file"), ("a" * 300, "a" * 100), ("план.pdf", "план.pdf")])
def test_names_of_files_stay_in_their_folder(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


def test_a_program_needs_the_password_too(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    for body in ({}, {"password": "wrong"}):
        assert client.post(API, body, content_type="application/json").status_code == 400
    answer = client.post(API, {"password": "demo"}, content_type="application/json")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "account.json" in opened(content_of(answer)).namelist()


def test_the_number_of_statements_does_not_grow_with_the_rows(anna: Any) -> None:
    """As many for one decision and one skill as for three of each."""
    counts = []
    for names in (["Welding"], ["Welding", "Corrosion", "Pumps"]):
        for _name in names:
            services.write_decision(user_id=anna.pk, purpose=PROCESSING, given=True)
        services.edit_profile(actor=viewer_of(anna), skills=names)
        with CaptureQueriesContext(connection) as captured:
            for section in own_sections(PersonalData(viewer_of(anna))):
                list(section.rows)
        counts.append(len(captured))
    assert counts[0] == counts[1]
