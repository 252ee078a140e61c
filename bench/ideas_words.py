"""An invented Russian vocabulary, with real endings and drawn as language draws: few words often, most words seldom."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

LEMMAS = 30_000
_BEGIN = [
    "б",
    "в",
    "г",
    "д",
    "ж",
    "з",
    "к",
    "л",
    "м",
    "н",
    "п",
    "р",
    "с",
    "т",
    "ф",
    "ц",
    "ч",
    "ш",
    "бр",
    "вл",
    "гр",
    "др",
    "кр",
    "пл",
    "пр",
    "ск",
    "ст",
    "тр",
]
_VOWELS = ["а", "е", "и", "о", "у"]
_MIDDLE = [
    "б",
    "в",
    "г",
    "д",
    "з",
    "к",
    "л",
    "м",
    "н",
    "п",
    "р",
    "с",
    "т",
    "х",
    "рд",
    "рм",
    "нт",
    "ст",
    "кт",
    "лк",
    "рг",
    "мп",
    "нс",
]
_PARADIGMS = (
    "ость ости остью остей остям остями",
    "ание ания анию анием аний аниях",
    "тель теля телю телем тели телей",
    "ция ции цию цией ций циями",
    "ник ника нику ником ники ников",
    "ный ного ному ным ные ных",
    "овать ует уют овал овали уя",
    "ка ки ку кой ках ками",
)
# What the Russian configuration leaves out; most of any text are such words.
_LITTLE = [
    "и",
    "в",
    "на",
    "с",
    "для",
    "не",
    "по",
    "из",
    "от",
    "до",
    "за",
    "к",
    "у",
    "о",
    "при",
    "без",
    "под",
    "над",
    "или",
    "как",
]


@dataclass
class Vocabulary:
    """``forms`` with their cumulative weights; ``lemmas[rank]`` are the forms of one word, rank 0 the commonest."""

    lemmas: list[list[str]]
    forms: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def draw(self, chance: random.Random, number: int) -> list[str]:
        """So many words of a text."""
        return chance.choices(self.forms, cum_weights=self.weights, k=number)


def vocabulary(seed: int = 5) -> Vocabulary:
    """The same words each time: word number r is drawn in proportion to 1/r (Zipf), the first twenty are the little ones."""
    chance = random.Random(seed)
    lemmas = list(itertools.islice(_lemmas(chance), LEMMAS))
    found = Vocabulary([*([word] for word in _LITTLE), *lemmas])
    total = 0.0
    for rank, forms in enumerate(found.lemmas, 1):
        for form in forms:
            total += 1 / rank / len(forms)
            found.forms.append(form)
            found.weights.append(total)
    return found


def _lemmas(chance: random.Random) -> Iterator[list[str]]:
    seen: set[str] = set()
    while True:
        root = chance.choice(_BEGIN) + chance.choice(_VOWELS) + chance.choice(_MIDDLE)
        if chance.random() < 0.7:
            root += chance.choice(_VOWELS) + chance.choice(_MIDDLE)
        if root not in seen:
            seen.add(root)
            yield [root + ending for ending in chance.choice(_PARADIGMS).split()]
