"""Words as people mistype them: letters taken for each other, one too many or too few, the other keyboard layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

SHORTEST: Final = 4
"""Shorter words are looked for as they are typed: too many others are one letter away."""
FORGIVEN_TWICE: Final = 7
"""Words of so many letters may have two mistakes."""
LONGEST: Final = 60

_SAME = str.maketrans({"ё": "е", "і": "и", "ў": "у", "ґ": "г", "’": "", "'": "", "ʼ": ""})
# Endings that Russian has not: the words of both are cut as Russian ones by PostgreSQL.
_BELARUSIAN_WORD = re.compile(r"(\w{4,}?)(?:ыямі|ымі|імі|амі|ямі|оўкі|аў|яў|оў|ыі|іі|ыя|ію|ыю|ці|кі|гі|хі|і|ў)")

_ENDING = re.compile(
    r"(\w{4,}?)(?:иями|ями|ами|иях|ого|его|ому|ему|ыми|ими|ией|иям|ием|ов|ев|ей|ой|ий|ый|ая|яя|ое|ее|ые|ие|ую|юю|ых|их|ым|им"
    r"|ом|ем|ам|ям|ах|ях|ию|ия|ии|ыя|аў|[аеиоуыьэюяй])"
)
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_BELARUSIAN = {"o": "ў", "s": "і", "]": "’"}
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_TO_BELARUSIAN = str.maketrans({**dict(zip(_LATIN, _RUSSIAN, strict=True)), **_BELARUSIAN})
_TO_LATIN = str.maketrans(
    {**dict(zip(_RUSSIAN, _LATIN, strict=True)), **{letter: key for key, letter in _BELARUSIAN.items()}}
)
_TYPED_LATIN = re.compile(r"[a-z\[\];',.`]+")
_TYPED_CYRILLIC = re.compile(r"[а-яёіў’]+")


def folded(word: str) -> str:
    """*word* with letters that Russian and Belarusian writers take for each other made one: ё е, і и, ў у."""
    return word.lower().translate(_SAME)


def beginnings(words: Iterable[str]) -> list[str]:
    """What stays in front of the Belarusian endings of *words*, for those that have one: PostgreSQL knows their forms not."""
    found = (_BELARUSIAN_WORD.fullmatch(word) for word in words)
    return [match[1] for match in found if match is not None]


def shortened(word: str) -> set[str]:
    """*word* with each one of its letters left out."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def base(word: str) -> str:
    """The folded *word* without its ending, as far as that leaves four letters: who mistypes a word seldom asks for the same
    form of it as others wrote. No stem: it is compared with others of its kind only."""
    plain = folded(word)
    found = _ENDING.fullmatch(plain)
    return found[1] if found is not None else plain


def kept_forms(word: str) -> list[str]:
    """What is kept of a word that may be meant: folded, without its ending, and both with each one letter left out."""
    plain, short = folded(word), base(word)
    return sorted({plain, short, *shortened(plain), *shortened(short)} - {""})


def asked_forms(word: str) -> list[str]:
    """What a mistyped word is looked for by. Whatever differs from it by one mistake shares one of these with its
    :func:`kept_forms`, and so does much of what differs by two."""
    plain, short = folded(word), base(word)
    once = shortened(plain)
    twice = {form for middle in once for form in shortened(middle)} if mistakes_forgiven(plain) > 1 else set()
    return sorted(form for form in {plain, short, *once, *shortened(short), *twice} if len(form) >= SHORTEST - 1)


def unlikeness(typed: str, word: str) -> tuple[int, int] | None:
    """How unlike *word* is to what was typed, to order by; None where it is too unlike to be meant."""
    one, other = folded(typed), folded(word)
    whole = distance(one, other)
    short = distance(base(one), base(other))
    if whole <= mistakes_forgiven(one) or short <= mistakes_forgiven(base(one)):
        return min(whole, short), whole
    return None


def mistakes_forgiven(word: str) -> int:
    """How many letters of *word* may be wrong."""
    if len(word) < SHORTEST:
        return 0
    return 2 if len(word) >= FORGIVEN_TWICE else 1


def distance(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken or exchanged with their neighbour between two words, at the least.

    No letter is touched twice (the optimal string alignment distance).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            price = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != against))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against
            line.append(min(price, before[column - 2] + 1) if swapped else price)
        before, last = last, line
    return last[-1]


def other_layouts(typed: str) -> Iterator[str]:
    """What the keys of *typed* give in the other keyboard layouts: "rjhhjpbz" is "коррозия"."""
    word = typed.lower()
    if _TYPED_LATIN.fullmatch(word):
        found = dict.fromkeys((word.translate(_TO_RUSSIAN), word.translate(_TO_BELARUSIAN)))
        yield from (form for form in found if _TYPED_CYRILLIC.fullmatch(form))
    elif _TYPED_CYRILLIC.fullmatch(word):
        yield word.translate(_TO_LATIN)
