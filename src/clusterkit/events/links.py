"""What events give to the meter of links: people who met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.hooks import LinkKind, LinkRow, Links, LinksPeriod, organisation_links
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Registration

MEETINGS: Final = LinkKind(
    "meetings",
    _("Met at events"),
    _("Two people who attended the same event, each for an organisation. Each two of them are counted."),
    40,
)


@organisation_links.connect(order=20)
def event_links(period: LinksPeriod) -> Sequence[Links]:
    """Who attended, by event and organisation in one query; the pairs of an event are computed from it."""
    attended = (
        # A guest has no account: he would be nobody in particular, and the meter counts different people.
        Registration.objects.filter(state=RegistrationState.ATTENDED, organisation__isnull=False, user__isnull=False)
        .filter(event__starts_at__gte=period.since, event__starts_at__lt=period.until)
        .order_by()
        .annotate(quarter=TruncQuarter("event__starts_at", tzinfo=period.time_zone))
        .values_list("event_id", "quarter", "organisation_id")
        .annotate(people=ArrayAgg("user_id", distinct=True))
    )
    by_event: dict[tuple[int, date], dict[int, frozenset[int]]] = defaultdict(dict)
    for event_id, quarter, organisation_id, people in attended:
        by_event[event_id, quarter.date()][organisation_id] = frozenset(people)
    return [Links(MEETINGS, [row for (_event, day), sides in by_event.items() for row in _meetings(day, sides)])]


def _meetings(day: date, sides: dict[int, frozenset[int]]) -> Iterable[LinkRow]:
    for organisation_id, people in sides.items():
        inside = len(people) * (len(people) - 1) // 2
        if inside:
            yield LinkRow(day, organisation_id, organisation_id, inside, people)
    for (first, some), (second, others) in combinations(sides.items(), 2):
        yield LinkRow(day, first, second, len(some) * len(others), some | others)
