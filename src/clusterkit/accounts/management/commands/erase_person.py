"""``manage.py erase_person CLUSTER EMAIL --reason TEXT``: erase somebody who asked for it and cannot do it himself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core.exceptions import DomainError
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.management.clusters import require_cluster


class Command(BaseCommand):
    """See the module."""

    help = "Erases a person of one cluster for good, on his request: name, address and sign-in go, what he wrote stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, who, why."""
        parser.add_argument("cluster", help="short address or host name of the cluster")
        parser.add_argument("email", help="e-mail address the person signs in with")
        parser.add_argument(
            "--reason", required=True, help="when and how he asked, without his name: the audit log keeps it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase him, or say in one line why not."""
        cluster, model = require_cluster(options["cluster"]), get_user_model()
        with cluster_context(cluster):
            address = {f"{model.get_email_field_name()}__iexact": options["email"]}
            user = model._default_manager.filter(**address).first()
            if user is None:
                raise CommandError(f"Nobody is registered in {cluster.slug} with {options['email']}.")
            try:
                erase_person(user_id=user.pk, actor=SystemActor(), reason=options["reason"])
            except DomainError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"The person is erased from {cluster.slug}."))
