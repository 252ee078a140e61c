"""On which side the tables of an app stand: in public, in each cluster, or on both."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import AppConfig, apps


def stands_in(config: AppConfig, listed: Iterable[str]) -> bool:
    """Whether the app stands in a list such as ``TENANT_APPS``, by its module or by the path of its config."""
    return not {config.name, f"{type(config).__module__}.{type(config).__name__}"}.isdisjoint(listed)


def labels_in(listed: Iterable[str]) -> set[str]:
    """The labels of the installed apps that stand in such a list."""
    names = set(listed)
    return {config.label for config in apps.get_app_configs() if stands_in(config, names)}
