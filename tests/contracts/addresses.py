"""Addresses out of routes, with what is right and with what is not: beside those of the isolation matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from urllib.parse import quote

from clusterkit.testing.matrix.addresses import alternatives_of, parts_of, shape_of


def template(route: str) -> str:
    """The route with ``{}`` in place of each part, as keys of the API's description have it."""
    return re.sub(r"\{\w+\}", "{}", shape_of(route))


def known(route: str, values: dict[str, list[str]], limit: int = 8) -> Iterator[str]:
    """Addresses that may lead to rows. *values* are by the name of a part, or by its converter."""
    words = alternatives_of(route)
    choices = [
        values["uuid"] if f"<uuid:{name}>" in route else values.get(name) or words.get(name, values["pk"])
        for name in parts_of(shape_of(route))
    ]
    for chosen in islice(product(*choices), limit):
        yield fill(route, [quote(value) for value in chosen])


def fill(route: str, quoted: list[str]) -> str:
    """The route with these values, already quoted."""
    rest = iter(quoted)
    return re.sub(r"\{\w+\}", lambda match: next(rest), shape_of(route))
