"""Addresses out of routes, and forms out of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice, product
from urllib.parse import quote, urljoin, urlsplit

_PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>(?P<pattern>[^()]*)\)")


def plain(route: str) -> str:
    """A route of the resolver without the signs of regular expressions around its parts."""
    pieces, last = [], 0
    for part in _PART.finditer(route):
        pieces += [_literal(route[last : part.start()]), part.group(0)]
        last = part.end()
    return "/" + "".join([*pieces, _literal(route[last:])])


def _literal(text: str) -> str:
    return text.replace(".*", "nothing").replace("\\.", ".").replace("\\", "").replace("^", "").replace("$", "")


def template(route: str) -> str:
    """The route with ``{}`` in place of each part, as keys of the API's description have it."""
    return re.sub(r"\{\w+\}", "{}", _PART.sub("{}", plain(route)))


def names(route: str) -> list[str]:
    """The names of the parts of a route."""
    return [part["name"] or part["group"] for part in _PART.finditer(route)]


def known(route: str, values: dict[str, list[str]], limit: int = 8) -> Iterator[str]:
    """Addresses that may lead to rows. *values* are by the name of a part, or by its converter."""
    choices = []
    for part in _PART.finditer(route):
        name = part["name"] or part["group"]
        fitting = values["uuid"] if part["converter"] == "uuid" else values.get(name)
        if fitting is None and "|" in (part["pattern"] or ""):
            fitting = part["pattern"].split("|")[:1]
        choices.append(fitting or values["pk"])
    for chosen in islice(product(*choices), limit):
        yield fill(route, [quote(value) for value in chosen])


def fill(route: str, quoted: list[str]) -> str:
    """The route with these values, already quoted."""
    rest = iter(quoted)
    return _PART.sub(lambda match: next(rest), plain(route))


@dataclass
class FoundForm:
    """A form of a page that is sent by POST: where to, and what it holds."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[FoundForm] = []
        self.form: FoundForm | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = FoundForm(urlsplit(urljoin(self.page, given.get("action", ""))).path)
            self.found.append(self.form)
        if self.form is None:
            return
        name = given.get("name", "")
        if tag == "option" and self.select and (given.get("value") and not self.form.values[self.select]):
            self.form.values[self.select] = given["value"]
        if tag in ("select", "textarea") and name:
            self.form.values[name] = "" if tag == "select" else "Text"
            self.select = name if tag == "select" else ""
        if tag in ("input", "button") and name:
            if given.get("type") == "file":
                self.form.files.append(name)
            elif name not in self.form.values:
                self.form.values[name] = given.get("value") or _typical(given.get("type", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""


def _typical(kind: str) -> str:
    return {
        "email": "anna@example.org",
        "date": "2030-05-17",
        "datetime-local": "2030-05-17T10:00",
        "number": "2",
        "url": "https://example.org/",
        "password": "A-long-passphrase-27",
        "checkbox": "on",
        "hidden": "",
    }.get(kind, "Text")


def forms(page: str, html: str) -> list[FoundForm]:
    """The forms of a page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.found
