"""Charts drawn on the server as SVG, each with its table; the map of hexagon tiles; and the picture of a network."""

from clusterkit.core.web.charts.drawing import Chart, Series
from clusterkit.core.web.charts.network import Edge, Network, Node
from clusterkit.core.web.charts.regions import RegionMap, Tile, register_tiles, registered_tiles

__all__ = ["Chart", "Edge", "Network", "Node", "RegionMap", "Series", "Tile", "register_tiles", "registered_tiles"]
