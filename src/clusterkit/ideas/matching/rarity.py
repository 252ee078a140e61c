"""How much a word tells: words that stand in many items tell little."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from django.db import connection

from clusterkit.ideas.models import SearchWord
from clusterkit.tenancy.context import tenant_connection

TOTALS: Final = ""
"""The word that stands in each item: its row holds how many there are."""
IMAGINED: Final = 50
"""So many items more are imagined that have none of the words: in a young exchange one item more would turn everything round."""
LEAST: Final = 0.05
_COUNTED: Final = """
    SELECT stem, sum(texts)::bigint FROM {table} WHERE stem = ANY(%s::text[]) AND word <> '' GROUP BY stem
    UNION ALL SELECT '', texts FROM {table} WHERE word = ''
"""


def rarity_of(stems: Iterable[str]) -> dict[str, float]:
    """From 0 (stands everywhere) to 1 (nobody wrote it yet), for each of *stems*. One query.

    Counted over the items that are open to every reader: a score must not tell what items for members say.
    """
    wanted = set(stems)
    with tenant_connection().cursor() as cursor:
        # Some thousands of words: as one array, since as many parameters take longer than the query.
        cursor.execute(_COUNTED.format(table=connection.ops.quote_name(SearchWord._meta.db_table)), [list(wanted)])
        counted: dict[str, int] = dict(cursor.fetchall())
    total = counted.pop(TOTALS, 0)
    most = math.log(2 * (total + IMAGINED + 1))
    return {
        stem: max(LEAST, math.log((total + IMAGINED + 1) / (min(total, counted.get(stem, 0)) + 0.5)) / most)
        for stem in wanted
    }
