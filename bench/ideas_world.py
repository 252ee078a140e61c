"""An exchange with up to a million items in one cluster, made within minutes."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection, models

from bench.ideas_words import vocabulary
from clusterkit.directory.models import Capability, Organisation, Sector
from clusterkit.ideas.enums import PUBLIC_STATES, InterestState, ItemMode, ItemState
from clusterkit.ideas.models import Comment, Interest, Item, SearchWord
from clusterkit.ideas.selectors.words import TOTALS
from clusterkit.ideas.typing_mistakes import kept_forms
from clusterkit.tenancy.context import current_cluster, run_in_cluster
from clusterkit.tenancy.enums import Region
from clusterkit.testing.factories.directory import OrganisationFactory

ORGANISATIONS: Final = 300
CAPABILITIES: Final = 5
SECTORS: Final = 14
CHUNK: Final = 5_000
WRITERS: Final = 2
YEARS: Final = 3
KINDS: Final = ["request"] * 9 + ["offer"] * 9 + ["idea"] * 2
STATES: Final = (
    [ItemState.PUBLISHED] * 80
    + [ItemState.IN_TALKS] * 6
    + [ItemState.FULFILLED] * 7
    + [ItemState.EXPIRED] * 3
    + [ItemState.WITHDRAWN, ItemState.HIDDEN, ItemState.DRAFT, ItemState.IN_REVIEW]
)
MODES: Final = [ItemMode.OPEN] * 80 + [ItemMode.ANONYMOUS] * 15 + [ItemMode.MEMBERS] * 5
REGIONS: Final = [""] * 9 + [region.value for region in Region]
COUNTERS: Final = ("items", "summaries", "texts", "closed_summaries", "closed_texts")


class Exchange:
    """The items of the bench cluster; ``counts`` is how many items have each word, for each counter of ``SearchWord``.

    An item has 5 words of title, 12 of summary and 15 to 45 of text. Items were published evenly over three years.
    """

    def __init__(self, *, largest: int) -> None:
        self.largest = largest
        self.words = vocabulary()
        self.tags = [forms[0] for forms in self.words.lemmas[40:440]]
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTERS}
        self.number = 0
        self.now = datetime.now(UTC).replace(microsecond=0)

    def grow(self, number: int) -> float:
        """Let there be *number* items, counted and analysed; the seconds that it took."""
        start = time.perf_counter()
        if not self.number:
            self._begin()
        kept = [*_drop_slow_indexes(Item), *_drop_slow_indexes(SearchWord)]
        cluster = current_cluster()
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [
                pool.submit(run_in_cluster, cluster, self._write, first, min(first + CHUNK, number))
                for first in range(self.number, number, CHUNK)
            ]
            for done in writing:
                for name, counter in done.result().items():
                    self.counts[name].update(counter)
            list(pool.map(lambda _one: connection.close(), range(WRITERS)))
        self.number = number
        run(f"SELECT setval(pg_get_serial_sequence('{table(Item)}', 'id'), {number})")
        self._count()
        for statement in kept:
            run(statement)
        for model in (Organisation, Capability, Sector, Item, Item.sectors.through, Comment, Interest, SearchWord):
            run(f"VACUUM (ANALYZE) {table(model)}")
        return time.perf_counter() - start

    def read(self, number: int) -> None:
        """Take up *number* items that an earlier run made. Raises ``ValueError`` if it did not come to its end."""
        self.number = number
        self.counts["items"].update(dict(SearchWord.objects.values_list("word", "items")))
        if self.counts["items"][TOTALS] != number:
            raise ValueError(f"The kept database has no whole {number} items: run once without BENCH_KEEP")

    def word(self, *, share: float) -> str:
        """The form of a word that about this share of all texts has, in any of its forms."""
        wanted = share * self.number
        texts = self.counts["items"]
        return min(self.words.lemmas[20:], key=lambda forms: abs(sum(texts[form] for form in forms) - wanted))[0]

    def _begin(self) -> None:
        Sector.objects.bulk_create(
            Sector(code=f"sector-{index}", name={"ru": f"Отрасль {index}"}, order=index) for index in range(SECTORS)
        )
        self.sectors = list(Sector.objects.values_list("pk", flat=True))
        self.organisations = [OrganisationFactory().pk for _index in range(ORGANISATIONS)]
        chance = random.Random(7)
        texts = [" ".join(self.words.draw(chance, 12)) for _index in range(CAPABILITIES * ORGANISATIONS)]
        Capability.objects.bulk_create(
            Capability(organisation_id=self.organisations[index % ORGANISATIONS], title=text[:60], text=text)
            for index, text in enumerate(texts)
        )

    def _write(self, first: int, end: int) -> dict[str, Counter[str]]:
        """Write the items *first* to *end*; how many of them have each word."""
        chance = random.Random(first)
        counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTERS}
        items, sectors, comments, interests = [], [], [], []
        for index in range(first, end):
            item = self._item(index, chance, counts)
            items.append(item)
            sectors += [(index + 1, sector) for sector in chance.sample(self.sectors, chance.choice((1, 1, 2)))]
            when = item["created_at"]
            comments += [{"item_id": index + 1, "text": "…", "created_at": when}] * chance.choice((0, 0, 0, 1))
            if chance.random() < 0.15:
                by = chance.choice(self.organisations)
                interests.append(
                    {"item_id": index + 1, "organisation_id": by, "created_at": when, "state_changed_at": when}
                )
        copy(Item, items)
        copy(Item.sectors.through, ({"item_id": item, "sector_id": sector} for item, sector in sectors))
        copy(Comment, comments)
        copy(Interest, ({**row, "state": InterestState.SENT, "message": "…"} for row in interests))
        return counts

    def _item(self, index: int, chance: random.Random, counts: dict[str, Counter[str]]) -> dict[str, Any]:
        drawn = self.words.draw(chance, 17 + chance.randint(15, 45))
        state, mode = chance.choice(STATES), chance.choice(MODES)
        age = timedelta(days=YEARS * 365 * (1 - index / self.largest), minutes=chance.randint(0, 600))
        when = self.now - age
        _tally(counts, state, mode, set(drawn[:17]), set(drawn))
        is_drawn = state in (ItemState.DRAFT, ItemState.IN_REVIEW)
        return {
            "id": index + 1,
            "kind": chance.choice(KINDS),
            "title": " ".join(drawn[:5]),
            "summary": " ".join(drawn[5:17]),
            "body": " ".join(drawn[17:]),
            "organisation_id": chance.choice(self.organisations),
            "tags": "{" + ",".join(sorted(set(chance.choices(self.tags, k=chance.randint(0, 3))))) + "}",
            "region": chance.choice(REGIONS),
            "state": state,
            "mode": mode,
            "state_changed_at": when,
            "published_at": None if is_drawn else when,
            "valid_until": (self.now + timedelta(days=chance.randint(1, 180))).date(),
            "created_at": when,
            "updated_at": when,
        }

    def _count(self) -> None:
        run(f"TRUNCATE {table(SearchWord)}")
        words = sorted(self.counts["items"])
        total = {name: self.counts[name].pop(TOTALS, 0) for name in COUNTERS}
        rows = ({"word": word, "shortened": _array(kept_forms(word)), **self._numbers(word)} for word in words if word)
        copy(SearchWord, [{"word": TOTALS, **total}, *rows])
        for name, number in total.items():
            self.counts[name][TOTALS] = number

    def _numbers(self, word: str) -> dict[str, int]:
        return {name: self.counts[name][word] for name in COUNTERS}


def _tally(counts: dict[str, Counter[str]], state: str, mode: str, public: set[str], whole: set[str]) -> None:
    counts["items"].update([*whole, TOTALS])
    if state in PUBLIC_STATES:
        closed = "closed_" if mode == ItemMode.MEMBERS else ""
        counts[f"{closed}summaries"].update([*public, TOTALS])
        counts[f"{closed}texts"].update([*whole, TOTALS])


def table(model: type[models.Model]) -> str:
    """The quoted name of its table."""
    return str(connection.ops.quote_name(model._meta.db_table))


def run(statement: str) -> list[Any]:
    """The rows of a statement, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows by COPY; a column that a row does not name gets its field's default, or an empty value."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
    given = [field for field in fields if not (field.primary_key and model is not Item)]
    blank: dict[str, Any] = {field.column: _blank(field) for field in given}
    columns = ", ".join(connection.ops.quote_name(name) for name in blank)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table(model)} ({columns}) FROM STDIN") as sink:
        sink.write("".join("\t".join(map(_text, {**blank, **row}.values())) + "\n" for row in rows))


def _blank(field: Any) -> Any:
    if field.null:
        return None
    default: Any = field.get_default()
    return "{}" if isinstance(default, list) else default if default is not None else ""


def _text(value: Any) -> str:
    return "\\N" if value is None else str(value)


def _array(values: Iterable[str]) -> str:
    return "{" + ",".join(values) + "}"


def _drop_slow_indexes(model: type[models.Model]) -> list[str]:
    """Take off the inverted indexes, which are made faster over all rows; the statements that make them again."""
    made = run(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
        f"AND tablename = '{model._meta.db_table}' AND indexdef LIKE '%USING gin%'"
    )
    for name, _definition in made:
        run(f'DROP INDEX "{name}"')
    return [definition for _name, definition in made]
