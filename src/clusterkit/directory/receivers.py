"""What the directory shows on the surfaces of the site, and what its files are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.policies import Actor, SystemActor
from clusterkit.core.surfaces import (
    Block,
    Entry,
    SearchGroup,
    SearchHit,
    SearchPayload,
    Switch,
    SwitchOption,
    Task,
    ViewerPayload,
)
from clusterkit.directory.actions import PUBLISH, REQUEST, VIEW
from clusterkit.directory.models import Affiliation
from clusterkit.directory.selectors import (
    Offer,
    disputed_claims,
    offers_for,
    organisations,
    organisations_of,
    participants_row,
    search_organisations,
    unattended_requests,
    unpublished,
    waiting_requests,
)
from clusterkit.directory.services.claim_links import forget_links
from clusterkit.directory.services.sectors import add_missing_sectors
from clusterkit.hosting.blueprints.registry import in_languages
from clusterkit.hosting.hooks import ClusterCopied, SeedCluster, cluster_copied, seed_cluster

SHOWN_SINGLY: Final = 3
"""So many organisations that wait to be shown have a line of their own among the office's tasks."""


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
    """People who wait for one's confirmation, and organisations that one may act for by one's address."""
    requests = [_task(row) for row in waiting_requests(payload.viewer)] if payload.viewer.administered_ids else []
    return [*requests, *(_offered(offer) for offer in offers_for(payload.viewer))]


def _offered(offer: Offer) -> Task:
    return Task(
        _("You may act for %(organisation)s") % {"organisation": offer.organisation},
        reverse("clusterkit_directory:join", kwargs={"slug": offer.organisation.slug}),
        _("You have an address at %(domain)s") % {"domain": offer.domain},
    )


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Requests that nobody in the organisation can answer, organisations to look at, and mail domains of two."""
    if not payload.viewer.allows(PUBLISH):
        return ()
    return [
        *(_task(row) for row in unattended_requests(payload.viewer)),
        *_to_be_shown(payload.viewer),
        *(
            Task(
                _("%(organisation)s says that %(domain)s is its mail domain, and so does another one")
                % {"organisation": row.organisation, "domain": row.domain},
                reverse("clusterkit_directory:domain-claims"),
                since=row.state_changed_at,
                tone="warn",
            )
            for row in disputed_claims(payload.viewer)
        ),
    ]


def _to_be_shown(viewer: Actor) -> list[Task]:
    """Each organisation by itself, or all in one line where the other tasks would be lost among them."""
    rows = list(unpublished(viewer).prefetch_related(None))
    if len(rows) > SHOWN_SINGLY:
        title = ngettext(
            "%(number)d organisation is registered and waits to be shown",
            "%(number)d organisations are registered and wait to be shown",
            len(rows),
        )
        address = reverse("clusterkit_directory:list", query={"hidden": "true"})
        return [Task(title % {"number": len(rows)}, address, since=rows[0].created_at)]
    return [
        Task(
            _("%(organisation)s is registered and waits to be shown") % {"organisation": row},
            row.get_absolute_url(),
            since=row.created_at,
        )
        for row in rows
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


def acting(payload: ViewerPayload) -> Switch | None:
    """For which of several organisations one acts."""
    viewer = payload.viewer
    if len(viewer.organisation_ids) < 2:
        return None
    options = [
        SwitchOption(row.slug, str(row), row.pk == viewer.acting_organisation_id)
        for row in organisations_of(viewer).prefetch_related(None)
    ]
    label = _("You act for") if viewer.acting_organisation_id else _("Choose for whom you act")
    return Switch(label, reverse("clusterkit_directory:choose"), "organisation", options)


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to one's own organisation."""
    if not payload.viewer.allows(REQUEST):
        return ()
    several = len(payload.viewer.organisation_ids) > 1
    label = _("My organisations") if several else _("My organisation")
    return [Entry(label, reverse("clusterkit_directory:mine"), 20)]


@cluster_copied.connect
def links_open_nothing(payload: ClusterCopied) -> None:
    """In a copied cluster the links in the mails about mail domains are dead."""
    forget_links()


@seed_cluster.connect(order=20)
def first_sectors(payload: SeedCluster) -> None:
    """The fields of work that the blueprint names."""
    languages = payload.cluster.languages
    rows = [(row.code, in_languages(row.name, languages)) for row in payload.blueprint.sectors]
    add_missing_sectors(rows=rows, actor=SystemActor())
