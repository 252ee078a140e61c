"""``clusters create``: a whole cluster or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from clusterkit.core.policies import Actor
from clusterkit.hosting.blueprints import blueprints
from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.creation import open_cluster
from clusterkit.tenancy.models import Cluster


class Command(SubCommand):
    """See the module."""

    help = "a new cluster: its tables, its first rows, its address; all of it or nothing"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is, where it answers and what it begins with."""
        add_creation_arguments(parser)

    def handle(self, options: dict[str, Any]) -> Report:
        """Create it."""
        cluster = create_from(options, actor=self.actor)
        data = {
            "slug": cluster.slug,
            "schema": cluster.schema_name,
            "host": cluster.primary_domain,
            "url": cluster.absolute_url(),
            "blueprint": options["blueprint"],
        }
        return Report(data, [f"{cluster} is open at {cluster.absolute_url()}"])


def add_creation_arguments(parser: CommandParser) -> None:
    """The arguments of a creation."""
    parser.add_argument("slug", help="short address: small Latin letters, digits, hyphens")
    parser.add_argument("--host", required=True, help="primary host name, such as novopolotsk.example.org")
    parser.add_argument(
        "--name", required=True, action="append", help="full name; once for each language as ru=… be=… en=…"
    )
    parser.add_argument("--short-name", action="append", default=[], help="short name for the header, likewise")
    parser.add_argument(
        "--blueprint", default="empty", help=f"what it begins with: {', '.join(item.code for item in blueprints.all())}"
    )
    parser.add_argument("--colour", default="#0b5c7a", help="brand colour as #rrggbb")
    parser.add_argument("--language", action="append", dest="languages", help="language code; may be repeated")
    parser.add_argument("--time-zone", default="Europe/Minsk", help="such as Europe/Minsk, the default")


def create_from(options: dict[str, Any], *, actor: Actor) -> Cluster:
    """Create the cluster that parsed *options* describe, in the name of *actor*. Raises as :func:`open_cluster` does."""
    fields: dict[str, Any] = {"brand_colour": options["colour"], "time_zone": options["time_zone"]}
    if options["languages"]:
        fields["languages"] = options["languages"]
    return open_cluster(
        slug=options["slug"],
        host=options["host"],
        name=texts(options["name"]),
        short_name=texts(options["short_name"]),
        blueprint=options["blueprint"],
        actor=actor,
        **fields,
    )


def texts(words: Sequence[str] | str) -> dict[str, str] | str:
    """``["ru=Имя", "en=Name"]`` as a mapping; one text without a language as it is. Later ones win."""
    found: dict[str, str] = {}
    plain = ""
    for word in [words] if isinstance(words, str) else words:
        code, sign, text = word.partition("=")
        if sign and code in dict(settings.LANGUAGES):
            found[code] = text
        else:
            plain = word
    if not found:
        return plain
    return {settings.LANGUAGE_CODE.split("-")[0]: plain, **found} if plain else found
