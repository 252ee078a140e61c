"""What happens in a cluster and may be told to other systems: declared by the features, passed on through one port.

A feature declares the few things that it tells in its leaf ``happenings.py`` and calls :func:`happened` in the
transaction that does them (``transitions.apply`` takes it as an argument). Who listens is no business of its own;
where ``clusterkit.webhooks`` is not installed, nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from clusterkit.core.ports import Port


def _nothing_more(obj: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Happening:
    """Something that is told when it happens to an object.

    ``code`` ("item.published") is what programs read and never changes. ``title`` gives the object's name; ``more``
    gives further JSON values of it. Both are asked when it is told, of an object that the reader may see: let them
    say nothing that not everybody who sees it may know.
    """

    code: str
    label: str | Promise
    title: Callable[[Any], str] = str
    more: Callable[[Any], Mapping[str, Any]] = _nothing_more


class Happenings:
    """The registry; a code is declared once."""

    def __init__(self) -> None:
        self._known: dict[str, Happening] = {}

    def declare(self, happening: Happening) -> Happening:
        """Add *happening*. Raises ``ValueError`` when another one has its code."""
        if self._known.get(happening.code, happening) != happening:
            raise ValueError(f"The happening {happening.code!r} is declared already")
        self._known[happening.code] = happening
        return happening

    def get(self, code: str) -> Happening | None:
        """The happening of this code, or None where its app is not installed any more."""
        return self._known.get(code)

    def __iter__(self) -> Iterator[Happening]:
        return iter(self._known.values())


happenings = Happenings()
declare = happenings.declare


def _nobody_listens(happening: Happening, obj: models.Model, details: Mapping[str, Any]) -> None:
    return None


listeners: Port[Callable[[Happening, models.Model, Mapping[str, Any]], None]] = Port("happenings", _nobody_listens)


def happened(happening: Happening, obj: models.Model, **details: Any) -> None:
    """Tell that *happening* befell *obj*, in the running transaction.

    *details* are JSON values about the happening itself ("left_on"), kept as they are now.
    """
    listeners.call(happening, obj, details)
