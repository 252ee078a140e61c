"""``manage.py demo``: the demonstration's three clusters, made once and kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from clusterkit.accounts.entering import enter_person
from clusterkit.core.policies import SystemActor
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.models import Cluster
from example_project.demo.loading import load_cluster, load_national_picture, load_requests
from example_project.demo.loading.people import PASSWORD
from example_project.demo.loading.reading import read

SIGN_INS = (
    ("registered person", "registered@example.org"),
    ("member", "member@example.org"),
    ("applicant", "applicant@example.org"),
    ("coordinator", "coordinator@example.org"),
    ("second coordinator", "reviewer@example.org"),
)
OPERATOR = "operator@example.org"


class Command(BaseCommand):
    """See the module."""

    help = "Prepares the demonstration: tables, three clusters with their data, an operator. Run again, it keeps all."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which clusters."""
        parser.add_argument("slugs", nargs="*", help="short addresses of the clusters; all three by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and say where it is."""
        call_command("migrate_schemas", interactive=False, verbosity=0)
        folders: dict[str, str] = read("", "registry")["folders"]
        wanted = {slug: folders[slug] for slug in options["slugs"] or folders}
        with public_schema():
            known = set(Cluster.objects.values_list("slug", flat=True))
        missing = {slug: folder for slug, folder in wanted.items() if slug not in known}
        for number, (slug, folder) in enumerate(missing.items(), start=1):
            self._load(slug, folder, f"{number}/{len(missing)}")
        load_national_picture()
        load_requests()
        self._make_operator()
        self._tell(wanted)

    def _load(self, slug: str, folder: str, count: str) -> None:
        def progress(part: str) -> None:
            self.stdout.write(f"  [{count}] {slug}: {part} …", ending="\n")
            self.stdout.flush()

        load_cluster(folder, f"{slug}.{settings.PUBLIC_DOMAIN}", progress)

    def _make_operator(self) -> None:
        with public_schema():
            people = get_user_model().objects
            if not people.filter(email=OPERATOR).exists():
                enter_person(email=OPERATOR, name="Operator", password=PASSWORD, operator=True, actor=SystemActor())

    def _tell(self, wanted: dict[str, str]) -> None:
        port = f":{settings.PORT}" if settings.PUBLIC_DOMAIN == "localhost" else ""
        scheme = "http" if port else "https"
        lines = ["", f"  Catalogue        {scheme}://{settings.PUBLIC_DOMAIN}{port}/"]
        lines += [f"  {slug:<16} {scheme}://{slug}.{settings.PUBLIC_DOMAIN}{port}/" for slug in wanted]
        lines += ["", f"  Sign in to any cluster with the password “{PASSWORD}”:"]
        lines += [f"    {who:<20} {email}" for who, email in SIGN_INS]
        lines += [f"    {'operator':<20} {OPERATOR}   at {scheme}://{settings.PUBLIC_DOMAIN}{port}/console/", ""]
        lines += ["  Mails the site sends are kept at /mail/ of each cluster. Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
