"""What the directory shows on the surfaces of the site, and what its files are for."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.policies import SystemActor
from clusterkit.core.surfaces import Block, Entry, SearchGroup, SearchHit, SearchPayload, Task, ViewerPayload
from clusterkit.directory.actions import PUBLISH, REQUEST, VIEW
from clusterkit.directory.models import Affiliation
from clusterkit.directory.selectors import (
    organisations,
    participants_row,
    search_organisations,
    unattended_requests,
    unpublished,
    waiting_requests,
)
from clusterkit.directory.services.sectors import add_missing_sectors
from clusterkit.hosting.blueprints.registry import in_languages
from clusterkit.hosting.hooks import SeedCluster, seed_cluster


def search(payload: SearchPayload) -> SearchGroup | None:
    """Participants that have the words."""
    if not payload.viewer.allows(VIEW):
        return None
    rows = search_organisations(organisations(payload.viewer).prefetch_related(None), payload.text)
    hits = [
        SearchHit(_("Participant"), str(row), row.get_absolute_url(), str(row.summary)) for row in rows[: payload.limit]
    ]
    more = reverse("clusterkit_directory:list", query={"q": payload.text})
    return SearchGroup(_("Participants"), hits, more, order=10) if hits else None


def home(payload: ViewerPayload) -> Block | None:
    """Some participants, the founders first."""
    if not payload.viewer.allows(VIEW):
        return None
    rows, total = participants_row(payload.viewer)
    if not rows:
        return None
    more = _("All participants: %(number)d") % {"number": total}
    return Block(
        "clusterkit/directory/blocks/home.html", {"organisations": rows, "total": total, "more_label": more}, order=40
    )


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """People who wait for one's confirmation."""
    if not payload.viewer.administered_ids:
        return ()
    return [_task(row) for row in waiting_requests(payload.viewer)]


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Requests that nobody in the organisation can answer, and organisations to look at."""
    if not payload.viewer.allows(PUBLISH):
        return ()
    return [
        *(_task(row) for row in unattended_requests(payload.viewer)),
        *(
            Task(
                _("%(organisation)s is registered and waits to be shown") % {"organisation": row},
                row.get_absolute_url(),
                since=row.created_at,
            )
            for row in unpublished(payload.viewer).prefetch_related(None)
        ),
    ]


def _task(row: Affiliation) -> Task:
    person = row.user.get_full_name()
    return Task(
        _("%(person)s asks to act for %(organisation)s") % {"person": person, "organisation": row.organisation},
        reverse("clusterkit_directory:people", kwargs={"slug": row.organisation.slug}),
        row.position,
        row.created_at,
        "warn",
    )


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to one's own organisation."""
    if not payload.viewer.allows(REQUEST):
        return ()
    several = len(payload.viewer.organisation_ids) > 1
    label = _("My organisations") if several else _("My organisation")
    return [Entry(label, reverse("clusterkit_directory:mine"), 20)]


@seed_cluster.connect(order=20)
def first_sectors(payload: SeedCluster) -> None:
    """The fields of work that the blueprint names."""
    languages = payload.cluster.languages
    rows = [(row.code, in_languages(row.name, languages)) for row in payload.blueprint.sectors]
    add_missing_sectors(rows=rows, actor=SystemActor())
