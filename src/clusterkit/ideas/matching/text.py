"""The words of a text in the form in which they are compared.

PostgreSQL brings the word forms: its Snowball dictionaries for Russian and English are asked for each word once, and the
process remembers the answers, which are the same in every cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import ceil
from typing import Final

from clusterkit.tenancy.context import tenant_connection

REMEMBERED: Final = 100_000
SHORTEST: Final = 3
ROOT: Final = 5
"""So many letters in one run two words of one family share."""
KIN: Final = 0.7
"""So much of the shorter of the two it is."""
_WORD: Final = re.compile(r"[^\W_]+")
_STEMS: Final = """
    SELECT word, ts_lexize(CASE WHEN word ~ '^[a-z]+$' THEN 'english_stem' ELSE 'russian_stem' END::regdictionary, word)
    FROM unnest(%s::text[]) AS word
"""
_TALK: Final = (
    "ищем ищу нужен нужна нужно нужны необходим необходимы требуется требуются потребность предлагаем предлагается "
    "предложение выполняем выполним оказываем окажем проводим проведем делаем сделаем можем могут готовы готов имеем "
    "имеется опыт работа работаем работы услуга услуги предприятие организация компания завод цех партнер партнеры "
    "исполнитель подрядчик специалист специалисты помощь помочь поможем задача задачи проект возможность возможно "
    "сотрудничество совместно договор срок сроки год месяц неделя день площадка собственный наш ваш свой любой "
    "разный новый хороший большой нет есть уже также можно после перед более менее около поставка решение результат"
)
"""What people say in every request and offer: it tells little of the matter."""

_known: dict[str, str] = {}


def words_of(text: str) -> list[str]:
    """The words of *text* in their order, in small letters; numbers alone and single letters are left out."""
    found = _WORD.findall(text.lower().replace("ё", "е"))
    return [word for word in found if len(word) >= SHORTEST and not word.isdigit()]


def stems(words: Iterable[str]) -> dict[str, str]:
    """What remains of each word without its ending; an empty text for words that say nothing ("и", "для").

    Words with digits ("12х18н10т") stay as they are.
    """
    wanted = set(words)
    unknown = sorted(word for word in wanted if word not in _known)
    if unknown:
        if len(_known) > REMEMBERED:
            _known.clear()
            unknown = sorted(wanted)
        _known.update(_ask(unknown))
    return {word: _known[word] for word in wanted}


def _ask(words: Sequence[str]) -> dict[str, str]:
    plain = [word for word in words if word.isalpha()]
    found = {word: word for word in words}
    if plain:
        with tenant_connection().cursor() as cursor:
            cursor.execute(_STEMS, [plain])
            found.update({word: (lexemes[0] if lexemes else "") for word, lexemes in cursor.fetchall()})
    return found


def talk() -> frozenset[str]:
    """The stems of words that stand in every request and offer."""
    return frozenset(stems(_TALK.split()).values()) - {""}


@lru_cache(REMEMBERED)
def runs(stem: str) -> tuple[str, ...]:
    """All runs of :data:`ROOT` letters in a stem: two stems of one family share one at least."""
    return tuple(dict.fromkeys(stem[place : place + ROOT] for place in range(len(stem) - ROOT + 1)))


@lru_cache(REMEMBERED)
def kinship(first: str, second: str) -> float:
    """From 0 to 1, how much two different stems look like one family: "корроз" and "антикоррозионн", "перекачк" and "перекачива".

    They share a run of letters that is long, and most of the shorter one. Technical Russian is full of compounds.
    """
    shorter, longer = sorted((first, second), key=len)
    least = max(ROOT, ceil(KIN * len(shorter)))
    for length in range(len(shorter), least - 1, -1):
        if any(shorter[place : place + length] in longer for place in range(len(shorter) - length + 1)):
            return length / len(longer)
    return 0.0
