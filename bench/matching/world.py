"""The labelled texts as rows of the bench cluster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench.matching.labelled import Labelled


def put(labelled: Labelled) -> dict[str, Any]:
    """Make the organisations and items; they are found again by the names of the set."""
    from django.utils import timezone

    from clusterkit.directory.models import Capability, Organisation, Profile, Sector
    from clusterkit.ideas.enums import ItemState
    from clusterkit.ideas.models import Item

    rows: dict[str, Any] = {}
    sectors: dict[str, Any] = {}

    def sectors_of(text: dict[str, Any]) -> list[Any]:
        for code in text["sectors"]:
            if code not in sectors:
                sectors[code] = Sector.objects.get_or_create(code=code, defaults={"name": {"ru": code}})[0]
        return [sectors[code] for code in text["sectors"]]

    def organisation(name: str, title: str, summary: str = "") -> Any:
        return Organisation.objects.create(
            slug=f"matching-{name}",
            name={"ru": title},
            short_name={"ru": title},
            summary={"ru": summary},
            is_published=True,
        )

    for text in [*labelled.requests, *labelled.targets]:
        name = text["id"]
        if text.get("kind") == "organisation":
            row = organisation(name, text["name"], text["summary"])
            row.sectors.set(sectors_of(text))
            for number, profile in enumerate(text["profiles"]):
                row.profiles.add(
                    Profile.objects.create(sector=sectors_of(text)[0], code=f"{name}-{number}", name={"ru": profile})
                )
            for capability in text["capabilities"]:
                Capability.objects.create(organisation=row, **capability)
        else:
            row = Item.objects.create(
                kind=text.get("kind", "request"),
                title=text["title"],
                summary=text["summary"],
                body=text["body"],
                tags=text["tags"],
                organisation=organisation(name, name),
                state=ItemState.PUBLISHED,
                published_at=timezone.now(),
                valid_until=timezone.localdate() + timedelta(days=60),
            )
            row.sectors.set(sectors_of(text))
        rows[name] = row
    return rows
