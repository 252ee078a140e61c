"""How much a word tells: words that stand in many items tell little."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from django.db.models import Sum

from clusterkit.ideas.models import SearchWord

TOTALS: Final = ""
"""The word that stands in each item: its row holds how many there are."""
IMAGINED: Final = 50
"""So many items more are imagined that have none of the words: in a young exchange one item more would turn everything round."""
LEAST: Final = 0.05


def rarity_of(stems: Iterable[str]) -> dict[str, float]:
    """From 0 (stands everywhere) to 1 (nobody wrote it yet), for each of *stems*. One query.

    Counted over the items that are open to every reader: a score must not tell what items for members say.
    """
    wanted = set(stems)
    rows = SearchWord.objects.filter(stem__in=wanted).order_by().values_list("stem").annotate(number=Sum("texts"))
    counted: dict[str, int] = dict(rows)
    total = SearchWord.objects.filter(word=TOTALS).values_list("texts", flat=True).first() or 0
    most = math.log(2 * (total + IMAGINED + 1))
    return {
        stem: max(LEAST, math.log((total + IMAGINED + 1) / (min(total, counted.get(stem, 0)) + 0.5)) / most)
        for stem in wanted
    }
