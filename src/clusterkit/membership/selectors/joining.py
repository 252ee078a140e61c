"""How a person comes to membership: where he stands on the way, and what is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from clusterkit.core.policies import Actor, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.membership.models import Application


@dataclass(frozen=True)
class Standing:
    """Where a person stands: ``code`` is guest, no_organisation, may_apply, applying or member."""

    code: str
    application: Application | None = None


def administered(viewer: Actor) -> QuerySet[Organisation]:
    """The organisations for which *viewer* may apply."""
    return visible_to(viewer, Organisation.objects.filter(pk__in=viewer.administered_ids))


def standing_of(viewer: Actor) -> Standing:
    """Where *viewer* stands on the way to membership."""
    if not viewer.is_authenticated:
        return Standing("guest")
    running = own_open_applications(viewer)
    if running:
        return Standing("applying", running[0])
    if viewer.member_organisation_ids:
        return Standing("member")
    return Standing("may_apply" if viewer.administered_ids else "no_organisation")


def own_open_applications(viewer: Actor) -> list[Application]:
    """Open applications of the organisations that *viewer* administers, the newest first."""
    if not viewer.administered_ids:
        return []
    rows = Application.objects.open().filter(organisation_id__in=viewer.administered_ids)
    return list(visible_to(viewer, rows.select_related("organisation")))
