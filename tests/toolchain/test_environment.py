"""Which versions are installed, and the commands around them."""

import re

import pytest

from tests.toolchain.processes import ROOT
from tools import environment
from tools.run_tests import settings_projects


@pytest.mark.parametrize(
    ("version", "lock"),
    [
        ("3.11", "python3.11-django5.2.txt"),
        ("3.12", "python3.12-django6.1.txt"),
        ("3.13", "python3.13-django6.1.txt"),
        ("3.20", "python3.13-django6.1.txt"),
    ],
)
def test_each_python_has_its_list_and_a_newer_one_the_newest(version: str, lock: str) -> None:
    assert environment.lock_for(version).name == lock


def test_an_older_python_has_none() -> None:
    with pytest.raises(environment.SetUpError, match=r"Python 3\.10 is too old: clusterkit needs 3\.11 or newer"):
        environment.lock_for("3.10")


@pytest.mark.parametrize("path", sorted(environment.LOCKS.glob("*.txt")), ids=lambda path: str(path.stem))
def test_a_list_has_one_exact_version_a_line_in_order(path: object) -> None:
    lines = (environment.LOCKS / str(path)).read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", line) for line in lines)
    assert lines == sorted(set(lines), key=lambda line: line.split("==")[0])


def test_every_settings_project_but_the_full_one_is_run_after_it() -> None:
    modules = {path.stem for path in (ROOT / "tests" / "projects").glob("minus_*.py")}
    assert modules <= set(settings_projects())
    assert not {"full", "base", "__init__"} & set(settings_projects())
