"""Sectors, organisations, the people who act for them, and memberships."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from clusterkit.core.policies import Actor
from clusterkit.directory import services
from clusterkit.directory.models import Organisation, Sector
from clusterkit.directory.services import CapabilityRow, ContactRow
from clusterkit.membership import services as membership
from example_project.demo.loading.reading import first_day


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
        if row["member"]:
            admit(organisation, row["member_since"], actor)
        found[row["key"]] = organisation
    return found


def admit(organisation: Organisation, since: str, actor: Actor) -> None:
    """A membership since the founding, in force to the end of next year."""
    end = date(timezone.localdate().year + 1, 12, 31)
    membership.admit(organisation=organisation, actor=actor, starts_on=first_day(since), ends_on=end)


def load_affiliations(
    rows: list[dict[str, Any]], people: dict[str, Any], organisations: dict[str, Organisation], actor: Actor
) -> None:
    """Who acts for whom."""
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
