"""``manage.py create_cluster SLUG --host HOST --name NAME``: a whole cluster or nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.tenancy.exceptions import ProvisioningError
from clusterkit.tenancy.provisioning import create_cluster


class Command(BaseCommand):
    """See the module."""

    help = "Creates a cluster: its row, its schema with all tables, its primary host name. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The slug, the host and what is worth giving at once."""
        parser.add_argument("slug", help="short address: small Latin letters, digits, hyphens")
        parser.add_argument("--host", required=True, help="primary host name, such as novopolotsk.example.org")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--short-name", default="", help="short name for the header")
        parser.add_argument("--colour", default="#0b5c7a", help="brand colour as #rrggbb")
        parser.add_argument("--language", action="append", dest="languages", help="language code; may be repeated")
        parser.add_argument("--time-zone", default="Europe/Minsk")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say in one line why not."""
        fields: dict[str, Any] = {"brand_colour": options["colour"], "time_zone": options["time_zone"]}
        if options["languages"]:
            fields["languages"] = options["languages"]
        try:
            cluster = create_cluster(
                slug=options["slug"],
                host=options["host"],
                name=options["name"],
                short_name=options["short_name"],
                **fields,
            )
        except ValidationError as error:
            lines = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise CommandError("The cluster was not created. " + " ".join(lines)) from error
        except ProvisioningError as error:
            raise CommandError(f"The cluster was not created. {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{cluster} is open at {cluster.absolute_url()}"))
