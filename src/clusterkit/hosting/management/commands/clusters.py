"""``manage.py clusters WORD …``: everything an operator does with whole clusters."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clusterkit.hosting.commands import COMMANDS, SubCommand
from clusterkit.tenancy.exceptions import TenancyError


class Command(BaseCommand):
    """Finds the sub-command, prints what it reports, and turns its errors into one line."""

    help = "Opens, shows, moves, migrates, backs up, restores and removes clusters."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """A parser for each word."""
        words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
        for word in COMMANDS:
            command = _load(word, self)
            sub = words.add_parser(word, help=command.help, description=command.help)
            command.add_arguments(sub)
            sub.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
            sub.add_argument("--quiet", action="store_true", help="show no progress")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it. Raises ``CommandError`` with one line, or exits with 1 where a part of the work failed."""
        self.watched = sys.stderr.isatty() and not (options["quiet"] or options["as_json"])
        try:
            report = _load(options["word"], self).handle(options)
        except ValidationError as error:
            self._fail(_sentence(error), options["as_json"], error)
        except (TenancyError, CommandError) as error:
            self._fail(str(error), options["as_json"], error)
        if options["as_json"]:
            self.stdout.write(json.dumps({"ok": report.ok, **report.data}, ensure_ascii=False, default=str))
        else:
            for line in report.lines:
                self.stdout.write(line)
        if not report.ok:
            raise SystemExit(1)

    def progress(self, done: int, total: int, text: str) -> None:
        """One line that is written over, for a person at a terminal."""
        if self.watched:
            end = "\n" if done >= total else "\r"
            self.stderr.write(f"{done:>5} of {total}  {text:<60.60}", ending=end)

    def _fail(self, sentence: str, as_json: bool, error: Exception) -> Any:
        if as_json:
            self.stdout.write(json.dumps({"ok": False, "error": sentence}, ensure_ascii=False))
            raise SystemExit(1) from error
        raise CommandError(sentence) from error

    watched = False


def _load(word: str, command: Command) -> SubCommand:
    return cast(SubCommand, import_module(COMMANDS[word]).Command(command.progress, word))


def _sentence(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return " ".join(f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items())
    return " ".join(error.messages)
