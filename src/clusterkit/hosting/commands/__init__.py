"""The sub-commands of ``manage.py clusters``, one module each.

A module holds one :class:`SubCommand` subclass named ``Command`` and is listed in :data:`COMMANDS`. A host adds one
of its own in its app config: ``COMMANDS["invoice"] = "myproject.invoicing.command"``.
"""

from __future__ import annotations

from typing import Final

from clusterkit.hosting.commands.base import Report, SubCommand

__all__ = ["COMMANDS", "Report", "SubCommand"]

COMMANDS: Final[dict[str, str]] = {
    "create": "clusterkit.hosting.commands.create",
    "list": "clusterkit.hosting.commands.listing",
    "show": "clusterkit.hosting.commands.show",
    "migrate": "clusterkit.hosting.commands.migrate",
    "backup": "clusterkit.hosting.commands.backup",
    "restore": "clusterkit.hosting.commands.restore",
    "clone": "clusterkit.hosting.commands.clone",
    "delete": "clusterkit.hosting.commands.delete",
    "suspend": "clusterkit.hosting.commands.suspend",
    "resume": "clusterkit.hosting.commands.resume",
    "archive": "clusterkit.hosting.commands.archive",
    "rename": "clusterkit.hosting.commands.rename",
    "add-domain": "clusterkit.hosting.commands.add_domain",
    "repair": "clusterkit.hosting.commands.repair",
    "doctor": "clusterkit.hosting.commands.doctor",
    "run": "clusterkit.hosting.commands.run",
}
"""Dotted paths of the modules by the word an operator types, in the order of the help."""
