"""Charts and the map: every number is there, in the drawing or the table, whatever the language."""

import re
from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.utils import translation

from clusterkit.core.web.charts import (
    Chart,
    RegionMap,
    Series,
    Tile,
    regions,
    register_tiles,
    registered_tiles,
)


def render(source: str, **values: object) -> str:
    return Template("{% load clusterkit %}" + source).render(Context(values))


def test_bars_are_in_proportion_and_leave_room_for_the_value() -> None:
    marks = Chart("t", ["a", "b", "c"], [Series("s", [5, 10, 0])]).marks
    assert [mark.width for mark in marks] == [43, 86, 0]
    assert len({mark.y for mark in marks}) == 3


def test_columns_stand_on_the_same_ground_under_the_scale() -> None:
    chart = Chart("t", ["a", "b"], [Series("s", [3, 7]), Series("r", [1, 2])], kind="column")
    assert {round(mark.y + mark.height, 1) for mark in chart.marks} == {chart.grid[0].y}
    assert chart.top >= 7
    assert min(line.y for line in chart.grid) <= min(mark.y for mark in chart.marks)


def test_a_line_joins_its_points_in_order() -> None:
    first, second, last = Chart("t", ["a", "b", "c"], [Series("s", [1, 2, 3])], kind="line").marks
    assert (first.next_x, first.next_y) == (second.x, second.y)
    assert last.next_x is None


@pytest.mark.parametrize("largest", [0, 1, 4, 5, 9, 17, 45, 99, 100, 101, 12_345])
def test_the_scale_ends_at_or_above_the_largest_value(largest: int) -> None:
    chart = Chart("t", ["a"], [Series("s", [largest])], kind="column")
    assert largest <= chart.top <= max(2.5 * largest, 4)
    assert chart.grid[0].text == "0"


def test_many_labels_are_thinned_out_but_all_stand_in_the_table() -> None:
    labels = [f"month {number}" for number in range(24)]
    chart = Chart("t", labels, [Series("s", list(range(24)))], kind="column")
    assert len(chart.captions) <= 8
    assert not chart.has_room
    html = render("{% chart chart %}", chart=chart)
    assert all(f'<th scope="row">{label}</th>' in html for label in labels)


def test_long_labels_that_are_thinned_out_do_not_touch_on_a_phone() -> None:
    values = [Series("s", list(range(12)))]
    assert len(Chart("t", [f"Nov {year}" for year in range(2020, 2032)], values, kind="column").captions) == 4
    assert len(Chart("t", [str(year) for year in range(2020, 2032)], values, kind="column").captions) == 6


def test_a_long_label_is_cut_in_the_drawing_only() -> None:
    label = "Возвращена на доработку с указанием причины и срока ответа"
    chart = Chart("t", [label], [Series("s", [1])])
    assert chart.captions[0].text.endswith("…")
    assert label in render("{% chart chart %}", chart=chart)


