"""``clusters show``: what is known of one cluster."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.selectors import facts_of
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "one cluster: domains, size, last activity, state of its migrations"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("cluster", help="short address or host name")

    def handle(self, options: dict[str, Any]) -> Report:
        """Read it."""
        facts = facts_of(require_cluster(options["cluster"]))
        width = max(len(name) for name in facts)
        return Report(facts, [f"{name:<{width}}  {_plain(value)}" for name, value in facts.items()])


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
