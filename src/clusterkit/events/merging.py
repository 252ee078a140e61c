"""What happens to events and registrations when two organisations become one."""

from __future__ import annotations

from clusterkit.directory.hooks import Moved, OrganisationMerge, move_rows, organisation_merge
from clusterkit.events.models import Event, Registration


@organisation_merge.connect
def move_events(payload: OrganisationMerge) -> list[Moved]:
    """The survivor is the organiser, and those who registered for the merged one come from the survivor."""
    return [move_rows(payload, Event, "organiser"), move_rows(payload, Registration)]
