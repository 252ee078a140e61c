"""``manage.py runserver``: Django's, which looks for missing migrations in the platform's schema."""

from __future__ import annotations

from django.contrib.staticfiles.management.commands.runserver import Command as StaticFilesCommand

from clusterkit.tenancy.context import public_schema


class Command(StaticFilesCommand):
    """Without this a fresh connection stands nowhere, and every migration would seem to be missing."""

    def check_migrations(self) -> None:
        """Say which migrations ``public`` lacks."""
        with public_schema():
            super().check_migrations()
