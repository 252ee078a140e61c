"""What stands at an address: rows that the person sees, may use or must not know, and nothing at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.views.generic import RedirectView

from clusterkit.access.endpoints import Endpoint, declared_action
from clusterkit.core.policies import Action, Policy, policies
from clusterkit.testing.matrix.addresses import alternatives_of, fill, parts_of, shape_of
from clusterkit.testing.matrix.people import Person
from clusterkit.testing.matrix.world import ABSENT, Route, Site

PAGE, WORD, ROW, SECRET = "page", "word", "row", "own token"
ABSENT_ROW, ROW_OF_OTHER = "absent", "row of the other cluster"
ABSENT_SECRET, SECRET_OF_OTHER = "invented token", "token of the other cluster"
NO_ROW = frozenset({ABSENT_ROW, ROW_OF_OTHER})
NO_SECRET = frozenset({ABSENT_SECRET, SECRET_OF_OTHER})
ABSENT_KINDS = frozenset({ABSENT_ROW, ABSENT_SECRET})
"""What comes first of its address: everything that must not be known answers as this does."""


@dataclass(frozen=True)
class Target:
    """One address. ``values`` fill its parts; ``row`` is what stands there, for the kind ``row``."""

    kind: str
    path: str
    values: tuple[str, ...] = ()
    row: Any = None


class Place:
    """An endpoint with what the matrix has to know of it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.shape = shape_of(endpoint.route)
        self.is_api = hasattr(endpoint.view, "cls")
        self.actions: dict[str, str] = getattr(endpoint.view, "actions", None) or {}

    @property
    def is_admin(self) -> bool:
        """Whether it is a view of an admin site, which asks its site instead of a policy."""
        return hasattr(self.endpoint.view, "admin_site") or hasattr(self.endpoint.view, "model_admin")

    @property
    def is_catch_all(self) -> bool:
        """Whether it answers what nothing else does."""
        return self.shape.endswith(("/nothing", "{url}"))

    @cached_property
    def methods(self) -> list[str]:
        """What it takes."""
        if self.actions:
            return [name.upper() for name in self.actions]
        target = self.endpoint.target
        if not isinstance(target, type):
            # An admin's view or a function: what has a form takes it back.
            has_form = hasattr(self.endpoint.view, "model_admin") and not self.shape.endswith("/history/")
            return ["GET", "POST"] if has_form else ["GET"]
        if issubclass(target, RedirectView):
            return ["GET"]
        names = ("get", "post", "put", "patch", "delete")
        allowed = getattr(target, "http_method_names", names)
        taken = [name.upper() for name in names if hasattr(target, name) and name in allowed]
        # Django's form views take PUT as they take POST.
        return [name for name in taken if self.is_api or name != "PUT"] or ["GET"]

    def action(self, method: str) -> Action | None:
        """The declared action; None where the view is not held to policies."""
        if self.actions:
            return getattr(self.endpoint.target, "policy_actions", {}).get(self.actions.get(method.lower()))
        return declared_action(self.endpoint.view)


def unknown(place: Place, part: str) -> str:
    """The sentence for an address into which the matrix knows nothing to put."""
    end = place.shape.index(f"{{{part}}}") + len(part) + 2
    prefix = place.shape[:end] + place.shape[end : end + 1].replace(".", "")
    return (
        f"{place.shape} ({place.endpoint.name or 'no name'}): nothing is known to put into {{{part}}}. Give it in "
        f'pytest_clusterkit_world(world) of a conftest.py: world.put(row, …) and world.route("{prefix}", Model, '
        f'{part}="pk"), or world.fixed("{prefix}", {part}=["word"]), or world.secret("{prefix}", {part}=token)'
    )


