"""``manage.py give_tier CLUSTER EMAIL TIER``: a dated grant, written through the same service as in the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.access.services import give_tier
from clusterkit.access.tiers import tiers
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.management.clusters import require_cluster


class Command(BaseCommand):
    """See the module."""

    help = "Gives a registered person a tier in one cluster, such as coordinator, from a day to a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, who, what, and for how long."""
        parser.add_argument("cluster", help="short address or host name of the cluster")
        parser.add_argument("email", help="e-mail address the person signs in with")
        parser.add_argument("tier", help=f"code of the tier: {', '.join(tier.code for tier in tiers.all())}")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="first day, YYYY-MM-DD (today)")
        parser.add_argument("--until", type=date.fromisoformat, help="last day, YYYY-MM-DD (no end)")
        parser.add_argument("--reason", default="", help="why, for the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Give it, or say in one line why not."""
        cluster = require_cluster(options["cluster"])
        model = get_user_model()
        with cluster_context(cluster):
            address = {f"{model.get_email_field_name()}__iexact": options["email"]}
            user = model._default_manager.filter(**address).first()
            if user is None:
                raise CommandError(
                    f"Nobody is registered in {cluster.slug} with {options['email']}: "
                    "let the person register, or use create_person."
                )
            try:
                grant = give_tier(
                    user=user,
                    tier=options["tier"],
                    valid_from=options["valid_from"],
                    valid_until=options["until"],
                    reason=options["reason"],
                    actor=SystemActor(),
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
        until = f" until {grant.valid_until}" if grant.valid_until else ""
        self.stdout.write(
            self.style.SUCCESS(f"{options['email']} is {grant.tier} in {cluster.slug} from {grant.valid_from}{until}")
        )
