"""``clusters migrate``: the platform's schema, then every cluster that lags."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

import psycopg
from django.core.management.base import CommandParser
from django.db import OperationalError

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.exceptions import HostingError
from clusterkit.hosting.migrating import Outcome, Survey, look, migrate_clusters
from clusterkit.tenancy.management.clusters import require_cluster
from clusterkit.tenancy.models import Cluster

MAX_JOBS = 32
SHOWN = 10


class Command(SubCommand):
    """See the module."""

    help = "bring the platform and all clusters to the newest migrations"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to migrate, how many at once, or only a look."""
        parser.add_argument("--cluster", metavar="CLUSTER", help="only this one: short address or host name")
        parser.add_argument("--plan", action="store_true", help="say what would run where, and change nothing")
        parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="so many clusters at a time (1)")
        parser.add_argument("--skip-public", action="store_true", help="leave the platform's own schema alone")

    def handle(self, options: dict[str, Any]) -> Report:
        """Look or run."""
        try:
            return self._handle(options)
        except (OperationalError, psycopg.OperationalError) as error:
            raise HostingError(f"The database does not answer: {' '.join(str(error).split())}") from error

    def _handle(self, options: dict[str, Any]) -> Report:
        only = require_cluster(options["cluster"]) if options["cluster"] else None
        if options["plan"]:
            return _planned(look(only=only), public=not options["skip_public"])
        outcome = migrate_clusters(
            only=only,
            jobs=options["jobs"],
            public=not options["skip_public"],
            actor=self.actor,
            progress=self.progress,
        )
        return _done(outcome, only)


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MAX_JOBS:
        raise ArgumentTypeError(f"a number from 1 to {MAX_JOBS}")
    return int(text)


def _planned(survey: Survey, *, public: bool) -> Report:
    pending = list(survey.public) if public else []
    data = {
        "public": pending,
        "groups": [
            {
                "clusters": [cluster.slug for cluster in group.clusters],
                "migrations": list(group.pending),
                "method": group.method.value,
                "why": group.why_not,
            }
            for group in survey.groups
        ],
        "broken": [cluster.slug for cluster in survey.broken],
        "current": survey.current,
        "total": survey.total,
    }
    lines = [f"The platform: {', '.join(pending)}"] if pending else []
    for group in survey.groups:
        way = f"by Django's own way ({group.why_not})" if group.why_not else "by recorded statements"
        lines.append(f"{_clusters(len(group.clusters))} {way}: {', '.join(group.pending) or 'nothing but the end'}")
        lines.append(f"    {_some(group.clusters)}")
    lines += [f"{cluster.slug}: its schema or its table of migrations is missing" for cluster in survey.broken]
    lines.append(f"{survey.current} of {_clusters(survey.total)} need nothing.")
    return Report(data, lines)


def _done(outcome: Outcome, only: Cluster | None) -> Report:
    rows = outcome.results
    data = {
        "public": list(outcome.public),
        "total": outcome.total,
        "migrated": len(rows) - len(outcome.failed),
        "failed": len(outcome.failed),
        "notes": outcome.notes,
        "clusters": [
            {
                "slug": row.cluster.slug,
                "state": row.state,
                "method": row.method,
                "migrations": row.migrations,
                "seconds": row.seconds,
                "error": row.error,
            }
            for row in rows
        ],
    }
    lines = [f"The platform: {', '.join(outcome.public)}"] if outcome.public else []
    lines += [f"Note: {note}" for note in outcome.notes]
    lines += [f"{row.cluster.slug}: {row.error}" for row in outcome.failed]
    if rows:
        lines.append(f"{len(rows) - len(outcome.failed)} of {_clusters(len(rows))} migrated.")
    else:
        lines.append(f"{only.slug if only else _clusters(outcome.total)}: nothing to migrate.")
    return Report(data, lines, ok=not outcome.failed)


def _some(clusters: tuple[Cluster, ...]) -> str:
    more = len(clusters) - SHOWN
    names = ", ".join(cluster.slug for cluster in clusters[:SHOWN])
    return f"{names} and {more} more" if more > 0 else names


def _clusters(number: int) -> str:
    return f"{number} cluster" if number == 1 else f"{number} clusters"
