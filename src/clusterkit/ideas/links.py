"""What the exchange gives to the meter of links: replies, answers to items, and talks that began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncQuarter
from django.utils.translation import gettext_lazy as _

from clusterkit.directory.hooks import LinkKind, LinkRow, Links, LinksPeriod, organisation_links
from clusterkit.ideas.enums import InterestState, ItemMode, ItemState
from clusterkit.ideas.models import Comment, Interest, InterestMessage

REPLIES: Final = LinkKind(
    "replies", _("Replies"), _("Comments that answer an item or a comment of somebody else, for an organisation."), 10
)
INTERESTS: Final = LinkKind("interests", _("Answers to items"), _("Answers that organisations sent to items."), 20)
TALKS: Final = LinkKind(
    "talks", _("Talks"), _("Answers that were accepted and in which both sides wrote, by the day of accepting."), 30
)


@organisation_links.connect(order=10)
def exchange_links(period: LinksPeriod) -> Sequence[Links]:
    """Each sort counted by quarter and pair in the database."""
    interests = [*_interests(period)]
    return [Links(REPLIES, [*_replies(period)]), Links(INTERESTS, interests), Links(TALKS, [*_talks(period)])]


def _replies(period: LinksPeriod) -> Iterable[LinkRow]:
    written = (
        Comment.objects.filter(deleted_at=None, hidden_at=None, organisation__isnull=False)
        .filter(created_at__gte=period.since, created_at__lt=period.until)
        .exclude(item__state=ItemState.HIDDEN)
    )
    to_items = written.filter(parent=None).exclude(author=F("item__author"))
    yield from _counted(
        to_items, period, "created_at", "organisation", "item__organisation", ["author", "item__author"]
    )
    to_comments = written.filter(parent__organisation__isnull=False).exclude(author=F("parent__author"))
    yield from _counted(
        to_comments, period, "created_at", "organisation", "parent__organisation", ["author", "parent__author"]
    )


def _interests(period: LinksPeriod) -> Iterable[LinkRow]:
    sent = Interest.objects.filter(created_at__gte=period.since, created_at__lt=period.until)
    yield from _counted(sent, period, "created_at", "organisation", "item__organisation", ["author", "item__author"])


def _talks(period: LinksPeriod) -> Iterable[LinkRow]:
    owner_wrote = InterestMessage.objects.filter(
        interest=OuterRef("pk"), organisation=OuterRef("item__organisation")
    ).exclude(organisation=OuterRef("organisation"))
    # Who sent the interest wrote its message; what is accepted changes its state no more.
    begun = Interest.objects.filter(
        Exists(owner_wrote),
        state=InterestState.ACCEPTED,
        state_changed_at__gte=period.since,
        state_changed_at__lt=period.until,
    )
    people = ["author", "item__author", "messages__author"]
    yield from _counted(begun, period, "state_changed_at", "organisation", "item__organisation", people)


def _counted(
    rows: QuerySet[Any], period: LinksPeriod, moment: str, first: str, second: str, people: Sequence[str]
) -> Iterable[LinkRow]:
    """The rows by quarter and pair. Whoever published without a name stands in no pair before he accepted."""
    lists = {f"people_{index}": ArrayAgg(path, distinct=True, default=[]) for index, path in enumerate(people)}
    grouped = (
        rows.order_by()
        .annotate(
            quarter=TruncQuarter(moment, tzinfo=period.time_zone),
            first=F(f"{first}_id"),
            second=F(f"{second}_id"),
            shows_pair=Case(When(_names_nobody(rows.model), then=Value(False)), default=Value(True)),
        )
        .values("quarter", "first", "second", "shows_pair")
        .annotate(number=Count("pk", distinct=True), **lists)
    )
    for row in grouped:
        who = frozenset(pk for name in lists for pk in row[name] if pk is not None)
        yield LinkRow(row["quarter"].date(), row["first"], row["second"], row["number"], who, row["shows_pair"])


def _names_nobody(model: type[Any]) -> Q:
    """Of an anonymous item: an answer that is not accepted, and a comment from its owner or to him."""
    hidden = Q(item__mode=ItemMode.ANONYMOUS)
    if model is Interest:
        return hidden & ~Q(state=InterestState.ACCEPTED)
    owner = F("item__organisation_id")
    return hidden & (Q(parent=None) | Q(organisation_id=owner) | Q(parent__organisation_id=owner))
