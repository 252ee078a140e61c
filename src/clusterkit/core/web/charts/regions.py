"""The map of hexagon tiles: one tile a region, its count printed on it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Text

TILE_RADIUS = 62.0
TILE_HALF = TILE_RADIUS * math.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class Tile:
    """A region on a map of hexagons: ``code`` (ISO 3166-2), name, and its place in staggered rows.

    ``column`` counts half tiles from the left, so that neighbours in a row are 2 apart and the next row
    is shifted by 1.
    """

    code: str
    name: Text
    column: int
    row: int


_tiles: dict[str, tuple[Tile, ...]] = {}


def register_tiles(country: str, tiles: Sequence[Tile]) -> None:
    """Give a country (ISO 3166-1 code) its map; a second registration replaces the first.

    Raises ``ValueError`` if two tiles have the same code or stand on the same place.
    """
    if len({tile.code for tile in tiles}) != len(tiles):
        raise ValueError("two tiles have the same code")
    if len({(tile.column, tile.row) for tile in tiles}) != len(tiles):
        raise ValueError("two tiles stand on the same place")
    _tiles[country] = tuple(tiles)


def registered_tiles(country: str) -> tuple[Tile, ...]:
    """Return the tiles of a country. Raises ``LookupError`` if none are registered."""
    try:
        return _tiles[country]
    except KeyError:
        raise LookupError(f"no tiles are registered for {country!r}") from None


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A tile as it is drawn: its centre, outline, count, shade 0 to 3, and where it leads."""

    code: str
    name: Text
    x: float
    y: float
    points: str
    count: int
    shade: int
    url: str
    current: bool

    @property
    def lines(self) -> list[dict[str, object]]:
        """The name word by word under the count, with the offset of each line."""
        return [{"text": word, "dy": 22 + 14 * at} for at, word in enumerate(str(self.name).split()[:2])]


@dataclass(frozen=True)
class RegionMap:
    """Counts by region on a map of hexagons; a region without a count has 0, foreign codes are ignored."""

    title: Text
    counts: Mapping[str, int]
    urls: Mapping[str, str] = field(default_factory=dict)
    tiles: str = "BY"
    current: str = ""
    note: Text = ""

    @cached_property
    def placed(self) -> list[PlacedTile]:
        """The tiles with their places; a hexagon stands on its corner."""
        most = max(self.counts.values(), default=0)
        placed = []
        for tile in registered_tiles(self.tiles):
            x = round((tile.column + 1) * (TILE_HALF + 2) + 2, 1)
            y = round(TILE_RADIUS + 3 + tile.row * (TILE_RADIUS * 1.5 + 3.5), 1)
            count = self.counts.get(tile.code, 0)
            shade = 0 if not count else 3 if count == most else 1 + (count * 2 > most)
            placed.append(
                PlacedTile(
                    tile.code, tile.name, x, y, _hexagon(x, y), count, shade,
                    self.urls.get(tile.code, ""), tile.code == self.current,
                )
            )  # fmt: skip
        return placed

    @property
    def width(self) -> int:
        """The width of the drawing in its own units."""
        return math.ceil(max((tile.x for tile in self.placed), default=0) + TILE_RADIUS * math.sqrt(3) / 2 + 4)

    @property
    def height(self) -> int:
        """The height of the drawing in its own units."""
        return math.ceil(max((tile.y for tile in self.placed), default=0) + TILE_RADIUS + 3)


def _hexagon(x: float, y: float) -> str:
    corners = (math.radians(60 * corner - 90) for corner in range(6))
    return " ".join(
        f"{x + TILE_RADIUS * math.cos(angle):.1f},{y + TILE_RADIUS * math.sin(angle):.1f}" for angle in corners
    )


register_tiles(
    "BY",
    [
        Tile("BY-MI", _("Minsk region"), 1, 0),
        Tile("BY-VI", _("Vitebsk region"), 3, 0),
        Tile("BY-HR", _("Grodno region"), 0, 1),
        Tile("BY-HM", _("Minsk"), 2, 1),
        Tile("BY-MA", _("Mogilev region"), 4, 1),
        Tile("BY-BR", _("Brest region"), 1, 2),
        Tile("BY-HO", _("Gomel region"), 3, 2),
    ],
)
