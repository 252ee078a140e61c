"""The examples of the documentation are Python, and what they import exists."""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.docs.conftest import ROOT

_PYTHON = re.compile(r"^( *)```python[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:python manage\.py|manage\.py) (\w+)((?: +(?:\\\n)?[^\s`|]+)*)")
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def examples() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for number, found in enumerate(_PYTHON.finditer(page.read_text(encoding="utf-8")), 1):
            yield f"{page.relative_to(ROOT / 'docs')}:{number}", found[2]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in examples()])
def test_an_example_is_python_that_imports_what_exists(text: str) -> None:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "clusterkit":
            module = importlib.import_module(node.module)
            missing = [
                name.name for name in node.names if not hasattr(module, name.name) and not _is_module(node, name)
            ]
            assert missing == []


def _is_module(node: ast.ImportFrom, name: ast.alias) -> bool:
    return importlib.util.find_spec(f"{node.module}.{name.name}") is not None


def _help(parser: argparse.ArgumentParser, words: list[str]) -> str:
    """What the command says of its options, or its sub-command where *words* begin with one."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) and words:
            assert words[0] in action.choices, f"there is no {words[0]}"
            return str(action.choices[words[0]].format_help())
    return parser.format_help()


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT / "docs"))) for page in PAGES])
def test_commands_take_the_options_that_pages_name(page: Path) -> None:
    from django.core.management import get_commands, load_command_class

    commands = get_commands()
    for name, rest in _COMMAND.findall(page.read_text(encoding="utf-8")):
        assert name in commands or name == "startproject", f"{page.name}: there is no command {name}"
        app = commands[name]
        parser = load_command_class(app, name).create_parser("manage.py", name) if isinstance(app, str) else None
        known = _help(parser, rest.split()) if parser is not None else ""
        for option in re.findall(r"--[a-z-]+", rest):
            assert name == "run_in" or option in known, f"{page.name}: {name} has no {option}"


def run_example(page: str, containing: str) -> dict[str, Any]:
    """Run the example of *page* that contains these words, as a module would; what it defined."""
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    example = next(found[2] for found in _PYTHON.finditer(text) if containing in found[2])
    names: dict[str, Any] = {"__name__": "host.clusterkit_hooks", "_": str}
    exec(compile(example, page, "exec"), names)
    return names


def test_the_decision_rule_counts_as_its_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.membership.enums import Verdict
    from clusterkit.membership.rules import DecisionRule, Said, decision_rules

    monkeypatch.setattr(decision_rules, "_rules", dict(decision_rules._rules))
    run_example("decision-rule.md", "majority_of_three")
    rule = decision_rules.get("majority")
    assert isinstance(rule, DecisionRule)
    said = [Said(1, Verdict.APPROVE), Said(2, Verdict.REJECT), Said(3, Verdict.REJECT)]
    assert rule.decide(said[:1]).verdict is None
    assert rule.decide(said[:2]).is_contested
    assert rule.decide(said).verdict == Verdict.REJECT


def test_the_rule_for_the_council_counts_as_its_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.membership.rules import CouncilRule, Tally, decision_rules

    monkeypatch.setattr(decision_rules, "_rules", dict(decision_rules._rules))
    run_example("decision-rule.md", "nobody_against")
    rule = decision_rules.get("consensus")
    assert isinstance(rule, CouncilRule)
    assert rule.result(Tally(4, 3, 0, 1, 50, 67)) == "approved"
    assert rule.result(Tally(4, 3, 1, 0, 50, 67)) == "rejected"
    assert rule.result(Tally(4, 0, 0, 2, 50, 67)) == "tied"
    assert rule.result(Tally(4, 1, 0, 0, 50, 67)) == "no_quorum"


def test_the_tier_of_the_example_stands_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.access.tiers import tiers

    monkeypatch.setattr(tiers, "_tiers", dict(tiers._tiers))
    run_example("add-a-tier.md", "tiers.register")
    assert [tier.code for tier in tiers.all()] == ["guest", "registered", "partner", "member", "coordinator"]


def test_the_kind_of_the_example_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.ideas.kinds import item_kinds

    monkeypatch.setattr(item_kinds, "_kinds", dict(item_kinds._kinds))
    run_example("extend.md", "internship")
    assert "internship" in dict(item_kinds.choices())


def test_the_veto_of_the_example_refuses_on_the_first_day() -> None:
    from clusterkit.core.exceptions import Vetoed
    from clusterkit.core.policies import SystemActor
    from clusterkit.core.transitions import Changed
    from clusterkit.hooks import before_decision
    from clusterkit.membership.models import Application
    from clusterkit.membership.transitions import MACHINE

    rule = run_example("extend.md", "before_decision.connect")["not_on_the_day_it_came"]
    before_decision.disconnect(rule)
    fresh = Changed(Application(created_at=timezone.now()), MACHINE["approve"], "under_review", SystemActor())
    old = replace(fresh, obj=Application(created_at=timezone.now() - timedelta(days=2)))
    with before_decision.override(rule):
        before_decision.check(old)
        with pytest.raises(Vetoed, match="on the day after"):
            before_decision.check(fresh)
