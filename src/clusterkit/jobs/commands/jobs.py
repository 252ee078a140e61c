"""``clusters jobs``: how much waits where and for how long, and what was given up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from clusterkit.core.exceptions import DomainError
from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.jobs.models import Job
from clusterkit.jobs.selectors import dead_jobs, job_figures, own_figures
from clusterkit.jobs.services import discard, resend
from clusterkit.tenancy.context import public_schema
from clusterkit.tenancy.management.clusters import require_cluster


class Command(SubCommand):
    """See the module."""

    help = "length and age of the queue by cluster and kind; jobs that were given up, to be run again or thrown away"

    def add_arguments(self, parser: CommandParser) -> None:
        """One cluster or all; figures, or what to do with what was given up."""
        parser.add_argument("cluster", nargs="?", help="short address or host name; all of them if left out")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dead", action="store_true", help="list the jobs that were given up")
        what.add_argument("--resend", metavar="NUMBER", help="let one run again, or all: --resend all")
        what.add_argument("--discard", metavar="NUMBER", help="throw one away, or all: --discard all")

    def handle(self, options: dict[str, Any]) -> Report:
        """Look, or change what was given up."""
        schema = require_cluster(options["cluster"]).schema_name if options["cluster"] else None
        if options["dead"]:
            return _list(schema)
        if options["resend"] or options["discard"]:
            return self._change(schema, options)
        return _figures(schema)

    def _change(self, schema: str | None, options: dict[str, Any]) -> Report:
        number = options["resend"] or options["discard"]
        changed = []
        for job in _chosen(schema, number):
            try:
                if options["resend"]:
                    resend(job=job, actor=self.actor)
                else:
                    discard(job=job, actor=self.actor)
            except DomainError as error:
                raise CommandError(str(error)) from error
            changed.append(job.pk)
        verb = "will run again" if options["resend"] else "thrown away"
        return Report({"changed": changed}, [f"{len(changed)} jobs {verb}."])


def _chosen(schema: str | None, number: str) -> list[Job]:
    with public_schema():
        rows = dead_jobs(schema=schema)
        if number == "all":
            return list(rows)
        job = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if job is None:
        raise CommandError(f"No job {number} was given up. See: manage.py clusters jobs --dead")
    return [job]


def _list(schema: str | None) -> Report:
    with public_schema():
        rows = list(dead_jobs(schema=schema)[:200])
    data = [
        {
            "number": job.pk,
            "schema": job.schema_name,
            "kind": job.code,
            "arguments": job.arguments,
            "attempts": job.attempts,
            "error": job.last_error,
            "at": job.finished_at,
        }
        for job in rows
    ]
    lines = [f"{job.pk:>8}  {job.schema_name:<24} {job.code:<32} {job.last_error}" for job in rows]
    return Report({"dead": data}, lines or ["No job was given up."])


def _figures(schema: str | None) -> Report:
    now = timezone.now()
    rows = [item for item in (*job_figures(now), *own_figures(now)) if schema in (None, item.schema)]
    head = f"{'cluster':<24} {'kind':<32} {'waiting':>8} {'running':>8} {'given up':>8} {'oldest':>8}"
    lines = [
        f"{item.cluster or item.schema:<24} {item.kind:<32} {item.waiting:>8} {item.running:>8} {item.dead:>8}"
        f" {item.oldest_seconds:>6.0f} s"
        for item in rows
    ]
    return Report({"queue": [item.as_dict() for item in rows]}, [head, *lines] if lines else ["Nothing waits."])
