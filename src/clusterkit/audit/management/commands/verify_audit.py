"""``manage.py clusters run --all verify_audit``: whether the audit log is as it was written. Ends with 1 where it is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.audit.services import Check, verify


class Command(BaseCommand):
    """See the module."""

    help = "Looks the audit log in force over for rows that were changed or removed: run it in a cluster or in public."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What was noted before."""
        parser.add_argument(
            "--expect", default="", metavar="SEAL", help="a last seal (NUMBER:MARK) that was noted before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found. Raises ``CommandError`` where it was anything."""
        check = verify(expected=options["expect"])
        for finding in check.findings:
            self.stdout.write(str(finding))
        if check.faults > len(check.findings):
            self.stdout.write(f"… and {check.faults - len(check.findings)} more")
        self.stdout.write(_looked_at(check))
        if not check.is_whole:
            raise CommandError(
                f"The audit log was tampered with, or its keys are missing: {check.faults} findings. Keep the database and"
                " its backups as they are, and see who had access."
            )


def _looked_at(check: Check) -> str:
    words = f"{check.rows} rows, {check.seals} seals, {check.waiting} rows not sealed yet"
    return f"{words}; last seal {check.last}" if check.last else words
