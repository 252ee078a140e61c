"""``clusters doctor``: what is out of order, each with its remedy."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.doctor import Finding, examine


class Command(SubCommand):
    """See the module."""

    help = "looks over settings, server, schemas and domains; exit code 1 if something is wrong"

    def handle(self, options: dict[str, Any]) -> Report:
        """Look, and change nothing."""
        found = examine()
        errors = sum(finding.severity == "error" for finding in found)
        data = {"findings": [asdict(finding) for finding in found], "errors": errors, "warnings": len(found) - errors}
        lines = [line for finding in found for line in _lines(finding)]
        last = f"{errors} errors, {len(found) - errors} warnings" if found else "Nothing is out of order."
        return Report(data, [*lines, last], ok=errors == 0)


def _lines(finding: Finding) -> list[str]:
    lines = [f"{finding.severity:<8} {finding.id}  {finding.what}"]
    return [*lines, f"{'':8} do: {finding.remedy}"] if finding.remedy else lines
