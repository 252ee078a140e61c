"""What people install: the wheel and the source archive, built from a copy of the tree."""

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.toolchain.processes import ROOT, run
from tools import messages

pytestmark = pytest.mark.long

SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and source archive of a copy whose catalogues are up to date and not compiled yet."""
    copy = tmp_path_factory.mktemp("copy")
    for name in SOURCES:
        shutil.copy(ROOT / name, copy / name)
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    (copy / "example_project").mkdir()
    messages.extract(copy)
    built = run(sys.executable, "-m", "hatchling", "build", "-d", str(copy / "dist"), cwd=copy)
    assert built.returncode == 0, built.stderr
    return copy / "dist"


def names_in(dist: Path) -> set[str]:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_has_whatever_the_sources_have(dist: Path) -> None:
    copied = dist.parent / "src"
    sources = {
        path.relative_to(copied).as_posix()
        for path in copied.rglob("*")
        if path.is_file() and path.suffix not in {".mo", ".pyc"}
    }
    assert sources - names_in(dist) == set()
    assert {Path(name).suffix for name in sources} >= {".py", ".html", ".css", ".typed"}


def test_every_catalogue_is_compiled_in_the_wheel(dist: Path) -> None:
    names = names_in(dist)
    catalogues = {name for name in names if name.endswith(".po")}
    assert "clusterkit/core/locale/ru/LC_MESSAGES/django.po" in catalogues
    assert {name.removesuffix(".po") + ".mo" for name in catalogues} <= names


def test_the_wheel_has_nothing_but_the_package_and_its_metadata(dist: Path) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names_in(dist)} == {"clusterkit"}
    assert any(name.endswith("licenses/LICENSE") for name in names_in(dist))


def test_the_source_archive_builds_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist"), cwd=tree)
    assert built.returncode == 0, built.stderr
    assert names_in(tmp_path / "dist") == names_in(dist)


def test_a_wheel_is_the_same_whenever_it_is_built(dist: Path, tmp_path: Path) -> None:
    (first,) = dist.glob("*.whl")
    for compiled in (dist.parent / "src").rglob("*.mo"):
        compiled.unlink()
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path), cwd=dist.parent)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / first.name).read_bytes() == first.read_bytes()
