"""``manage.py clusters run --all seal_audit``: bind what the worker has not sealed yet, without waiting for it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clusterkit.audit.services import seal


class Command(BaseCommand):
    """See the module."""

    help = "Seals the rows of the audit log in force: run it in a cluster (run_in, clusters run) or in public."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal all of them."""
        self.stdout.write(f"{seal()} rows sealed")
