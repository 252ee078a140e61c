"""``manage.py create_operator EMAIL``: somebody who runs the platform; he signs in on the public host."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.accounts.entering import PASSWORD_VARIABLE, ask_password, enter_person, in_one_line
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import public_schema


class Command(BaseCommand):
    """See the module."""

    help = f"Enters an operator of the platform. The password comes from {PASSWORD_VARIABLE} or is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email", help="e-mail address to sign in with")
        parser.add_argument("--name", default="", help="name to show")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter the operator, or say in one line why not."""
        password = ask_password()
        if password is None:
            raise CommandError(f"An operator needs a password: run this in a terminal, or set {PASSWORD_VARIABLE}.")
        try:
            with public_schema():
                enter_person(
                    email=options["email"],
                    name=options["name"],
                    password=password,
                    operator=True,
                    actor=SystemActor(),
                )
        except ValidationError as error:
            raise CommandError(f"Nobody was entered. {in_one_line(error)}") from error
        self.stdout.write(self.style.SUCCESS(f"{options['email']} is an operator of the platform"))
