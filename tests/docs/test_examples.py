"""The examples of the documentation are Python, and what they import exists."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT / "docs"))) for page in PAGES])
def test_commands_take_the_options_that_pages_name(page: Path) -> None:
    from django.core.management import get_commands, load_command_class

    commands = get_commands()
    for name, rest in _COMMAND.findall(page.read_text(encoding="utf-8")):
        assert name in commands or name == "startproject", f"{page.name}: there is no command {name}"
        app = commands[name]
        parser = load_command_class(app, name).create_parser("manage.py", name) if isinstance(app, str) else None
        known = parser.format_help() if parser is not None else ""
        for option in re.findall(r"--[a-z-]+", rest):
            assert name == "run_in" or option in known, f"{page.name}: {name} has no {option}"
