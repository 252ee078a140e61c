"""Precision at five of the matching beside plain full-text rank, over the labelled pairs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final

from bench.matching.labelled import BLIND, PARTS, Labelled, precision, read
from bench.matching.world import put
from bench.table import Result

_PLAIN: Final = """
    SELECT documents.name
      FROM unnest(%s::text[], %s::text[], %s::text[]) AS documents (name, title, body),
           LATERAL (SELECT setweight(to_tsvector('russian', title), 'A') || setweight(to_tsvector('russian', body), 'C')) AS made (vector),
           (SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery
              FROM unnest(tsvector_to_array(to_tsvector('russian', %s))) AS lexeme) AS asked (query)
     WHERE vector @@ query
     ORDER BY ts_rank(vector, query) DESC, documents.name
"""
"""Any of the request's words, the headings before the text, by ts_rank."""


def gains() -> Iterator[Result]:
    """``ideas.match.precision_gain`` on the held-out requests of the rounds that were written blind, and on those of each round;
    ``…_tuning`` on those that the weights were chosen by."""
    from clusterkit.tenancy.context import cluster_context
    from clusterkit.tenancy.provisioning import create_cluster

    labelled = read()
    slug = f"labelled-{secrets.token_hex(3)}"
    cluster = create_cluster(slug=slug, host=f"{slug}.testserver", name={"en": "Labelled"})
    with cluster_context(cluster):
        rows = put(labelled)
        _count_words()
        ours = _ranked_by_us(labelled, rows)
        plain = _ranked_plainly(labelled)
    tuning, held_out = PARTS
    chosen = {
        "": labelled.of_part(held_out, BLIND),
        "_first_round": labelled.of_part(held_out, (1,)),
        "_second_round": labelled.of_part(held_out, (2,)),
        "_third_round": labelled.of_part(held_out, (3,)),
        "_tuning": labelled.of_part(tuning),
    }
    for name, asked in chosen.items():
        yield _result(f"ideas.match.precision_gain{name}", labelled, asked, ours, plain)


def _result(
    name: str, labelled: Labelled, asked: list[str], ours: dict[str, list[str]], plain: dict[str, list[str]]
) -> Result:
    """The value is how many times the baseline's precision ours is; the baseline's own precision stands in its name."""
    mine, base = (
        sum(precision(ranked[request], labelled.grades[request]) for request in asked) / len(asked)
        for ranked in (ours, plain)
    )
    return Result.of(name, mine / base, f"times, P@5 {mine:.3f}", f"ts_rank, P@5 {base:.3f}, {len(asked)} requests", 1)


def _count_words() -> None:
    from clusterkit.ideas.services.words import count_changed, mark_all

    mark_all()
    while count_changed():
        pass


def _ranked_by_us(labelled: Labelled, rows: dict[str, Any]) -> dict[str, list[str]]:
    from clusterkit.ideas.matching.fits import fits_of

    names = {(type(row).__name__, row.pk): name for name, row in rows.items()}

    def ranked(item: Any) -> list[str]:
        found = sorted((fit for fit in fits_of(item) if fit.item == item.pk), key=lambda fit: -fit.score)
        keys = [("Item", fit.other) if fit.other else ("Organisation", fit.organisation) for fit in found]
        return [names[key] for key in keys if key in names]

    return _each(labelled, lambda text: ranked(rows[text["id"]]))


def _ranked_plainly(labelled: Labelled) -> dict[str, list[str]]:
    from clusterkit.tenancy.context import tenant_connection

    documents = [_document(text) for text in labelled.targets]
    columns = [list(column) for column in zip(*documents, strict=True)]

    def ranked(text: dict[str, Any]) -> list[str]:
        with tenant_connection().cursor() as cursor:
            asked = f"{text['title']}\n{text['summary']}\n{text['body']}"
            cursor.execute(_PLAIN, [*columns, asked])
            return [row[0] for row in cursor.fetchall()]

    return _each(labelled, ranked)


def _document(text: dict[str, Any]) -> tuple[str, str, str]:
    if text["kind"] == "organisation":
        can = "\n".join(f"{part['title']}\n{part['text']}" for part in text["capabilities"])
        return text["id"], text["name"], f"{text['summary']}\n{can}"
    return text["id"], text["title"], f"{text['summary']}\n{text['body']}"


def _each(labelled: Labelled, rank: Callable[[dict[str, Any]], list[str]]) -> dict[str, list[str]]:
    return {text["id"]: rank(text) for text in labelled.requests}
