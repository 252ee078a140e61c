"""What every sub-command has: its arguments, what it reports, and how progress is shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from clusterkit.core.policies import Actor, SystemActor

Progress = Callable[[int, int, str], None]
"""Called as ``progress(done, total, text)`` during long work; does nothing where nobody watches."""


@dataclass(frozen=True)
class Report:
    """What a sub-command did: ``data`` for ``--json`` (plain values), ``lines`` for a person, ``ok`` for the exit code."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    ok: bool = True


class SubCommand(ABC):
    """One word of ``manage.py clusters``.

    ``handle`` gets the parsed options and returns a :class:`Report`. It raises ``TenancyError``, ``ValidationError`` or
    ``CommandError`` for what an operator can mend: the command prints one plain line (with ``--json`` an object with
    ``error``) and ends with exit code 1. One that changes something calls a service that writes the line of the
    operators' log in its own transaction, in the name of :attr:`actor`: work that is undone then leaves no line.
    """

    help: ClassVar[str]

    def __init__(self, progress: Progress, word: str) -> None:
        self.progress = progress
        self.actor: Actor = SystemActor(f"manage.py clusters {word}")

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; ``--json`` is there already."""
        return

    @abstractmethod
    def handle(self, options: dict[str, Any]) -> Report:
        """Do it."""
