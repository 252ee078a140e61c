"""Charts drawn on the server as SVG, each with its table; and the map of hexagon tiles."""

from clusterkit.core.web.charts.drawing import Chart, Series
from clusterkit.core.web.charts.regions import RegionMap, Tile, register_tiles, registered_tiles

__all__ = ["Chart", "RegionMap", "Series", "Tile", "register_tiles", "registered_tiles"]
