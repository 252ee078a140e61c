"""Routes of the resolver as shapes with named parts, addresses out of shapes, and forms out of pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

_PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>(?P<pattern>[^()]*)\)")


def shape_of(route: str) -> str:
    """A route of the resolver as ``/ideas/{pk}/edit/``, whatever syntax it was written in."""
    pieces, last = [], 0
    for part in _PART.finditer(route):
        pieces += [_literal(route[last : part.start()]), f"{{{part['name'] or part['group']}}}"]
        last = part.end()
    return "/" + "".join([*pieces, _literal(route[last:])])


def _literal(text: str) -> str:
    for sign, plain in ((".*", "nothing"), ("\\.", "."), ("\\", ""), ("^", ""), ("$", ""), ("/?", "/")):
        text = text.replace(sign, plain)
    return text


def parts_of(shape: str) -> list[str]:
    """The names of the parts of a shape, in order."""
    return re.findall(r"\{(\w+)\}", shape)


def alternatives_of(route: str) -> dict[str, list[str]]:
    """The words a part of a regular expression may be, where it lists them: ``(?P<app_label>one|two)``."""
    found = {}
    for part in _PART.finditer(route):
        words = (part["pattern"] or "").split("|")
        if len(words) > 1 and all(re.fullmatch(r"[\w-]+", word) for word in words):
            found[part["group"]] = words
    return found


def fill(shape: str, values: Mapping[str, str]) -> str:
    """The address: *shape* with the values of its parts, quoted."""
    return re.sub(r"\{(\w+)\}", lambda match: quote(values[match[1]]), shape)


@dataclass
class FoundForm:
    """A form that is sent by POST: to which path, what it holds, and which of its fields take files."""

    path: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[FoundForm] = []
        self.form: FoundForm | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = FoundForm(urlsplit(urljoin(self.path, given.get("action", ""))).path)
            self.found.append(self.form)
        if self.form is None:
            return
        name = given.get("name", "")
        if tag == "option" and self.select and given.get("value"):
            if "selected" in given or not self.form.values[self.select]:
                self.form.values[self.select] = given["value"]
        elif tag in ("select", "textarea") and name:
            self.form.values[name] = "" if tag == "select" else "Text"
            self.select = name if tag == "select" else ""
        elif tag == "input" and name and given.get("type") == "file":
            self.form.files.append(name)
        elif tag in ("input", "button") and name and name not in self.form.values:
            self.form.values[name] = given.get("value") or _TYPICAL.get(given.get("type", ""), "Text")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""


_TYPICAL = {
    "email": "anna@example.org",
    "date": "2030-05-17",
    "datetime-local": "2030-05-17T10:00",
    "number": "2",
    "url": "https://example.org/",
    "password": "A-long-passphrase-27",
    "checkbox": "on",
    "hidden": "",
}


def forms_of(path: str, html: str) -> list[FoundForm]:
    """The forms of the page at *path*, with the values that a browser would send back."""
    reader = _Reader(path)
    reader.feed(html)
    return reader.found
