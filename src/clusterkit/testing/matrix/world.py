"""One cluster's rows for the matrix, and what stands in the addresses that lead to them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction

from clusterkit.testing.matrix.canary import canary_of, label_of, number_of, plant, plant_deep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clusterkit.core.policies import Action
    from clusterkit.testing.matrix.people import Person, Standing

FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH = range(700_001, 700_008)
"""Primary keys of every kind of row, the same in both clusters."""
ELSEWHERE = 700_090
"""The key of rows that only the other cluster has."""
ABSENT = 799_999
"""The key of nothing."""


@dataclass(frozen=True)
class Route:
    """What stands in the addresses below a prefix.

    Either ``model`` with ``parts`` (name of a part -> attribute of the row), or ``fixed`` (name -> values that are
    no rows, such as the words for a kind), or ``secret`` (a token that this cluster gave out), which may read as one
    of the world's ``users``.
    """

    model: type[models.Model] | None = None
    parts: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, list[str]] = field(default_factory=dict)
    is_secret: bool = False
    reads_as: str = ""


@dataclass
class World:
    """The rows of one cluster. ``name`` stands in its canaries; ``users`` are by name of the actor."""

    name: str
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    only_here: dict[type[models.Model], Any] = field(default_factory=dict)
    """By model, a row with the key :data:`ELSEWHERE`, in the second world only."""
    lenient_shapes: dict[str, str] = field(default_factory=dict)
    deep: dict[str, Action] = field(default_factory=dict)
    """By the label of a field that opens to fewer people than its row: the action that opens it."""

    def put(self, *rows: Any, planted: bool = True) -> Any:
        """Take *rows* into the world, each with a canary in its texts. Returns the first.

        Give the rows of every model the keys FIRST, SECOND …: they must be equal in both clusters. Let at least one
        be hidden from somebody. ``planted=False`` leaves the texts as they are.
        """
        for row in rows:
            known = self.rows.setdefault(type(row), [])
            if all(row.pk != other.pk for other in known):
                known.append(row)
            if planted:
                plant(self.name, row)
        return rows[0]

    def put_deep(self, action: Action, *rows: Any, field: str) -> None:
        """Say that *field* of these rows is read with *action* only, not by everybody who sees the row."""
        for row in rows:
            self.deep[plant_deep(self.name, row, field)] = action

    def canary(self, row: models.Model) -> str:
        """The canary of *row*, to be put where :meth:`put` puts none, such as into a file."""
        return canary_of(self.name, row)

    def route(self, prefix: str, model: type[models.Model], **parts: str) -> None:
        """Say what stands in all addresses that begin with *prefix*: ``route("/ideas/{pk}/", Item, pk="pk")``.

        Parts are given with the attribute of the row that fills them. The longest fitting prefix counts.
        """
        self.routes[prefix] = Route(model=model, parts=parts or {"pk": "pk"})

    def fixed(self, prefix: str, **values: Iterable[str]) -> None:
        """Say which words stand in the parts of addresses that begin with *prefix*, where they name no row."""
        self.routes[prefix] = Route(fixed={name: list(words) for name, words in values.items()})

    def lenient(self, shape: str, *, reason: str) -> None:
        """Say that something beside the policy decides at this address, and what.

        A page may refuse who may do its action (a step of a way that nobody is on), and a write may be open to who
        sees the row, although the policy does not let him do the action.
        """
        self.lenient_shapes[shape] = reason

    def secret(self, prefix: str, *, reads_as: str = "", **values: str) -> None:
        """Say which token of this cluster opens the addresses that begin with *prefix*. It must open none elsewhere.

        ``reads_as`` names whom of ``users`` it stands for: whoever shows the token reads what that person may.
        """
        fixed = {name: [token] for name, token in values.items()}
        self.routes[prefix] = Route(fixed=fixed, is_secret=True, reads_as=reads_as)

    def route_of(self, shape: str) -> Route | None:
        """What is known of an address, by its longest prefix."""
        fitting = [prefix for prefix in self.routes if shape.startswith(prefix)]
        return self.routes[max(fitting, key=len)] if fitting else None

    def row(self, label: str, key: int) -> Any:
        """The row of a canary, or None for one that is no row of a model with a policy."""
        for model, rows in self.rows.items():
            if label == label_of(model) or label.startswith(f"{label_of(model)}."):
                return next((row for row in rows if number_of(row.pk) == key), None)
        return None

    def add_rows_of_its_own(self) -> None:
        """Copy the first row of every model to the key :data:`ELSEWHERE`, where its constraints allow two."""
        for model in list(self.rows):
            copy = model._base_manager.get(pk=self.rows[model][0].pk)
            copy.pk = uuid.UUID(int=ELSEWHERE) if isinstance(copy.pk, uuid.UUID) else ELSEWHERE
            copy._state.adding = True
            for column in model._meta.concrete_fields:
                if column.unique and not column.primary_key and isinstance(column, models.CharField):
                    setattr(copy, column.attname, f"elsewhere-{ELSEWHERE}"[: column.max_length])
            try:
                with transaction.atomic():
                    copy.save_base(raw=True, force_insert=True)
            except IntegrityError:
                continue
            plant(self.name, copy)
            self.only_here[model] = copy

    def reload(self) -> None:
        """Read every row again, as the requests will find it."""
        for model, rows in self.rows.items():
            fresh = model._base_manager.in_bulk([row.pk for row in rows])
            self.rows[model] = [fresh[row.pk] for row in rows]


@dataclass
class Site:
    """Two worlds as one walk needs them: the requests go to ``home`` at ``host``; nothing of ``other`` may be seen.

    ``standing`` is a context in which the connection stands in home's schema.
    """

    urlconf: str
    host: str
    schema: str
    home: World
    other: World
    people: list[Person]
    standing: Standing
    other_host: str = ""
    other_schema: str = ""
    read_back: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What was read at addresses, to be sent back to them."""

    @property
    def is_public(self) -> bool:
        """Whether this is the public host."""
        return not self.other_schema
