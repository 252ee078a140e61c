"""What a request carries: nothing, or what the forms and the API gave to somebody who may use them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from clusterkit.testing.matrix.addresses import forms_of
from clusterkit.testing.matrix.judge import READS
from clusterkit.testing.matrix.targets import Place, Target, targets_of

if TYPE_CHECKING:
    from clusterkit.testing.matrix.walk import Walk

TYPICAL = {
    "reason": "Because of this.",
    "text": "Some text",
    "message": "Some words",
    "verdict": "approve",
    "revision": 1,
    "mode": "on_site",
    "role": "admin",
}


class Browser(RequestFactory):
    """A test client that notes nothing of templates and contexts, which would cost as much as the answer."""

    def __init__(self, host: str) -> None:
        super().__init__(headers={"host": host, "accept-language": "en"})
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def go_to(self, host: str) -> None:
        """Ask at another host from now on."""
        self.defaults["HTTP_HOST"] = host

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        """The answer, where a request factory makes the request only."""
        environ = self._base_environ(**request)  # type: ignore[attr-defined] # the stubs leave it out
        return cast(HttpResponse, self.handler(environ))


@dataclass(frozen=True)
class Body:
    """The fields of a form, or values for JSON."""

    values: dict[str, Any]
    is_json: bool = False

    def send(self, client: Browser, method: str, path: str, headers: dict[str, str]) -> Any:
        """The response to *method* at *path* with this body."""
        if method in READS:
            return client.generic(method, path, headers=headers)
        if self.is_json:
            return client.generic(method, path, json.dumps(self.values), "application/json", headers=headers)
        if method == "POST":
            return client.post(path, self.values, headers=headers)
        return client.generic(method, path, headers=headers)


NOTHING = Body({})


class Bodies:
    """Bodies for the requests of a walk. What a page or the API shows to its own people is read once for a site."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def body(self, place: Place, method: str, target: Target, number: int) -> Body:
        """The body with this number."""
        if method in READS or number:
            return Body({}, is_json=place.is_api)
        known = self._walk.site.read_back
        if place.shape not in known:
            known[place.shape] = self._read_back(place)
        version = getattr(target.row, "version", 1)
        # Where the row has a relation of this name, it is no number that a form sends back.
        typical = {**TYPICAL, "version": version if isinstance(version, int) else 1}
        return Body({**typical, **known[place.shape]}, is_json=place.is_api)

    def _read_back(self, place: Place) -> dict[str, Any]:
        """What those who may use the address find there: the coordinator, else the member."""
        site = self._walk.site
        for person in site.people:
            if (
                person.name in ("coordinator", "member", "operator")
                and not person.is_stranger
                and "GET" in place.methods
            ):
                targets = targets_of(place, site, person)
                path = targets[-1].path if not isinstance(targets, str) else ""
                found = self._found(place, path, self._walk.ask_as(person, path))
                if found:
                    return found
        return {}

    def _found(self, place: Place, path: str, body: bytes) -> dict[str, Any]:
        if not body:
            return {}
        if place.is_api:
            found = json.loads(body)
            rows = found.get("results", []) if isinstance(found, dict) else found
            first = rows[0] if rows else found
            return first if isinstance(first, dict) else {}
        return next((dict(form.values) for form in forms_of(path, body.decode()) if form.path == path), {})
