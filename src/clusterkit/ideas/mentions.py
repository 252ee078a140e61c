"""People and organisations named in a text: ``@[Anna](person:12)``, ``@[Plant](organisation:plant)``, ``@plant`` for short.

A reference stands in a text only where its author could see whom it means: when a text is kept, the others lose it and
keep the name that was typed. Whoever reads and may not see the person or organisation reads that name too, without a link.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from clusterkit.core.markdown import MENTION

PERSON: Final = "person"
ORGANISATION: Final = "organisation"
# Not within a word or an address (anna@plant.by), and not before another reference.
_SHORT: Final = re.compile(r"(?<![\w@/.+\-\\\[])@([a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?)(?![\w-]|\.\w|@)")
_CODE: Final = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`)", re.DOTALL)
_DIGITS: Final = 18


def references(texts: Iterable[str]) -> tuple[set[int], set[str]]:
    """Whom *texts* refer to: keys of people and short addresses of organisations."""
    people, slugs = set[int](), set[str]()
    for text in texts:
        for found in MENTION.finditer(text):
            kind, _colon, key = found[2].partition(":")
            if kind == PERSON and key.isascii() and key.isdecimal() and len(key) < _DIGITS:
                people.add(int(key))
            elif kind == ORGANISATION:
                slugs.add(key)
    return people, slugs


def short_names(text: str) -> set[str]:
    """What ``@plant`` may stand for in *text*; words in code mean nobody."""
    return {found[1] for part in _prose(text) for found in _SHORT.finditer(part)}


def bound(text: str, known: Collection[str]) -> str:
    """*text* with references to *known* ("person:12") only; of the others the name stays, ``@plant`` becomes a reference."""

    def full(found: re.Match[str]) -> str:
        return found[0] if found[2] in known else f"@{found[1]}"

    def short(found: re.Match[str]) -> str:
        reference = f"{ORGANISATION}:{found[1]}"
        return f"@[{found[1]}]({reference})" if reference in known else found[0]

    return "".join(
        part if _CODE.fullmatch(part) else _SHORT.sub(short, MENTION.sub(full, part)) for part in _CODE.split(text)
    )


def plain(text: str) -> str:
    """*text* with the names in place of the references, for where there are no links."""
    return MENTION.sub(lambda found: f"@{found[1]}", text)


def written(kind: str, key: object, name: str) -> str:
    """The reference as it stands in a text."""
    cleaned = re.sub(r"[\[\]\s]+", " ", name).strip()[:200]
    return f"@[{cleaned or key}]({kind}:{key})"


def _prose(text: str) -> Iterator[str]:
    return (part for part in _CODE.split(text) if not _CODE.fullmatch(part))