def targets_of(place: Place, site: Site, person: Person) -> list[Target] | str:
    """What *person* tries at *place*, the absent row first; or a sentence about what is missing."""
    parts = parts_of(place.shape)
    if not parts:
        return [Target(PAGE, place.shape)]
    words = alternatives_of(place.endpoint.route)
    if set(parts) <= set(words):
        return list(_words(place.shape, words, WORD))
    route = site.home.route_of(place.shape)
    known = set(route.parts if route and route.model else route.fixed if route else ())
    missing = [part for part in parts if part not in known]
    if route is None or missing:
        return unknown(place, missing[0])
    if route.model is not None:
        if not site.home.rows.get(route.model):
            return f"{place.shape}: the world has no {route.model.__name__}. Give one with world.put(row)"
        return list(_rows(place, site, person, route, route.model))
    if not route.is_secret:
        return list(_words(place.shape, route.fixed, WORD))
    theirs = site.other.route_of(place.shape)
    return [
        *_words(place.shape, {name: ["nothing-known"] for name in parts}, ABSENT_SECRET),
        *_words(place.shape, theirs.fixed if theirs else {}, SECRET_OF_OTHER),
        *_words(place.shape, route.fixed, SECRET),
    ]


def _words(shape: str, words: dict[str, list[str]], kind: str) -> Iterator[Target]:
    names = parts_of(shape)
    if not set(names) <= set(words):
        return
    for values in product(*(words[name] for name in names)):
        yield Target(kind, fill(shape, dict(zip(names, values, strict=True))), values)


def _rows(place: Place, site: Site, person: Person, route: Route, model: type[models.Model]) -> Iterator[Target]:
    rows = site.home.rows[model]
    if not is_let_in(place, person) and (person.is_stranger or place.is_admin):
        # Refused before anything is looked for: that somebody is, and does not get the row of his key elsewhere.
        yield _target(ROW, place.shape, _values(rows[0], route), rows[0])
        return
    absent = _values(rows[0], route)
    last = parts_of(place.shape)[-1]
    absent[last] = _absent(model, route.parts[last], absent[last])
    yield _target(ABSENT_ROW, place.shape, absent)
    elsewhere = site.other.only_here.get(model)
    if elsewhere is not None and is_let_in(place, person):
        yield _target(ROW_OF_OTHER, place.shape, _values(elsewhere, route))
    for row in chosen(rows, place, person):
        yield _target(ROW, place.shape, _values(row, route), row)


def chosen(rows: list[Any], place: Place, person: Person) -> list[Any]:
    """One row of each sort: that the person may use so, sees only, and must not know.

    Who is refused at the door is refused before a row is looked for: the first will do.
    """
    policy = policy_for(type(rows[0]))
    action = place.action(place.methods[-1])
    if policy is None or action is None or not is_let_in(place, person):
        return rows[:1]
    found: dict[tuple[bool, bool], Any] = {}
    for row in rows:
        sees = policy.can(person.viewer, policy.view, row)
        found.setdefault((sees, sees and policy.can(person.viewer, action, row)), row)
    return list(found.values())


def is_let_in(place: Place, person: Person) -> bool:
    """Whether any method at *place* is open to the person's tier; the admin's are open to who coordinates."""
    open_to = [place.action(method) for method in place.methods]
    runs = person.is_operator or person.viewer.is_coordinator
    return any(person.viewer.allows(action) if action else runs for action in open_to)


def policy_for(model: type[models.Model]) -> Policy[Any] | None:
    """The policy of *model*; None for one without, such as the user."""
    try:
        return policies.of(model)
    except LookupError:
        return None


def _values(row: Any, route: Route) -> dict[str, str]:
    return {name: str(getattr(row, attribute)) for name, attribute in route.parts.items()}


def _absent(model: type[models.Model], attribute: str, example: str) -> str:
    field = next(
        (item for item in model._meta.concrete_fields if attribute in (item.name, item.attname)), model._meta.pk
    )
    if isinstance(field, models.UUIDField):
        return str(uuid.UUID(int=ABSENT))
    return str(ABSENT) if example.isdigit() else "absent-here"


def _target(kind: str, shape: str, values: dict[str, str], row: Any = None) -> Target:
    return Target(kind, fill(shape, values), tuple(values[name] for name in parts_of(shape)), row)
