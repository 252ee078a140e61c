"""Every block of commands in the documentation is run by a test, or says in the page's source why it is not.

A block that cannot run here has a comment before it: ``<!-- not run: needs another Python -->``.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from example_project.launch.postgres import stop_if_unused
from tests.apps.hosting.servers import free_port, pgbouncer_of, redis_server
from tests.docs.blocks import shell_blocks_of
from tests.docs.conftest import ROOT
from tests.docs.databases import database
from tests.docs.hosts import add_settings, checkout, example, host_project, write
from tests.docs.terminal import Own, Terminal

DOCS = ROOT / "docs"
TUTORIAL = "tutorial/first-site.md"
CREATE = "how-to/create-a-cluster.md"
BACK_UP = "how-to/back-up.md"
DEPLOY = "how-to/deploy.md"
SCALE_OUT = "how-to/scale-out.md"
POOLER = "how-to/pooler.md"
DEMONSTRATION = "how-to/run-the-demonstration.md"
followed = {TUTORIAL}
"""Pages whose commands are run; the tutorial by a module of its own."""

HOOKS = "vacancies/clusterkit_hooks.py"
TICKS = """
from clusterkit.hooks import worker_tick


@worker_tick.connect
def say(tick):
    print(f"A round in {tick.cluster.slug}")
"""
FILL = """
from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("vacancies", "Trade").objects.create(code="sand")


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""
WEIGHT = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0002_fill")]
    operations = [migrations.AddField("trade", "weight", models.PositiveIntegerField(default=0))]
"""

NewHost = Callable[..., Terminal]


def pages() -> list[Path]:
    """The documentation, and what stands beside it."""
    return [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def name_of(page: Path) -> str:
    """Seen from the documentation's folder."""
    return os.path.relpath(page, DOCS)


