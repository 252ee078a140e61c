"""What the settings projects of the suite add to the matrix."""

from __future__ import annotations

from datetime import date

from django.apps import apps

from clusterkit.testing.matrix.world import FIRST, SECOND, World

# The leaking views read items.
collect_ignore = [] if apps.is_installed("clusterkit.ideas") else ["test_leaks_are_reported.py"]


def pytest_clusterkit_world(world: World) -> None:
    """The example host's own rows: one beside an open organisation, one beside a closed one."""
    if not apps.is_installed("example_project.partners"):
        return
    from example_project.partners.models import SafetyRecord

    for key in (FIRST, SECOND):
        row = SafetyRecord(
            pk=key, organisation_id=key, number="BY-17", issued_by="Institute", valid_until=date(2099, 1, 1)
        )
        row.save()
        world.put(row)
