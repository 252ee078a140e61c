"""The examples of the page on overriding templates do what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from pytest_django import Settings

from clusterkit.testing.factories.accounts import CoordinatorFactory
from tests.docs.conftest import ROOT

_TEMPLATE = re.compile(r"```django\n\{# templates/(\S+) #\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGE = (ROOT / "docs" / "how-to" / "override-an-element.md").read_text(encoding="utf-8")


@pytest.fixture
def overridden(tmp_path: Path, settings: Settings) -> dict[str, str]:
    """A project whose folder of templates has those of the page, by their names."""
    found = dict(_TEMPLATE.findall(_PAGE))
    for name, text in found.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    first: dict[str, Any] = {**settings.TEMPLATES[0], "DIRS": [tmp_path]}
    settings.TEMPLATES = [first, *settings.TEMPLATES[1:]]
    return found


@pytest.mark.django_db
def test_a_page_that_extends_its_own_name_keeps_all_but_its_block(overridden: dict[str, str], client_for: Any) -> None:
    client: Client = client_for(CoordinatorFactory())
    html = client.get("/board/").content.decode().replace("\xa0", " ")
    assert "clusterkit/portal/board.html" in overridden
    assert "Applications first, please." in html
    assert "What waits for a decision, and for how long." not in html
    assert "Waiting for the office" in html


@pytest.mark.django_db
def test_the_footer_of_the_page_takes_the_place_of_ours(overridden: dict[str, str], client_for: Any) -> None:
    html = client_for().get("/").content.decode().replace("\xa0", " ")
    assert "A site of the ministry's programme." in html
    assert html.count("<footer") == 1


def test_the_element_of_the_page_takes_the_place_of_ours(overridden: dict[str, str]) -> None:
    text = '{% load clusterkit %}{% chip "New" tone="good" %}'
    assert "our-chip" in engines["django"].from_string(text).render()
    assert "clusterkit/elements/chip.html" in overridden