def follows(page: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Note that the test runs the commands of *page*. Such tests are long; they share what the first one makes."""

    def noted(test: Callable[..., None]) -> Callable[..., None]:
        followed.add(page)
        marked: Callable[..., None] = pytest.mark.long(pytest.mark.xdist_group("commands")(test))
        return marked

    return noted


@pytest.fixture(scope="module")
def databases() -> Iterator[dict[str, str]]:
    """Databases to copy: with the platform's tables, and with the cluster polotsk besides."""
    with tempfile.TemporaryDirectory() as folder, database("docs_tables") as tables:
        host_project(Path(folder) / "tables", tables).type("python manage.py migrate_schemas --shared")
        with database("docs_polotsk", like=tables) as polotsk:
            create = next(shell_blocks_of(DOCS / CREATE)).commands[0]
            host_project(Path(folder) / "polotsk", polotsk).type(create.text)
            yield {"tables": tables, "polotsk": polotsk}


@pytest.fixture
def host(databases: dict[str, str], tmp_path: Path) -> Iterator[NewHost]:
    """Makes the project of an operator: ``host("polotsk")`` has a copy of the database of that name."""
    with ExitStack() as stack:

        def made(state: str = "polotsk", own: Own | None = None) -> Terminal:
            url = stack.enter_context(database("docs_tried", like=databases[state]))
            return host_project(tmp_path / "host", url, own)

        yield made


@follows(CREATE)
def test_a_cluster_is_created(host: NewHost) -> None:
    terminal = host("tables")
    write(terminal, HOOKS, example(CREATE, "blueprints.register") + "\n\n" + example(CREATE, "cluster_created.connect"))
    terminal.follow(CREATE)
    assert '"code": "glass"' in terminal.type(
        "python manage.py clusters run --cluster glass dumpdata --indent 1 vacancies"
    )
    terminal.type('python manage.py clusters create sand --host sand.example.org --name "en=Sand" --blueprint glass')
    shown = terminal.type("python manage.py clusters run --cluster sand dumpdata clusterkit_directory.sector")
    assert "optics" in shown


@follows("how-to/upgrade.md")
def test_clusters_are_upgraded(host: NewHost) -> None:
    terminal = host()
    for slug in ("vitebsk", "grodno"):
        terminal.type(f"python manage.py clusters clone polotsk {slug} --host {slug}.example.org")
    write(terminal, "vacancies/migrations/0002_fill.py", FILL)
    for slug in ("polotsk", "vitebsk"):
        terminal.type(f"python manage.py clusters migrate --cluster {slug}")
    write(terminal, "vacancies/migrations/0003_weight.py", WEIGHT)
    terminal.follow("how-to/upgrade.md")
    said = terminal.type("python manage.py run_in public shell", example("how-to/upgrade.md", "latest_results"))
    assert said.count(" done") == 3, said


@follows(BACK_UP)
def test_clusters_are_backed_up_and_restored(host: NewHost, tmp_path: Path) -> None:
    def newest(_found: re.Match[str]) -> str:
        return max((tmp_path / "srv" / "backups").glob("polotsk-*.tar")).name

    terminal = host("polotsk", {r"polotsk-\d{8}-\d{6}\.tar": newest})
    terminal.follow(BACK_UP)
    assert "polotsk-old" not in terminal.type("python manage.py clusters list")


@follows(DEPLOY)
def test_a_site_is_deployed(host: NewHost) -> None:
    port = free_port()
    terminal = host("polotsk", {"8000": str(port)})
    add_settings(terminal, example(DEPLOY, "presets.HTTPS"))
    write(terminal, HOOKS, TICKS)

    def visited() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            headers = {"Host": "polotsk.clusters.example.org", "X-Forwarded-Proto": "https"}
            connection.request("GET", "/", headers=headers)
            assert connection.getresponse().status == 200
        finally:
            connection.close()

    terminal.follow(DEPLOY, meanwhile=visited)
    assert (terminal.folder / "static" / "clusterkit" / "css" / "tokens.css").exists()


@follows("how-to/worker.md")
def test_the_worker_runs(host: NewHost) -> None:
    terminal = host()
    write(terminal, HOOKS, TICKS)
    terminal.follow("how-to/worker.md")


@follows(SCALE_OUT)
def test_the_doctor_looks_at_a_shared_cache(host: NewHost) -> None:
    with redis_server() as address:
        terminal = host("polotsk", {"redis://127.0.0.1:6379/0": address})
        add_settings(terminal, example(SCALE_OUT, "RedisCache"))
        terminal.follow(SCALE_OUT)
        add_settings(terminal, 'CACHES["default"].pop("KEY_FUNCTION")')
        assert "clusterkit.E003" in terminal.type("python manage.py clusters doctor", code=1)


@contextmanager
def pooler(url: str, mode: str) -> Iterator[str]:
    """PgBouncer as the page sets it up, before the database at *url*; gives the address of that database behind it."""
    server, port = conninfo_to_dict(url), free_port()
    address, user, password = str(server["host"]), str(server["user"]), str(server.get("password", "secret"))
    configuration = example(POOLER, "auth_type")
    for text, ours in {
        "clusters = host=127.0.0.1 port=5432 dbname=clusters": "clusters = "
        f"host={address} port={server.get('port', 5432)} dbname={server['dbname']}",
        "listen_port = 6432": f"listen_port = {port}\nunix_socket_dir =",
        "/etc/pgbouncer/": "{folder}/",
        "pool_mode = session": f"pool_mode = {mode}",
    }.items():
        assert text in configuration
        configuration = configuration.replace(text, ours)
    files = {"pgbouncer.ini": configuration, "userlist.txt": f'"{user}" "{password}"\n'}
    with pgbouncer_of(files, host=address, port=port):
        yield f"postgresql://{user}:{password}@127.0.0.1:{port}/clusters"


@follows(POOLER)
def test_poolers_are_looked_at(host: NewHost) -> None:
    terminal = host()
    direct = terminal.environment["DATABASE_URL"]
    with pooler(direct, "session") as url:
        terminal.type(f"export DATABASE_URL='{url}'")
        terminal.follow(POOLER)
    refused = re.search(r"^```text\n(.*)\n```$", (DOCS / POOLER).read_text(encoding="utf-8"), re.MULTILINE)
    assert refused is not None
    with pooler(direct, "transaction") as url:
        terminal.type(f"export DATABASE_URL='{url}'")
        for command in ("clusters doctor", "clusterkit_worker --once", "check --database default"):
            assert refused[1] in terminal.type(f"python manage.py {command}", code=1)
    terminal.type(f"export DATABASE_URL='{direct}'")
    add_settings(terminal, example(POOLER, '"pool": {'))
    terminal.follow(POOLER)


@follows("how-to/translate.md")
@follows("how-to/run-the-demonstration.md")
def test_the_demonstration_is_started_in_each_way() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ck-"))
    ports = {"8000": str(free_port()), "8001": str(free_port())}
    try:
        with database("docs_demonstration") as url:
            terminal = checkout(folder / "tree", {**ports, r"postgresql://me:\S+": f"'{url}'"})
            terminal.environment["PORT"] = ports["8000"]
            terminal.follow(DEMONSTRATION)
            terminal.follow("how-to/translate.md")
    finally:
        stop_if_unused(folder / "tree" / ".local" / "postgres")
        shutil.rmtree(folder)


# A page without preparations of its own: its commands are typed in the project with the cluster polotsk.
OTHERS = [
    name_of(page)
    for page in pages()
    if name_of(page) not in followed and any(not block.reason for block in shell_blocks_of(page))
]


@pytest.mark.long
@pytest.mark.xdist_group("commands")
@pytest.mark.parametrize("page", OTHERS)
def test_any_other_page_is_followed(host: NewHost, page: str) -> None:
    host().follow(page)


def test_every_block_of_commands_is_run_or_says_why_not(record_property: Callable[[str, object], None]) -> None:
    blocks = [(page, block) for page in pages() for block in shell_blocks_of(page)]
    assert blocks
    not_run = [block for _page, block in blocks if block.reason]
    forgotten = [
        f"{page}:{block.line}"
        for page, block in blocks
        if not block.reason and name_of(page) not in followed and name_of(page) not in OTHERS
    ]
    record_property(
        "summary",
        f"Documentation: {len(blocks) - len(not_run)} blocks of commands are run, {len(not_run)} say why they are not",
    )
    assert forgotten == []


def test_a_wrong_command_and_another_output_are_noticed(tmp_path: Path) -> None:
    """The negative control: what the tests above would say of a page that does not work as written."""
    page = tmp_path / "page.md"
    terminal = Terminal(tmp_path, {"PATH": "/usr/bin:/bin"})
    page.write_text("```console\n$ echo 17 clusters in 'so many' rooms\n298 clusters in … rooms\n```\n")
    terminal.follow(str(page))
    page.write_text("```console\n$ echo 17 members\n298 clusters\n```\n")
    with pytest.raises(AssertionError, match="not said: 298 clusters"):
        terminal.follow(str(page))
    page.write_text("```console\ntrue\nfalse | cat\n```\n")
    with pytest.raises(AssertionError, match="ended with 1"):
        terminal.follow(str(page))
    page.write_text("<!-- not run: it fails -->\n```console\nfalse\n```\n")
    terminal.follow(str(page))
