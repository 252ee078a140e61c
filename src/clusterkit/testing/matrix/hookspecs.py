"""The hook by which a host adds to the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterkit.testing.matrix.world import World


def pytest_clusterkit_world(world: World) -> None:
    """Put your app's rows into *world*, and say what stands in your addresses.

    Called once for each of two clusters, standing in it; the rows need the same keys in both.
    """


def pytest_clusterkit_public_world(world: World) -> None:
    """The same for addresses of the public host, standing in its schema."""
