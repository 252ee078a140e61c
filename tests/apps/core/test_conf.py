"""The CLUSTERKIT settings: defaults, overrides, and no silence about mistakes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings as SettingsWrapper

from clusterkit.core import conf as conf_module
from clusterkit.core.checks import check_settings
from clusterkit.core.conf import conf, load


def test_what_a_host_leaves_out_has_its_default() -> None:
    assert load({"PAGE_SIZE": 50}).PAGE_SIZE == 50
    assert load({}).PAGE_SIZE == 20


def test_a_typing_mistake_names_the_nearest_setting() -> None:
    with pytest.raises(ImproperlyConfigured, match="PAGE_SIZE"):
        load({"PAGESIZE": 50})


def test_a_removed_name_says_what_took_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf_module, "REMOVED_NAMES", {"ROWS": "use PAGE_SIZE"})
    with pytest.raises(ImproperlyConfigured, match="use PAGE_SIZE"):
        load({"ROWS": 1})


def test_a_changed_setting_is_in_force_at_once(settings: SettingsWrapper) -> None:
    settings.CLUSTERKIT = {"PAGE_SIZE": 7}
    assert conf.PAGE_SIZE == 7


def test_the_system_check_reports_an_unknown_name(settings: SettingsWrapper) -> None:
    assert check_settings(None) == []
    settings.CLUSTERKIT = {"UNKNOWN_THING": 1}
    assert [problem.id for problem in check_settings(None)] == ["clusterkit.E000"]
