"""What the apps of the package put into a world: a module for each app, read where the app is installed."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from clusterkit.testing.matrix.world import World

_OF_A_CLUSTER = (
    "accounts",
    "directory",
    "questionnaires",
    "membership",
    "ideas",
    "events",
    "news",
    "notifications",
    "webhooks",
    "portal",
)
_OF_THE_PUBLIC_HOST = ("registry", "hosting", "jobs")


def fill_cluster(world: World) -> None:
    """The rows of a cluster, in the schema in force."""
    _fill(world, _OF_A_CLUSTER)


def fill_public(world: World) -> None:
    """The rows of the platform."""
    from clusterkit.testing.matrix.rows import platform

    platform.fill(world)
    _fill(world, _OF_THE_PUBLIC_HOST)


def _fill(world: World, names: tuple[str, ...]) -> None:
    for name in names:
        if apps.is_installed(f"clusterkit.{name}") and name not in _WITHOUT_ROWS:
            import_module(f"clusterkit.testing.matrix.rows.{name}").fill(world)


_WITHOUT_ROWS = frozenset({"portal", "hosting"})
