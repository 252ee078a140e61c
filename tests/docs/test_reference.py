"""What is public stands in the reference: every hook point, setting, check and command. The pages build strictly."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.management import get_commands

from clusterkit import hooks
from clusterkit.core.conf import ClusterkitSettings
from clusterkit.core.hookpoints import HookPoint, hook_points
from clusterkit.core.ports import Port
from tests.docs.conftest import ROOT

SOURCES = ROOT / "src" / "clusterkit"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as HTML; a broken link, a missing page or an unknown name ends the build."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def text_of(site: Path, page: str) -> str:
    source = (site / page / "index.html").read_text(encoding="utf-8")
    article = source[source.index("<article") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", article)).split())


@pytest.mark.long
@pytest.mark.xdist_group("documentation")
def test_every_hook_point_is_explained(site: Path) -> None:
    text = text_of(site, "reference/hook-points")
    unexplained = [
        name
        for name, point in hook_points.items()
        if not re.search(rf"\b{name}\b", text)
        or " ".join((point.__doc__ or "").replace("`", "").split())[:40] not in text
    ]
    assert unexplained == []


def test_every_hook_point_is_public() -> None:
    public = {point.name for point in vars(hooks).values() if isinstance(point, HookPoint)}
    ours = {name for name, point in hook_points.items() if point.payload.__module__.startswith("clusterkit.")}
    assert ours - public == set()


@pytest.mark.long
@pytest.mark.xdist_group("documentation")
def test_every_setting_is_explained(site: Path) -> None:
    text = text_of(site, "reference/settings")
    assert [item.name for item in fields(ClusterkitSettings) if f"{item.name} class-attribute" not in text] == []


def test_every_setting_is_heeded() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*")
        if path.suffix in {".py", ".html"} and path.name != "conf.py"
    )
    assert [item.name for item in fields(ClusterkitSettings) if not re.search(rf"\b{item.name}\b", sources)] == []


@pytest.mark.long
@pytest.mark.xdist_group("documentation")
def test_every_port_is_named(site: Path) -> None:
    from clusterkit.core import ports

    text = text_of(site, "reference/ports")
    assert [port.name for port in vars(ports).values() if isinstance(port, Port) and port.name not in text] == []


def test_every_check_is_listed(docs: Path) -> None:
    used = {
        found
        for path in SOURCES.rglob("*.py")
        for found in re.findall(r'id="(clusterkit\.[EW]\d{3})"', path.read_text(encoding="utf-8"))
    }
    page = (docs / "reference" / "checks.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(clusterkit\.[EW]\d{3})`", page, flags=re.MULTILINE))
    assert used == listed


def test_every_command_is_listed(docs: Path) -> None:
    page = (docs / "reference" / "commands.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)", page, flags=re.MULTILINE))
    ours = {name for name, app in get_commands().items() if str(app).startswith("clusterkit.")}
    assert ours - listed == set()


def test_every_page_can_be_reached(docs: Path) -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    assert {page for page in pages if page not in nav} == set()
