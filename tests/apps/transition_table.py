"""Machines as they are drawn, to compare with those in the code."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from clusterkit.core.transitions import Machine

Arrow = tuple[str, str, str, str, bool]
"""Name, state before, state after, action without its app, and whether a reason is asked for."""

CYRILLIC = frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя")


def drawn(picture: str) -> set[Arrow]:
    """The arrows of a picture: on each line the name, ``before -> after`` (several before: ``a|b``), ``by action``.

    ``with reason`` at the end of a line says that a reason is asked for.
    """
    arrows = set()
    for line in picture.strip().splitlines():
        name, sources, _arrow, target, _by, action, *reason = line.split()
        assert (_arrow, _by, reason) in (("->", "by", []), ("->", "by", ["with", "reason"])), line
        arrows |= {(name, source, target, action, bool(reason)) for source in sources.split("|")}
    return arrows


def coded(machine: Machine, app: str) -> set[Arrow]:
    """The arrows of *machine*, whose actions are those of *app*."""
    return {
        (item.name, str(source), str(item.target), item.action.code.removeprefix(f"{app}."), item.needs_reason)
        for item in machine
        for source in item.sources
    }


def not_translated(machine: Machine) -> list[str]:
    """The labels of buttons that somebody who reads Russian or Belarusian would see in English."""
    found = []
    for language in ("ru", "be"):
        with translation.override(language):
            labels = {item.name: str(item.label).lower() for item in machine}
        found += [f"{language}: {name}" for name, label in labels.items() if not CYRILLIC & set(label)]
    return found


def left(machine: Machine, states: Iterable[str]) -> list[str]:
    """Those of *states* that some transition leaves."""
    return [str(state) for state in states if machine.open_from(state)]
