"""Blueprints: what a new cluster begins with. The package brings two; a host registers its own."""

from clusterkit.hosting.blueprints.industry import INDUSTRY
from clusterkit.hosting.blueprints.registry import (
    Blueprint,
    Blueprints,
    PageSeed,
    SectorSeed,
    UnknownBlueprintError,
    blueprints,
)

__all__ = ["Blueprint", "Blueprints", "PageSeed", "SectorSeed", "UnknownBlueprintError", "blueprints"]

blueprints.register(Blueprint("empty", "Nothing but the tables"))
blueprints.register(INDUSTRY)
