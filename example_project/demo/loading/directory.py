"""Sectors, organisations, the people who act for them, and memberships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clusterkit.accounts.services import write_decision
from clusterkit.core.policies import Actor
from clusterkit.directory import services
from clusterkit.directory.consents import LISTED
from clusterkit.directory.models import Organisation, Sector
from clusterkit.directory.services import CapabilityRow, ContactRow
from clusterkit.membership import services as membership
from clusterkit.membership.models import Membership
from example_project.demo.loading.reading import first_day
from example_project.demo.loading.showcase import show


def load_sectors(rows: list[dict[str, Any]], actor: Actor) -> dict[str, Sector]:
    """Sectors by code."""
    return {
        row["code"]: services.create_sector(code=row["code"], name=row["name"], actor=actor, order=(index + 1) * 10)
        for index, row in enumerate(rows)
    }


def load_organisations(rows: list[dict[str, Any]], sectors: dict[str, Sector], actor: Actor) -> dict[str, Organisation]:
    """Organisations by key, with what they offer; members are admitted."""
    found = {}
    for row in rows:
        organisation = services.create_organisation(
            actor=actor,
            short_name=row["short_name"],
            name=row["name"],
            kind=row["kind"],
            country=row["country"],
            number=row["number"],
            sectors=[sectors[code] for code in row["sectors"]],
            slug=row["key"],
            summary=row["summary"],
            city=row["city"],
            region=row["region"] or "",
            website=row["website"],
            founded=row["founded"],
            is_founder=row["founder"],
        )
        capabilities = [CapabilityRow(title=item["title"], text=item["text"]) for item in row["capabilities"]]
        services.set_capabilities(organisation=organisation, actor=actor, rows=capabilities)
        contacts = [ContactRow(kind=item["kind"], value=item["value"], label=item["label"]) for item in row["contacts"]]
        services.set_contacts(organisation=organisation, actor=actor, rows=contacts)
        show(organisation, row, actor)
        if row["member"]:
            admit(organisation, row, actor)
        found[row["key"]] = organisation
    return found


def admit(organisation: Organisation, row: dict[str, Any], actor: Actor) -> None:
    """A membership since the founding, in force to the end of next year or as the row's ``term`` says."""
    today = timezone.localdate()
    term = row.get("term", {})
    end = today + timedelta(days=term["ends_in_days"]) if term else date(today.year + 1, 12, 31)
    membership.admit(organisation=organisation, actor=actor, starts_on=first_day(row["member_since"]), ends_on=end)


def suspend_terms(rows: list[dict[str, Any]], organisations: dict[str, Organisation], actor: Actor) -> None:
    """Suspend the memberships whose row says why: last of all, for a suspended member takes no part any more."""
    for row in rows:
        if reason := row.get("term", {}).get("suspended"):
            term = Membership.objects.get(organisation=organisations[row["key"]])
            membership.suspend(membership=term, reason=reason, actor=actor)


def load_affiliations(
    rows: list[dict[str, Any]], people: dict[str, Any], organisations: dict[str, Organisation], actor: Actor
) -> None:
    """Who acts for whom, shown among the organisation's people as they agreed."""
    for row in rows:
        if row["organisation"]:
            services.add_member(
                organisation=organisations[row["organisation"]],
                user=people[row["email"]],
                actor=actor,
                role=row["affiliation"],
                position=row["role"][:160],
                is_listed=True,
            )
            write_decision(
                user_id=people[row["email"]].pk, purpose=LISTED, given=True, page="/participants/mine/", language="ru"
            )
