"""The rules of the house: each breach is found, in the file and line where it is."""

import subprocess
from pathlib import Path

import pytest

from tools.check_house import breaches

TEMPLATE = "src/clusterkit/news/templates/clusterkit/news/page.html"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def found(tree: Path, name: str, text: str) -> list[str]:
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return list(breaches(tree))


@pytest.mark.long
def test_this_tree_is_in_order() -> None:
    assert list(breaches()) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("src/clusterkit/news/views.py", "a = 1\n" * 301, "views.py:300: 301 lines, 300 at most"),
        ("tests/apps/news/test_views.py", "a = 1\n" * 501, "test_views.py:500: 501 lines, 500 at most"),
        ("src/clusterkit/news/utils.py", "", "utils.py:1: the name 'utils' says nothing"),
        ("example_project/helpers/dates.py", "", "dates.py:1: the name 'helpers' says nothing"),
        (
            "src/clusterkit/news/services.py",
            "from django.db import transaction\ntransaction.on_commit(print)\n",
            "services.py:2: on_commit: ",
        ),
        (
            "src/clusterkit/news/services.py",
            "from django.db.transaction import on_commit\n",
            "services.py:1: on_commit: ",
        ),
        (
            "src/clusterkit/news/services.py",
            "import threading\n\nthreading.Thread(target=print)\n",
            "services.py:3: Thread: ",
        ),
        (
            "src/clusterkit/news/services.py",
            "from concurrent.futures import ThreadPoolExecutor\n",
            "services.py:1: ThreadPoolExecutor: ",
        ),
        ("src/clusterkit/news/views.py", "import asyncio\n\nasyncio.to_thread(print)\n", "views.py:3: to_thread: "),
        ("src/clusterkit/news/services.py", "connection.set_schema('x')\n", "services.py:1: set_schema: "),
        ("example_project/shop/services.py", "connections['default'].set_tenant(x)\n", "services.py:1: set_tenant: "),
        ("src/clusterkit/news/services.py", "a = 1  # TO" + "DO later\n", "services.py:1: unfinished work"),
        (
            "src/clusterkit/news/services.py",
            "a = 1  # pragma: no" + " cover\n",
            "services.py:1: no cover without a reason",
        ),
        ("docs/index.md", "\nsee /wo" + "rk/main/docs\n", "docs/index.md:2: a path or a registry of one machine"),
        ("requirements/test.txt", "--index" + "-url https://mirror.example.org/\n", "test.txt:1: a path or a registry"),
        (TEMPLATE, "<p>\n<script>alert(1)</script>", "page.html:2: inline script"),
        (TEMPLATE, '<script type="module">alert(1)</script>', "page.html:1: inline script"),
        (TEMPLATE, '<p style="color: red">', "page.html:1: inline script"),
        (TEMPLATE, '<button type="button" onclick="go()">', "page.html:1: inline script"),
        (TEMPLATE, '<img src="https://example.org/x.png" alt="">', "page.html:1: a request to another host"),
    ],
)
def test_a_breach_is_found(tree: Path, name: str, text: str, complaint: str) -> None:
    complaints = found(tree, name, text)
    assert len(complaints) == 1
    assert complaint in complaints[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/clusterkit/tenancy/commit.py", "from django.db import transaction\ntransaction.on_commit(print)\n"),
        ("src/clusterkit/news/services.py", "from clusterkit.tenancy import hooks\nhooks.on_commit(print)\n"),
        ("src/clusterkit/news/migrations/0001_initial.py", "a = 1\n" * 400),
        ("src/clusterkit/news/services.py", "a = 1\n" * 300),
        ("src/clusterkit/news/urls.py", 'path = "/network/plans"\n'),
        (TEMPLATE, '<script src="/static/menu.js" defer></script><p class="style=on">on line = 3</p>'),
        (TEMPLATE, '<script type="application/ld+json">{{ data }}</script>'),
        (TEMPLATE, '<a href="https://example.org/">there</a>'),
        ("src/clusterkit/news/templates/clusterkit/layouts/mail.html", '<p style="color: red">'),
    ],
)
def test_what_is_allowed_passes(tree: Path, name: str, text: str) -> None:
    assert found(tree, name, text) == []
