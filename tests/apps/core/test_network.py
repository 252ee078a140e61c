"""The picture of a network: always the same, readable without colour, with its table."""

from __future__ import annotations

import pytest
from django.template import engines

from clusterkit.core.web.charts import Edge, Network, Node

NAMES = ["Нафтан", "Полоцкий государственный университет", "СМТ № 16", "Политехнический колледж"]


def network(edges: list[Edge], count: int = 4) -> Network:
    nodes = [
        Node(index, NAMES[index % 4] + (f" {index}" if index > 3 else ""), f"/o/{index}/") for index in range(count)
    ]
    return Network("Кто с кем", nodes, edges, "Люди")


def draw(subject: Network) -> str:
    template = engines["django"].from_string("{% load clusterkit %}{% network network %}")
    return str(template.render({"network": subject}))


EDGES = [Edge(0, 1, 12), Edge(1, 2, 6), Edge(3, 0, 5)]


def test_names_and_numbers_stand_in_the_drawing_and_in_the_table() -> None:
    html = draw(network(EDGES))
    table = html[html.index("<table") :]
    for name in NAMES:
        assert name in table
    for edge in EDGES:
        assert html.count(f">{edge.value}<") == 2
    assert 'role="img"' in html
    assert "style=" not in html


def test_the_strongest_pair_stands_first_and_has_the_widest_line() -> None:
    subject = network(EDGES)
    assert [value for _first, _second, value in subject.rows] == [12, 6, 5]
    assert max(subject.lines, key=lambda line: line.width).value == 12
    assert len({line.width for line in subject.lines}) == 3


def test_the_same_network_is_drawn_the_same_whatever_the_order_of_its_edges() -> None:
    assert draw(network(EDGES)) == draw(network(EDGES[::-1]))


def test_everything_lies_inside_the_drawing() -> None:
    subject = network([Edge(first, second, 5) for first in range(12) for second in range(first)], 12)
    for node in subject.placed:
        assert 10 <= node.x <= 90
        assert node.y >= 8
        assert max(node.y + dy for _text, dy in node.lines) <= subject.height


def test_no_two_names_stand_in_the_same_place() -> None:
    subject = network([Edge(first, second, 5) for first in range(12) for second in range(first)], 12)
    places = {(node.x, node.y) for node in subject.placed}
    assert len(places) == 12


def test_beyond_twelve_the_table_goes_on() -> None:
    subject = network([Edge(0, other, 20 - other) for other in range(1, 15)], 15)
    assert len(subject.drawn) == 12
    assert subject.left_out == 3
    assert len(subject.rows) == 14
    assert draw(subject).count("<tr>") == 15


@pytest.mark.parametrize("edge", [Edge(0, 9, 1), Edge(0, 0, 1), Edge(0, 1, 0)])
def test_an_edge_needs_two_known_ends_and_a_value(edge: Edge) -> None:
    with pytest.raises(ValueError, match="edge"):
        network([edge])
