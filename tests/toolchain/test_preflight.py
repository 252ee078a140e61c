"""What is checked before anything starts."""

import socket
from pathlib import Path

import pytest

from example_project.launch import ports
from example_project.launch.database import ensure_answers, open_database, without_password
from example_project.launch.errors import LaunchError
from example_project.launch.preflight import ensure_space


@pytest.mark.parametrize("text", ["", "0", "65536", "eighty", "-1", "80 80", "٨٠"])
def test_a_port_that_is_none_is_named(text: str) -> None:
    with pytest.raises(LaunchError, match="PORT must be a number from 1 to 65535"):
        ports.parse(text)


def test_a_port_is_a_number() -> None:
    assert ports.parse("8001") == 8001


def test_a_busy_port_is_named_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(LaunchError, match=f"Port {port} is in use"):
            ports.ensure_free("127.0.0.1", port)
    ports.ensure_free("127.0.0.1", port)


def test_a_host_that_is_none_of_ours_is_named() -> None:
    with pytest.raises(LaunchError, match="no address of this machine"):
        ports.ensure_free("no such host", 8000)


def test_too_little_space_is_named_for_a_folder_to_come(tmp_path: Path) -> None:
    ensure_space(tmp_path / "to" / "come", 1)
    with pytest.raises(LaunchError, match=r"Not enough disk space in .*: \d+ MB free, 1000000000 MB needed"):
        ensure_space(tmp_path / "to" / "come", 1_000_000_000)


def test_an_outside_database_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/nothing")
    with pytest.raises(LaunchError, match="does not answer") as caught, open_database(tmp_path, durable=True):
        pass
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(LaunchError, match="does not answer"):
        ensure_answers("mysql://localhost")


def test_an_outside_database_is_used_and_no_server_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with open_database(folder / "pg", durable=False) as embedded:
        monkeypatch.setenv("DATABASE_URL", embedded)
        with open_database(folder / "other", durable=False) as url:
            assert url == embedded
        ensure_answers(embedded)
    assert not (folder / "other").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@host/name", "postgresql://me:***@host/name"),
        ("postgresql://me@host/name", "postgresql://me@host/name"),
        (
            "postgresql:///name?user=me&password=secret&host=/tmp",
            "postgresql:///name?user=me&password=***&host=/tmp",
        ),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown
