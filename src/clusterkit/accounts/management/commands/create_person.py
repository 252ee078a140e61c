"""``manage.py create_person CLUSTER EMAIL``: somebody who need not register first, such as the first coordinator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from clusterkit.access.services import give_tier
from clusterkit.accounts.entering import PASSWORD_VARIABLE, ask_password, enter_person, in_one_line
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.management.clusters import require_cluster


class Command(BaseCommand):
    """See the module."""

    help = f"Enters a person of one cluster. The password comes from {PASSWORD_VARIABLE} or is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, who, and perhaps a tier."""
        parser.add_argument("cluster", help="short address or host name of the cluster")
        parser.add_argument("email", help="e-mail address to sign in with")
        parser.add_argument("--name", default="", help="name to show")
        parser.add_argument("--tier", default="", help="a tier to give at once, such as coordinator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter the person with the tier, or neither; say in one line why not."""
        cluster = require_cluster(options["cluster"])
        password, actor = ask_password(), SystemActor()
        try:
            with cluster_context(cluster), transaction.atomic():
                user = enter_person(email=options["email"], name=options["name"], password=password, actor=actor)
                if options["tier"]:
                    give_tier(user=user, tier=options["tier"], actor=actor)
        except ValidationError as error:
            raise CommandError(f"Nobody was entered. {in_one_line(error)}") from error
        except DomainError as error:
            raise CommandError(f"Nobody was entered. {error}") from error
        how = "may sign in" if password else "sets a password with the link of"
        page = cluster.absolute_url(reverse("account_login" if password else "account_reset_password"))
        self.stdout.write(self.style.SUCCESS(f"{options['email']} {how} {page}"))
