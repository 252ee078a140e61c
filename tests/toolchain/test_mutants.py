"""What ``make mutants`` says in the end. The mutants themselves take minutes and are tried by that command."""

from __future__ import annotations

import pytest

from tools import mutants
from tools.mutants import Tally

PATH = "src/clusterkit/audit/policies.py"


@pytest.mark.parametrize(("alive", "code"), [(0, 0), (1, 0), (2, 1)])
def test_more_than_five_of_a_hundred_alive_fail(alive: int, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants._report([Tally(PATH, 20, ["- kept\n+ damaged"] * alive)], ["audit"]) == code
    said = capsys.readouterr().out
    assert f"{20 - alive:>8}{alive:>7}{alive * 5:>7.1f}" in said
    assert said.count("+ damaged") == alive


def test_a_file_without_mutants_stands_in_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants._report([Tally(PATH)], ["audit"]) == 0
    assert "policies" not in capsys.readouterr().out


def test_a_name_that_is_not_known_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants.main(["audit", "tables"]) == 2
    assert "Unknown: tables. There are membership, audit, directory" in capsys.readouterr().err


def test_every_app_has_what_is_mutated_and_what_decides_it() -> None:
    for app in mutants.APPS:
        tests, sources = mutants.ROOT / "tests" / "apps" / app, mutants.ROOT / "src" / "clusterkit" / app
        assert (tests / "test_policy_table.py").exists()
        assert (tests / "test_transition_table.py").exists() is (sources / "transitions.py").exists()
