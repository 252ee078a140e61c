"""Values that break careless programs, for addresses, queries, forms and JSON, and shapes of what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HUGE = "99999999999999999999"
LONG = "x" * 20_000
KEYS = ["0", "-1", "404404", HUGE, "9223372036854775808", "1e3", "Ω", "abc", "%00", "%ff", "7%00", "..%2f", "a" * 2_000]
"""What stands in an address in place of a key, already quoted."""

TEXTS = [
    "\x00",
    "a\x00b",
    "x" * 3_000,
    HUGE,
    "-1",
    "0",
    "nan",
    "1e999",
    "٣",
    "31.02.2026",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59",
    "0001-01-01 00:00",
    "2026-10-25T02:30:00+99:99",
    "🦄 \u202e\ufffd\u0301",
    "'\"`)(&|!:*\\%_;--",
    "<script>{{ 7 }}{% now %}%(x)s{0}",
    "   ",
    "cD0lMDA=",
    "//evil.example.org\r\nX: 1",
]
"""For queries and forms."""

VALUES: list[Any] = [
    None,
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    0,
    -1,
    int(HUGE),
    1e308,
    True,
    [],
    {},
    [[1]],
    [None],
    {"en": None},
    {"\x00": "\ud800"},
    {"a": {"b": []}},
    LONG,
    "🦄'\"\\%_\u202e",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    "0001-01-01",
    "nan",
    "1e999",
]
"""For members of JSON bodies."""

BODIES: list[tuple[str, bytes]] = [
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b"[null, 1, []]"),
    ("application/json", b'"text"'),
    ("application/json", b"7"),
    ("application/json", b"9" * 5_000),
    ("application/json", b'{"version": NaN}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b"\xff\xfe{}"),
    ("application/json", b'{"\\ud800": "\\ud800"}'),
    ("application/json; charset=nonsense", b'{"version": 1}'),
    ("application/xml", b"<a/>"),
    ("text/plain", b"text"),
    ("", b"text"),
    ("nonsense", b"text"),
    ("multipart/form-data", b"text"),
    ("multipart/form-data; boundary=x", b"text"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00"\r\n\r\n'),
    ("multipart/form-data; boundary=\xff", b"--\r\n"),
    ("application/x-www-form-urlencoded", b"version=%00&%ff=%ff&a[]=1&=&&;"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"version=1"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1_200))),
]
"""Whole bodies with their content types."""

HEADERS: list[dict[str, str]] = [
    {"authorization": "Token"},
    {"authorization": "Token \x00\xff"},
    {"authorization": "Token a b c"},
    {"authorization": "Token " + "a" * 5_000},
    {"authorization": "Basic %%%"},
    {"accept-language": "\xff;q=x," * 50},
    {"cookie": "sessionid=\x00; django_language=../../etc; messages=x:y; csrftoken=\xe9"},
    {"accept": "image/png"},
    {"accept": ";;q=,"},
    {"hx-request": "true", "hx-current-url": "http://[bad"},
    {"if-modified-since": "yesterday", "if-none-match": 'W/"'},
    {"x-http-method-override": "DELETE"},
    {"x-forwarded-for": "nonsense, ::1%"},
]
"""Headers that programs send wrong."""


def some(values: list[Any], turn: int, count: int) -> list[Any]:
    """*count* of the values, other ones each *turn*, so that all of them are tried somewhere."""
    count = min(count, len(values))
    start = turn * count
    return [values[(start + number) % len(values)] for number in range(count)]


class Shapes:
    """Reads bodies out of an OpenAPI description."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self.components = description.get("components", {}).get("schemas", {})

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema itself, whatever refers to it."""
        while "$ref" in schema or "allOf" in schema or "oneOf" in schema:
            if "$ref" in schema:
                schema = self.components[schema["$ref"].rsplit("/", 1)[1]]
            else:
                schema = (schema.get("allOf") or schema["oneOf"])[0]
        return schema

    def right(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A value of the right type, which may well lead to a row of the world."""
        schema = self.resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        kind, form = schema.get("type", "string"), schema.get("format", "")
        if kind == "object":
            members = {key: self.right(inner, key) for key, inner in schema.get("properties", {}).items()}
            return members or {"en": "Text"}
        if kind == "array":
            return [self.right(schema.get("items", {}), name)]
        if kind in ("integer", "number", "boolean"):
            return {"integer": 0 if name == "version" else 700_001, "number": 1.5, "boolean": True}[kind]
        return {
            "date": "2030-05-17",
            "date-time": "2030-05-17T10:00:00Z",
            "email": "anna@example.org",
            "uri": "https://example.org/",
            "uuid": "00000000-0000-4000-8000-000000000000",
        }.get(form, "known" if name in ("slug", "sector") else "Text")

    def spoilt(self, schema: Mapping[str, Any], turn: int, whole: int, members: int) -> Iterator[tuple[str, Any]]:
        """Bodies in which all members (*whole* of them) or one (*members* for each) are wrong, with a word about it."""
        schema = self.resolved(schema)
        right = self.right(schema)
        if isinstance(right, list):
            for where, item in self.spoilt(schema.get("items", {}), turn, whole, members):
                yield f"[{where}]", [item]
            yield "many", right * 2_000
            return
        yield "all right", right
        if not isinstance(right, dict):
            return
        for value in some(VALUES, turn, whole):
            yield f"all = {value!r:.30}", dict.fromkeys(right, value)
        for number, name in enumerate(right):
            for value in some(VALUES, turn + number, members):
                yield f"{name} = {value!r:.30}", {**right, name: value}
            if members > 1:
                yield f"without {name}", {key: value for key, value in right.items() if key != name}
