"""The embedded server with real servers: shared, kept, adopted, renewed."""

import signal
import sys
from pathlib import Path

import psycopg
import pytest

from example_project.launch.errors import LaunchError
from example_project.launch.postgres import Server, ensure_server, stop_if_unused
from tests.toolchain.processes import line_of, program

pytestmark = pytest.mark.long

USER = """
import sys
from pathlib import Path
from example_project.launch.postgres import ensure_server
with ensure_server(Path(sys.argv[1]), durable=False) as server:
    print(server.url)
    sys.stdin.read() if len(sys.argv) > 2 else None
"""


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def does_answer(server: Server) -> bool:
    try:
        return ask(server.url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def test_a_second_start_finds_the_data_of_the_first(folder: Path) -> None:
    with ensure_server(folder / "pg", durable=True) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Новополоцк' AS city")
    assert not does_answer(server)
    with ensure_server(folder / "pg", durable=True) as server:
        assert ask(server.url, "SELECT city FROM kept") == "Новополоцк"


def test_it_is_postgresql_18_that_knows_cyrillic_and_russian_words(folder: Path) -> None:
    with ensure_server(folder / "pg", durable=False) as server:
        assert str(ask(server.url, "SHOW server_version")).startswith("18.")
        assert ask(server.url, "SELECT lower('ЎСЁ') || upper('лес')") == "ўсёЛЕС"
        assert ask(server.url, "SELECT to_tsvector('russian', 'Насосы') @@ to_tsquery('russian', 'насосов')") is True


def test_only_the_test_server_is_forgetful(folder: Path) -> None:
    with ensure_server(folder / "pg", durable=True) as server:
        assert ask(server.url, "SHOW fsync") == "on"
    with ensure_server(folder / "pg", durable=False) as server:
        assert ask(server.url, "SHOW fsync") == "off"


def test_it_listens_on_no_network_port(folder: Path) -> None:
    with ensure_server(folder / "pg", durable=False) as server:
        assert ask(server.url, "SHOW listen_addresses") == ""


def test_the_last_user_stops_it(folder: Path) -> None:
    first = ensure_server(folder / "pg", durable=False)
    second = ensure_server(folder / "pg", durable=False)
    first.stop()
    first.stop()
    assert does_answer(second)
    assert not stop_if_unused(folder / "pg")
    second.stop()
    assert not does_answer(second)
    assert stop_if_unused(folder / "pg")


def test_several_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    command = (sys.executable, "-c", USER, str(folder / "pg"))
    with program(*command) as one, program(*command) as two, program(*command) as three:
        urls = {line_of(one), line_of(two), line_of(three)}
        codes = {one.wait(60), two.wait(60), three.wait(60)}
    assert len(urls) == 1
    assert codes == {0}
    assert not (folder / "pg" / "postmaster.pid").exists()


def test_a_server_that_outlived_its_process_is_joined(folder: Path) -> None:
    waiting = USER.replace("sys.stdin.read() if len(sys.argv) > 2 else None", "import signal; signal.pause()")
    with program(sys.executable, "-c", waiting, str(folder / "pg")) as user:
        url = line_of(user)
        user.send_signal(signal.SIGKILL)
        user.wait(60)
    assert ask(url, "SELECT 1") == 1
    with ensure_server(folder / "pg", durable=False) as server:
        assert server.url == url
    assert not does_answer(server)


def test_the_number_of_another_program_in_the_pid_file_does_not_stop_the_start(folder: Path) -> None:
    with ensure_server(folder / "pg", durable=True):
        left = (folder / "pg" / "postmaster.pid").read_text()
    own, _, rest = left.partition("\n")
    (folder / "pg" / "postmaster.pid").write_text(f"1\n{rest}")
    assert own != "1"
    with ensure_server(folder / "pg", durable=True) as server:
        assert does_answer(server)


def test_a_long_path_with_blanks_and_quotes_works(folder: Path) -> None:
    deep = folder / "it's a folder, with a very long name that no socket fits into, and Кириллица too" / "pg"
    with ensure_server(deep, durable=False) as server:
        assert does_answer(server)
        sockets = Path(str(ask(server.url, "SHOW unix_socket_directories")))
        assert sockets != deep
    assert not sockets.exists()


def test_a_folder_of_something_else_is_left_alone(folder: Path) -> None:
    (folder / "pg").mkdir()
    (folder / "pg" / "letter.txt").write_text("mine")
    with pytest.raises(LaunchError, match="holds no database"):
        ensure_server(folder / "pg", durable=False)
    assert (folder / "pg" / "letter.txt").read_text() == "mine"


def test_data_of_another_version_is_named(folder: Path) -> None:
    (folder / "pg").mkdir()
    (folder / "pg" / "PG_VERSION").write_text("16\n")
    with pytest.raises(LaunchError, match="made by PostgreSQL 16"):
        ensure_server(folder / "pg", durable=True)


def spoil(folder: Path) -> None:
    ensure_server(folder, durable=False).stop()
    (folder / "global" / "pg_control").unlink()


def test_spoiled_test_data_is_made_anew(folder: Path) -> None:
    spoil(folder / "pg")
    with ensure_server(folder / "pg", durable=False) as server:
        assert does_answer(server)


def test_spoiled_data_that_matters_is_an_error_in_one_line(folder: Path) -> None:
    spoil(folder / "pg")
    with pytest.raises(LaunchError, match=r"PostgreSQL does not start: .+") as caught:
        ensure_server(folder / "pg", durable=True)
    assert "\n" not in str(caught.value)
    assert (folder / "pg" / "PG_VERSION").exists()


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(folder: Path) -> None:
    (folder / "file").touch()
    with pytest.raises(LaunchError, match="cannot use"):
        ensure_server(folder / "file" / "pg", durable=False)
