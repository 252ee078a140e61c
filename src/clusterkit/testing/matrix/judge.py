"""What an answer may be: from the declared action, and from what the policy says of the object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.utils.html import escape

from clusterkit.core.policies import Action
from clusterkit.testing.matrix.people import Person
from clusterkit.testing.matrix.targets import NO_ROW, NO_SECRET, PAGE, ROW, WORD, Place, Target, policy_for
from clusterkit.testing.matrix.watch import Touched

READS = ("GET", "HEAD")
NOT_FOUND = (404, 400, 422)
"""An object that is not there is looked for before or after what was sent is read; both tell nothing of the object."""
UNPREDICTABLE = frozenset({"Content-Length", "Date", "Set-Cookie", "Expires", "Last-Modified"})


@dataclass(frozen=True)
class Answer:
    """What came back: ``body`` is read to its end, ``crash`` names an exception that the view raised."""

    status: int
    headers: dict[str, str]
    body: bytes
    touched: Touched
    crash: str = ""

    def goes_to(self, *paths: str) -> bool:
        """Whether it redirects to one of *paths*."""
        return self.status in (301, 302, 303) and urlsplit(self.headers.get("Location", "")).path in paths

    def told(self, target: Target) -> tuple[Any, ...]:
        """What the answer tells beside what was asked: without the head of the page, the address, its values and nonces."""
        text = self.body.decode("utf-8", "replace")
        for sign in _CHANGING:
            text = sign.sub("", text)
        rest = sorted((name, value) for name, value in self.headers.items() if name not in UNPREDICTABLE)
        return (self.status, _without(text, target), _without(repr(rest), target))


_CHANGING = (
    # The head of a page is about who looks at it: his organisations and his application, whatever the address is.
    re.compile(r'<header class="ck-header">.*?</header>|<nav class="ck-thumb".*?</nav>', re.DOTALL),
    re.compile(r"""nonce[-=]["']?[\w+/=-]+"""),
    re.compile(r"""csrf-?(middleware)?token["']?[ :]+(value=|content=)?["'][^"']*["']""", re.IGNORECASE),
)


def _without(text: str, target: Target) -> str:
    for path in (target.path, unquote(target.path)):
        for sign in (path, quote(path), quote(path, safe=""), escape(path)):
            text = text.replace(sign, "~")
    for value in target.values:
        # Not within a canary: it is a text, not an echo of the address.
        text = re.sub(rf"(?<![\w-]){re.escape(value)}(?![\w-])", "~", text)
    return text


@dataclass(frozen=True)
class Judge:
    """Knows where guests are sent to sign in."""

    login_paths: tuple[str, ...]
    is_public: bool
    lenient: Mapping[str, str] = field(default_factory=dict)

    def faults(self, place: Place, method: str, target: Target, person: Person, answer: Answer) -> Iterator[str]:
        """What is wrong with the status, and with rows that were written."""
        if answer.status >= 500 or answer.crash:
            yield f"answers {answer.status} {answer.crash}".rstrip()
            return
        if answer.status == 405:
            return
        action = place.action(method)
        if action is None:
            yield from self._unheld(place, person, answer)
        elif place.is_api and person.has_token:
            if answer.status != 401 and not place.is_catch_all:
                yield f"answers {answer.status} to a token of the other cluster, not 401"
        else:
            yield from self._held(place, action, method, target, person, answer)
        yield from self._written(action, target, person, answer)

    def _unheld(self, place: Place, person: Person, answer: Answer) -> Iterator[str]:
        """A view of the admin: it opens to who runs this site, and sends everybody else to sign in."""
        if not place.is_admin:
            return
        runs = person.is_operator if self.is_public else person.viewer.is_coordinator
        if not runs and answer.status not in (301, 302, 404) and not place.shape.endswith("/login/"):
            yield f"answers {answer.status} to who may not enter the admin"

    def _held(
        self, place: Place, action: Action, method: str, target: Target, person: Person, answer: Answer
    ) -> Iterator[str]:
        if not person.viewer.allows(action):
            yield from self._at_the_door(place, action, person, answer)
        elif target.kind in NO_ROW:
            if answer.status not in (NOT_FOUND if method not in READS else (404,)):
                yield f"answers {answer.status} where nothing is, not 404"
        elif target.kind in (PAGE, WORD):
            if method in READS and self._is_refused(answer) and not self._may_refuse(place):
                yield f"answers {answer.status} although {action.code} is open to {person.name}"
        elif target.kind == ROW:
            yield from self._row(place, action, method, target, person, answer)

    def _at_the_door(self, place: Place, action: Action, person: Person, answer: Answer) -> Iterator[str]:
        if person.viewer.is_authenticated:
            is_right, wanted = answer.status == 403, "403"
        elif place.is_api:
            is_right, wanted = answer.status == 401, "401"
        else:
            is_right, wanted = answer.goes_to(*self.login_paths), "the way to sign in"
        if not is_right:
            yield f"answers {answer.status}, not {wanted}, although {action.code} needs {action.tier}"

    def _row(
        self, place: Place, action: Action, method: str, target: Target, person: Person, answer: Answer
    ) -> Iterator[str]:
        policy = policy_for(type(target.row))
        if policy is None:
            return
        if not policy.can(person.viewer, policy.view, target.row):
            if answer.status not in (NOT_FOUND if method not in READS else (404,)):
                yield f"answers {answer.status} for a row that {person.name} must not know, not 404"
        elif policy.can(person.viewer, action, target.row):
            if method in READS and self._is_refused(answer) and not self._may_refuse(place):
                yield f"answers {answer.status} although the policy lets {person.name} do {action.code}"
        elif place.shape in self.lenient:
            return
        elif method not in READS and not self._is_refused(answer) and answer.status not in (400, 409, 422):
            yield f"answers {answer.status} although the policy does not let {person.name} do {action.code}"

    def _may_refuse(self, place: Place) -> bool:
        return place.is_catch_all or place.shape in self.login_paths or place.shape in self.lenient

    def _is_refused(self, answer: Answer) -> bool:
        return answer.status in (401, 403, 404) or answer.goes_to(*self.login_paths)

    def _written(self, action: Action | None, target: Target, person: Person, answer: Answer) -> Iterator[str]:
        """Nobody writes by an action that is not open to him, and nobody at all to what is not his to know."""
        if not answer.touched.home_writes:
            return
        if action is not None and not person.viewer.allows(action):
            yield f"writes {answer.touched.home_writes} rows for {person.name}, who may not do {action.code}"
        elif action is None and person.is_stranger:
            yield f"writes {answer.touched.home_writes} rows for {person.name}"
        elif target.kind in NO_ROW | NO_SECRET:
            yield f"writes {answer.touched.home_writes} rows where nothing is"
