"""``manage.py create_cluster``: the same as ``manage.py clusters create``, for scripts that know it by this name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.core.policies import SystemActor
from clusterkit.hosting.commands.create import add_creation_arguments, create_from
from clusterkit.tenancy.exceptions import TenancyError


class Command(BaseCommand):
    """See the module."""

    help = "Creates a cluster: its row, its schema with all tables, its primary host name. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """As for ``clusters create``."""
        add_creation_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say in one line why not."""
        try:
            cluster = create_from(options, actor=SystemActor("manage.py create_cluster"))
        except ValidationError as error:
            lines = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise CommandError("The cluster was not created. " + " ".join(lines)) from error
        except TenancyError as error:
            raise CommandError(f"The cluster was not created. {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{cluster} is open at {cluster.absolute_url()}"))
