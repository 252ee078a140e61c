"""What a list can be narrowed by beyond kind, state and sector: tags, regions, organisations.

Counted over the newest rows of the list only. So it costs the same in a small exchange and in a large one, and names
what is of use now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db.models import QuerySet

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.ideas.models import Item
from clusterkit.ideas.selectors.owners import known_owner

COUNTED: Final = 1000
TAGS_SHOWN: Final = 12
ORGANISATIONS_SHOWN: Final = 8


@dataclass(frozen=True)
class Narrowing:
    """The commonest tags, the regions and the organisations that one may know of, each with its number of items.

    ``is_part`` says that the list has more rows than were counted, so the numbers are not those of the whole list.
    """

    tags: dict[str, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)
    organisations: dict[Organisation, int] = field(default_factory=dict)
    is_part: bool = False


def narrowing_of(rows: QuerySet[Item], viewer: Actor) -> Narrowing:
    """What *rows*, a list as *viewer* sees it, can be narrowed by. An item without a name counts under no organisation
    unless its owner is known to him."""
    newest = Item.objects.filter(pk__in=rows.order_by("-published_at", "-pk").values("pk")[: COUNTED + 1])
    found = list(
        newest.order_by()
        .annotate(is_identified=known_owner(viewer))
        .values_list("tags", "region", "organisation_id", "is_identified")
    )
    tags = Counter(tag for row in found for tag in set(row[0]))
    regions = Counter(row[1] for row in found if row[1])
    owners = Counter(row[2] for row in found if row[3])
    shown = sorted(owners.items(), key=lambda pair: (-pair[1], pair[0]))[:ORGANISATIONS_SHOWN]
    named = Organisation.objects.published().in_bulk([pk for pk, _number in shown])
    return Narrowing(
        tags=dict(sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))[:TAGS_SHOWN]),
        regions=dict(regions),
        organisations={named[pk]: number for pk, number in shown if pk in named},
        is_part=len(found) > COUNTED,
    )