@pytest.mark.parametrize(
    ("kind", "series", "complaint"),
    [
        ("pie", [Series("s", [1])], "unknown kind"),
        ("bar", [], "1 to 4 series"),
        ("bar", [Series("s", [1])] * 5, "1 to 4 series"),
        ("bar", [Series("s", [1, 2])], "one value for each label"),
        ("bar", [Series("s", [-1])], "below zero"),
    ],
)
def test_what_cannot_be_drawn_is_refused(kind: str, series: list[Series], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Chart("t", ["a"], series, kind=kind)


def test_an_empty_chart_is_drawn_all_the_same() -> None:
    for kind in ("bar", "column", "line"):
        assert "<figure" in render("{% chart chart %}", chart=Chart("t", [], [Series("s", [])], kind=kind))


@pytest.mark.parametrize("kind", ["bar", "column", "line"])
def test_geometry_has_points_where_the_language_has_commas(kind: str) -> None:
    chart = Chart("t", ["a", "b", "c"], [Series("s", [1.5, 2, 7])], kind=kind)
    with translation.override("ru"):
        html = render("{% chart chart %}", chart=chart)
    assert not re.findall(r'(?:x|y|x1|x2|y1|y2|cx|cy|width|height)="[\d.]*,', html)
    assert '<td class="ck-num">1,5</td>' in html


def test_a_chart_uses_no_inline_style() -> None:
    html = render(
        "{% chart chart %}{% region_map map %}", chart=Chart("t", ["a"], [Series("s", [1])]), map=RegionMap("m", {})
    )
    assert "style=" not in html


def test_the_map_of_belarus_has_minsk_in_the_middle_of_six() -> None:
    tiles = {tile.code: tile for tile in RegionMap("m", {}).placed}
    assert set(tiles) == {"BY-BR", "BY-HM", "BY-HO", "BY-HR", "BY-MA", "BY-MI", "BY-VI"}
    middle = tiles.pop("BY-HM")
    distances = {round(((tile.x - middle.x) ** 2 + (tile.y - middle.y) ** 2) ** 0.5) for tile in tiles.values()}
    assert max(distances) - min(distances) <= 3
    assert max(distances) < 2 * regions.TILE_RADIUS


def test_the_map_shades_by_count_and_prints_each() -> None:
    regions_map = RegionMap(
        "m", {"BY-VI": 14, "BY-HM": 9, "BY-BR": 1, "PL-14": 3}, urls={"BY-VI": "/?r=vi"}, current="BY-VI"
    )
    shades = {tile.code: tile.shade for tile in regions_map.placed}
    assert shades["BY-VI"] == 3
    assert shades["BY-HM"] == 2
    assert shades["BY-BR"] == 1
    assert shades["BY-MA"] == 0
    with translation.override("en"):
        html = render("{% region_map map %}", map=regions_map)
    assert '<a class="ck-map__link" href="/?r=vi" aria-label="Vitebsk region: 14" aria-current="true">' in html
    assert html.count("<polygon") == 7
    assert '<td class="ck-num">9</td>' in html


@pytest.fixture
def other_country() -> Iterator[str]:
    yield "XX"
    regions._tiles.pop("XX", None)


def test_a_host_registers_another_country(other_country: str) -> None:
    register_tiles(other_country, [Tile("XX-A", "Alpha", 0, 0), Tile("XX-B", "Beta", 2, 0)])
    assert [tile.count for tile in RegionMap("m", {"XX-B": 4}, tiles=other_country).placed] == [0, 4]
    with pytest.raises(ValueError, match="same code"):
        register_tiles(other_country, [Tile("XX-A", "Alpha", 0, 0), Tile("XX-A", "Beta", 2, 0)])
    with pytest.raises(ValueError, match="same place"):
        register_tiles(other_country, [Tile("XX-A", "Alpha", 0, 0), Tile("XX-B", "Beta", 0, 0)])


def test_a_country_without_tiles_is_named() -> None:
    with pytest.raises(LookupError, match="'QQ'"):
        registered_tiles("QQ")


@pytest.mark.parametrize("kind", ["bar", "column", "line"])
def test_labels_lead_to_what_they_count_in_drawing_and_table(kind: str) -> None:
    chart = Chart("t", ["a", "b", "c"], [Series("s", [1, 0, 3])], kind=kind, links=["/a/?x=1&y=2", "", "/c/"])
    html = render("{% chart chart %}", chart=chart)
    assert 'role="group"' in html
    assert '<a class="ck-chart__link" href="/a/?x=1&amp;y=2" aria-label="a: 1">' in html
    assert '<th scope="row"><a href="/c/">c</a></th>' in html
    assert '<th scope="row">b</th>' in html
    assert html.count("ck-chart__link") == 2
    first, last = chart.targets
    assert first.x + first.width <= last.x or first.y + first.height <= last.y
    assert last.x + last.width <= 100.1


def test_several_values_of_a_label_are_named_in_its_link() -> None:
    chart = Chart("t", ["a"], [Series("old", [1]), Series("new", [2])], links=["/a/"])
    assert chart.targets[0].name == "a: old 1, new 2"


def test_a_chart_without_links_is_one_picture() -> None:
    html = render("{% chart chart %}", chart=Chart("t", ["a"], [Series("s", [1])]))
    assert 'role="img"' in html
    assert "<a " not in html


def test_each_label_has_a_link_or_none_has() -> None:
    with pytest.raises(ValueError, match="link"):
        Chart("t", ["a", "b"], [Series("s", [1, 2])], links=["/a/"])
