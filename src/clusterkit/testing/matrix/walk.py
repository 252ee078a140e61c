"""The walk: one person asks at every address, and every answer is judged, compared and searched for canaries."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.core.signals import got_request_exception
from django.db import transaction

from clusterkit.access.endpoints import endpoints
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.tenancy.context import tenant_connection
from clusterkit.tenancy.hosts import host_cache
from clusterkit.testing.matrix import scan, send
from clusterkit.testing.matrix.canary import Canary, canaries_in
from clusterkit.testing.matrix.judge import READS, Answer, Judge
from clusterkit.testing.matrix.people import Person
from clusterkit.testing.matrix.plan import plan
from clusterkit.testing.matrix.targets import (
    ABSENT_KINDS,
    NO_ROW,
    NO_SECRET,
    ROW,
    SECRET,
    Place,
    Target,
    is_let_in,
    policy_for,
    targets_of,
)
from clusterkit.testing.matrix.watch import Watch
from clusterkit.testing.matrix.world import Site


@dataclass
class Walk:
    """One person on one site. ``cases`` counts (address, method, person, object); ``faults`` maps each to its first case."""

    site: Site
    person: Person
    judge: Judge
    cases: int = 0
    requests: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = send.Browser(self.site.host)
        self.watch = Watch(self.site.schema, self.site.other_schema)
        self.before = self.watch.now()
        self.bodies = send.Bodies(self)
        self._sees: dict[tuple[str, str, int], bool] = {}

    def run(self, part: int = 0, parts: int = 1, *, prefix: str = "/") -> None:
        """Try every address below *prefix*; with *parts*, only the part with this number of them."""
        places = [Place(endpoint) for endpoint in endpoints(self.site.urlconf)]
        chosen = sorted((place for place in places if place.shape.startswith(prefix)), key=lambda place: place.shape)
        with self.site.standing():
            self._run(chosen[part::parts])

    def _run(self, places: list[Place]) -> None:
        for place in places:
            if self.person.has_token and not place.is_api:
                continue
            found = targets_of(place, self.site, self.person)
            if isinstance(found, str):
                self.faults.setdefault(found, "an address without a known key")
                continue
            scan.clear_caches()
            for method in place.methods:
                self._try(place, method, found)

    def _try(self, place: Place, method: str, targets: list[Target]) -> None:
        if method in READS and self.person.cookies_there is not None and is_let_in(place, self.person):
            self._fill_what_is_kept(targets[-1])
        reference: tuple[Any, ...] | None = None
        for target, number in plan(place, method, targets, self.person):
            body = self.bodies.body(place, method, target, number)
            answer = self.ask(method, target, body)
            self.cases += 1
            faults = [*self.judge.faults(place, method, target, self.person, answer)]
            if target.kind in ABSENT_KINDS:
                reference = answer.told(target)
            elif reference is not None and not number and self._must_not_know(target):
                faults += _told_apart(target, answer.told(target), reference)
            leaks = self._leaks(answer, canaries_in(str(body.values)), self._reader(place, target))
            self._note([*faults, *leaks], place, method, target)

    def _note(self, faults: list[str], place: Place, method: str, target: Target) -> None:
        for fault in faults:
            what = f"{method} {place.shape} {fault}"
            self.faults.setdefault(what, f"{self.person.name}, {target.kind}, {target.path}")

    def _must_not_know(self, target: Target) -> bool:
        if target.kind in NO_ROW | NO_SECRET:
            return True
        policy = policy_for(type(target.row)) if target.kind == ROW else None
        return policy is not None and not policy.can(self.person.viewer, policy.view, target.row)

    def _reader(self, place: Place, target: Target) -> tuple[str, Viewer]:
        """Whose rights an answer is held to, by name: the person's, or those of whom the token stands for."""
        route = self.site.home.route_of(place.shape) if target.kind == SECRET else None
        if route is None or not route.reads_as:
            return self.person.name, self.person.viewer
        with self.site.standing():
            return route.reads_as, viewer_of(self.site.home.users[route.reads_as])

    def _leaks(self, answer: Answer, sent: set[Canary], reader: tuple[str, Viewer]) -> Iterator[str]:
        """Canaries that the *reader* must not see and the person has not *sent*, and the other cluster's tables."""
        if answer.touched.other_reads or answer.touched.other_writes:
            yield (
                f"reads the other cluster's tables {answer.touched.other_reads} times and writes "
                f"{answer.touched.other_writes} of its rows"
            )
        for where, text in self.found:
            for sign in (self.site.other_host, f"Cluster {self.site.other.name}", f"Кластер {self.site.other.name}"):
                if self.site.other_host and sign in text:
                    yield f"names the other cluster ({sign}) in {where}"
            for canary in canaries_in(text) - sent:
                if canary.cluster != self.site.home.name:
                    yield f"shows {canary} in {where}"
                elif where != "a mail" and not self._may_see(canary, *reader):
                    yield f"shows {canary} in {where}, which {reader[0]} must not see"
        for alias, key, value in scan.cache_entries():
            yield from self._cache_faults(alias, key, value)

    def _cache_faults(self, alias: str, key: str, value: str) -> Iterator[str]:
        owner = key.partition(":")[0]
        if owner not in (self.site.schema, self.site.other_schema, "public", "clusterkit_nowhere"):
            yield f"keeps something in the cache {alias!r} under a key without a cluster: {key}"
            return
        names = {canary.cluster for canary in canaries_in(f"{key} {value}")}
        own = {self.site.schema: self.site.home.name, self.site.other_schema: self.site.other.name}.get(owner)
        for name in names - {own}:
            yield f"keeps a text of {name} in the cache {alias!r} under {key}"

    def _may_see(self, canary: Canary, name: str, viewer: Viewer) -> bool:
        known = (name, canary.label, canary.key)
        if known not in self._sees:
            row = self.site.home.row(canary.label, canary.key)
            policy = policy_for(type(row)) if row is not None else None
            action = self.site.home.deep.get(canary.label) or (policy.view if policy else None)
            self._sees[known] = policy is None or policy.can(viewer, action, row)  # type: ignore[arg-type]
        return self._sees[known]

    def ask(self, method: str, target: Target, body: send.Body) -> Answer:
        """One request of the person, rolled back. ``self.found`` has the texts of the answer afterwards."""
        return self._ask(self.person.cookies, method, target, body, self.person.headers)

    def ask_as(self, person: Person, path: str) -> bytes:
        """What *person* gets at *path*: to learn what a form holds."""
        answer = self._ask(person.cookies, "GET", Target("page", path), send.NOTHING)
        return answer.body if answer.status == 200 else b""

    def _fill_what_is_kept(self, target: Target) -> None:
        """Let the person of the same name ask at the other cluster first: what a process keeps is the other's now."""
        self.client.go_to(self.site.other_host)
        try:
            self._ask(self.person.cookies_there or {}, "GET", target, send.NOTHING)
        finally:
            self.client.go_to(self.site.host)

    def _ask(
        self,
        cookies: dict[str, str],
        method: str,
        target: Target,
        body: send.Body,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        self.client.cookies.clear()
        for name, value in cookies.items():
            self.client.cookies[name] = value
        crashes: list[str] = []

        def remember(**_kwargs: Any) -> None:
            error, trace = sys.exc_info()[1:]
            last = traceback.extract_tb(trace)[-1]
            crashes.append(f"{error!r:.160} in {last.filename[-60:]}:{last.lineno}")

        mail.outbox = []
        got_request_exception.connect(remember)
        try:
            with self.site.standing(), _savepoint():
                answer = self._send(method, target, body, headers or {})
        finally:
            got_request_exception.disconnect(remember)
            # The path of the search was rolled back as well.
            tenant_connection().search_path_set_schemas = None
            if self.site.is_public:
                # So was what an operator did to a cluster; the memory of hosts may have seen it.
                host_cache.clear()
        return Answer(answer.status, answer.headers, answer.body, answer.touched, "; ".join(crashes))

    def _send(self, method: str, target: Target, body: send.Body, headers: dict[str, str]) -> Answer:
        self.requests += 1
        connection = tenant_connection()
        waiting = len(connection.run_on_commit)
        with self.site.standing():
            response: Any = body.send(self.client, method, target.path, headers)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        for _savepoints, function, _robust in connection.run_on_commit[waiting:]:
            function()
        self.found = [*scan.texts_of(response, content), *scan.mails()]
        if method not in READS and response.status_code < 400 and not self.site.is_public:
            with self.site.standing():
                self.found += scan.waiting_mails()
        now = self.watch.now()
        touched, self.before = now.since(self.before), now
        return Answer(response.status_code, dict(response.items()), content, touched)


def _savepoint() -> AbstractContextManager[Any]:
    return _RolledBack()


class _RolledBack:
    """A block that a durable one may stand in, as in Django's own test cases; nothing of it stays."""

    def __enter__(self) -> None:
        self.block = transaction.Atomic(tenant_connection().alias, True, False)
        self.block._from_testcase = True  # type: ignore[attr-defined]
        self.block.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True, using=tenant_connection().alias)
        self.block.__exit__(*error)


def _told_apart(target: Target, told: tuple[Any, ...], reference: tuple[Any, ...]) -> list[str]:
    if told == reference:
        return []
    return [f"tells a {target.kind} from nothing: {_difference(told, reference)}"]


def _difference(told: tuple[Any, ...], reference: tuple[Any, ...]) -> str:
    for one, two in zip(told, reference, strict=True):
        if one != two:
            if isinstance(one, int):
                return f"{one} and {two}"
            at = next((place for place, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), 0)
            return f"{one[max(0, at - 20) : at + 40]!r} and {two[max(0, at - 20) : at + 40]!r}"
    return "nothing"
