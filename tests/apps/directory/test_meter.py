"""What the meter of links says of few people: nothing, and nothing that tells it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.directory.meter.quarters import Quarter, last_quarters
from clusterkit.directory.meter.suppression import LEAST_PEOPLE, Figure, Parts, Tally, shown


def tally(number: int, *people: int) -> Tally:
    return Tally(number, set(people))


def many(number: int, first: int = 1) -> Tally:
    return Tally(number, set(range(first, first + LEAST_PEOPLE)))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 1), ["2025-Q3", "2025-Q4", "2026-Q1"]),
        (date(2026, 12, 31), ["2026-Q2", "2026-Q3", "2026-Q4"]),
    ],
)
def test_the_last_quarters_end_with_todays(today: date, expected: list[str]) -> None:
    assert [quarter.code for quarter in last_quarters(3, today)] == expected


def test_a_quarter_begins_at_midnight_of_the_clusters_zone() -> None:
    begins = Quarter(2026, 4).begins(ZoneInfo("Europe/Minsk"))
    assert begins.isoformat() == "2026-10-01T00:00:00+03:00"
    assert Quarter(2026, 4).following == Quarter(2027, 1)
    assert Quarter(2026, 4).label == "IV 2026"


def test_five_people_are_enough_and_four_are_not() -> None:
    figures, _total = shown([Parts(many(3), many(1)), Parts(tally(9, 1, 2, 3, 4), many(1))])
    assert figures == [Figure(3, 4), Figure()]
    assert figures[0].share == 75


def test_few_people_inside_leave_the_number_that_crosses_without_its_share() -> None:
    [figure], _total = shown([Parts(many(6), tally(1, 9))])
    assert figure == Figure(6, None)
    assert figure.share is None


def test_an_empty_part_beside_many_people_is_a_nought() -> None:
    figures, _total = shown([Parts(many(6)), Parts(Tally(), many(2))])
    assert figures == [Figure(6, 6), Figure(0, 2)]


def test_a_total_is_left_out_where_one_quarter_is_hidden() -> None:
    _figures, total = shown([Parts(many(6)), Parts(tally(2, 1, 2))])
    assert total == Figure()


def test_a_total_is_left_out_where_each_hidden_quarter_must_have_one_link() -> None:
    _figures, total = shown([Parts(tally(1, 1, 2, 3)), Parts(tally(1, 4, 5, 6))])
    assert total == Figure()


def test_a_total_of_hidden_quarters_is_shown_where_it_leaves_open_how_it_is_divided() -> None:
    figures, total = shown([Parts(tally(2, 1, 2, 3)), Parts(tally(1, 4, 5, 6))])
    assert figures == [Figure(), Figure()]
    assert total == Figure(3, 3)


def test_nothing_is_said_of_nobody() -> None:
    assert shown([Parts(), Parts()]) == ([Figure(), Figure()], Figure())


parts = st.builds(
    lambda people, number: Tally(max(number, (len(people) + 1) // 2) if people else 0, set(people)),
    st.frozensets(st.integers(1, 9), max_size=7),
    st.integers(1, 6),
)
tables = st.lists(st.builds(Parts, parts, parts), min_size=1, max_size=4)


def others(cells: list[Parts], index: int, side: str) -> Iterator[list[Parts]]:
    """Tables that differ in this part: a link more, a link moved to another quarter or from there."""
    more = deepcopy(cells)
    getattr(more[index], side).number += 1
    yield more
    for other in range(len(cells)):
        for giver, taker in ((index, other), (other, index)):
            moved = deepcopy(cells)
            given_by, taken_by = getattr(moved[giver], side), getattr(moved[taker], side)
            if giver != taker and given_by.number > 1 and taken_by.number:
                given_by.number -= 1
                taken_by.number += 1
                yield moved
    # Whoever looks knows no people: they may be others, and fewer.
    fewer = deepcopy(cells)
    getattr(fewer[index], side).number += 1
    for cell in fewer:
        for tallied in (cell.crossing, cell.inside):
            if 0 < len(tallied.people) < LEAST_PEOPLE:
                tallied.people = {1}
    yield fewer


@settings(max_examples=600, deadline=None)
@given(tables)
def test_no_published_number_can_be_solved_for_a_hidden_one(cells: list[Parts]) -> None:
    """For each part with one to four people there is another table that looks the same and differs in this part."""
    published = shown(cells)
    for index, cell in enumerate(cells):
        for side in ("crossing", "inside"):
            if 0 < len(getattr(cell, side).people) < LEAST_PEOPLE:
                assert any(shown(other) == published for other in others(cells, index, side)), (index, side)


@settings(max_examples=300, deadline=None)
@given(tables)
def test_every_published_number_has_five_people_behind_it_or_is_a_nought(cells: list[Parts]) -> None:
    figures, total = shown(cells)
    for cell, figure in zip(cells, figures, strict=True):
        if figure.crossing:
            assert len(cell.crossing.people) >= LEAST_PEOPLE
        if figure.total is not None:
            assert figure.crossing is not None
            assert not cell.inside.number or len(cell.inside.people) >= LEAST_PEOPLE
    if total.crossing:
        assert total.crossing == sum(cell.crossing.number for cell in cells)


def test_the_control_finds_a_total_that_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule about totals the property does not hold."""
    from clusterkit.directory.meter import suppression

    monkeypatch.setattr(suppression, "_is_safe", lambda hidden: True)
    cells = [Parts(many(6)), Parts(tally(2, 1, 2))]
    published = shown(cells)
    assert published[1].crossing == 8
    assert not any(shown(other) == published for other in others(cells, 1, "crossing"))
