"""``clusters run``: any Django command in one cluster or in all of them."""

from __future__ import annotations

import argparse
from io import StringIO
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import CommandError, CommandParser
from django.db import close_old_connections

from clusterkit.hosting.commands.base import Report, SubCommand
from clusterkit.hosting.selectors import all_clusters
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.enums import SERVED_STATUSES
from clusterkit.tenancy.management.clusters import require_cluster
from clusterkit.tenancy.models import Cluster


class Command(SubCommand):
    """See the module."""

    help = "a Django command in one cluster (--cluster) or in each (--all); one that fails does not stop the rest"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and the command with its own arguments."""
        _add_scope(parser)
        parser.add_argument("command", help="the command to run")
        parser.add_argument(
            "arguments", nargs=argparse.REMAINDER, help="its arguments; after -- where they are named like those above"
        )

    def handle(self, options: dict[str, Any]) -> Report:
        """Run it in each and tell what came of it."""
        arguments = _read_scope(options)
        name = options["command"]
        if name not in get_commands():
            raise CommandError(f"There is no command {name!r}.")
        clusters = _chosen(options)
        results = []
        for index, cluster in enumerate(clusters):
            self.progress(index, len(clusters), cluster.slug)
            results.append(_run(cluster, name, arguments))
        self.progress(len(clusters), len(clusters), "done")
        lines = [line for result in results for line in _lines(result)]
        return Report({"results": results}, lines, all(result["ok"] for result in results))


def _add_scope(parser: argparse.ArgumentParser) -> None:
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--cluster", action="append", help="short address or host name; may be repeated")
    scope.add_argument("--all", action="store_true", help="every cluster that is open, suspended or archived")


def _read_scope(options: dict[str, Any]) -> list[str]:
    """Take our own options out of what follows the command, up to ``--``; give back the command's arguments."""
    words: list[str] = options["arguments"]
    cut = words.index("--") if "--" in words else len(words)
    head, tail = words[:cut], words[cut + 1 :]
    if options["cluster"] or options["all"]:
        return [*head, *tail]
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    _add_scope(parser)
    parser.add_argument("--json", action="store_true", dest="as_json")
    found, rest = parser.parse_known_args(head)
    options.update(cluster=found.cluster, all=found.all, as_json=options["as_json"] or found.as_json)
    return [*rest, *tail]


def _chosen(options: dict[str, Any]) -> list[Cluster]:
    if options["cluster"]:
        return [require_cluster(name) for name in options["cluster"]]
    if not options["all"]:
        raise CommandError("Say where: --cluster SLUG, or --all.")
    return [cluster for cluster in all_clusters() if cluster.status in SERVED_STATUSES]


def _run(cluster: Cluster, name: str, arguments: list[str]) -> dict[str, Any]:
    """What the command said and whether it went well. Whatever it raises is its result, not the end of the rest."""
    out, error = StringIO(), ""
    try:
        with cluster_context(cluster):
            call_command(name, *arguments, stdout=out, stderr=out)
    except SystemExit as stop:
        error = "" if not stop.code else f"ended with {stop.code}"
    except Exception as problem:
        error = str(problem) or type(problem).__name__
        # A connection that broke must not fail in all the others too.
        close_old_connections()
    return {"slug": cluster.slug, "ok": not error, "output": out.getvalue(), "error": error}


def _lines(result: dict[str, Any]) -> list[str]:
    head = f"{result['slug']}: {'done' if result['ok'] else 'FAILED: ' + result['error']}"
    return [head, *(f"    {line}" for line in result["output"].splitlines())]
