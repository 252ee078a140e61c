"""``clusters repair``: finishes or removes what a killed process left."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.repair import Finding, repair


class Command(SubCommand):
    """See the module."""

    help = "finds what a killed creation, restore or removal left, and removes or finishes it"

    def add_arguments(self, parser: CommandParser) -> None:
        """Look, or do."""
        parser.add_argument("--dry-run", action="store_true", help="say what is out of order and change nothing")

    def handle(self, options: dict[str, Any]) -> Report:
        """Repair. Not all well as long as something needs a person."""
        told: list[Finding] = []

        def tell(finding: Finding) -> None:
            told.append(finding)
            self.progress(len(told), len(told), finding.what)

        findings = repair(look_only=options["dry_run"], actor=self.actor, tell=tell)
        lines = [_line(finding) for finding in findings] or ["Everything is in order."]
        ok = not any(finding.outcome == "needs you" for finding in findings)
        return Report({"findings": [asdict(finding) for finding in findings]}, lines, ok)


def _line(finding: Finding) -> str:
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return f"{finding.outcome:<10} {finding.what}{remedy}"
