"""What became of an event that is over, in numbers, for who organised it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q
from django.utils import timezone

from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from clusterkit.events.actions import MANAGE
from clusterkit.events.enums import LIVE_STATES, SEATED_STATES, EventState, MeetingState, RegistrationState
from clusterkit.events.models import Event, Meeting, Registration
from clusterkit.events.selectors.feedback import FeedbackSummary, feedback_of


@dataclass(frozen=True)
class OrganisationCame:
    """An organisation whose people came, and how many."""

    organisation: Organisation
    people: int


@dataclass(frozen=True)
class EventSummary:
    """An event that is over, in numbers. Guests are counted with the others and once more apart.

    ``new_links`` are pairs of organisations whose people met at no event before.
    """

    event: Event
    registered: int
    seated: int
    came: int
    absent: int
    guests_came: int
    organisations: list[OrganisationCame]
    new_links: int
    meetings: int
    feedback: FeedbackSummary

    @property
    def is_checked(self) -> bool:
        """Whether somebody noted at the door who came."""
        return self.came > 0

    @property
    def no_show_percent(self) -> int | None:
        """Of those who had a place, how many did not come; None where nobody noted it."""
        if not self.came and not self.absent:
            return None
        return round(100 * (self.seated - self.came) / self.seated)


def event_summary(viewer: Actor, event: Event) -> EventSummary | None:
    """The numbers of *event* for who manages it, once it is over; else None."""
    feedback = feedback_of(viewer, event)
    if feedback is None or not event.is_over() or event.state not in (EventState.PUBLISHED, EventState.ENDED):
        return None
    attended = Q(state=RegistrationState.ATTENDED)
    counts = Registration.objects.filter(event_id=event.pk).aggregate(
        registered=Count("pk", filter=Q(state__in=sorted(LIVE_STATES))),
        seated=Count("pk", filter=Q(state__in=sorted(SEATED_STATES))),
        came=Count("pk", filter=attended),
        absent=Count("pk", filter=Q(state=RegistrationState.NO_SHOW)),
        guests_came=Count("pk", filter=attended & Q(host__isnull=False)),
    )
    organisations = _organisations(event)
    return EventSummary(
        event=event,
        **counts,
        organisations=organisations,
        new_links=_new_links(event, {row.organisation.pk for row in organisations}),
        meetings=Meeting.objects.filter(event_id=event.pk, state=MeetingState.ACCEPTED).count(),
        feedback=feedback,
    )


def last_event(viewer: Actor) -> Event | None:
    """The latest event that is over and took place, for who manages events; else None."""
    if not viewer.allows(MANAGE):
        return None
    held = policy_of(Event).visible_to(viewer).filter(state__in=[EventState.PUBLISHED, EventState.ENDED])
    return held.filter(ends_at__lte=timezone.now()).defer("search", "body").order_by("-ends_at", "-pk").first()


def _organisations(event: Event) -> list[OrganisationCame]:
    came = dict(
        Registration.objects.filter(event_id=event.pk, state=RegistrationState.ATTENDED, organisation__isnull=False)
        .order_by()
        .values_list("organisation_id")
        .annotate(people=Count("pk"))
    )
    rows = [OrganisationCame(row, came[row.pk]) for row in Organisation.objects.filter(pk__in=list(came))]
    return sorted(rows, key=lambda row: (-row.people, str(row.organisation)))


def _new_links(event: Event, present: set[int]) -> int:
    """Pairs of the organisations that came which came together to no earlier event; one statement."""
    earlier = (
        Registration.objects.filter(
            state=RegistrationState.ATTENDED, organisation__in=list(present), event__starts_at__lt=event.starts_at
        )
        .exclude(event_id=event.pk)
        .order_by()
        .values_list("event_id", "organisation_id")
        .distinct()
    )
    together: dict[int, list[int]] = defaultdict(list)
    for event_id, organisation_id in earlier:
        together[event_id].append(organisation_id)
    known = {pair for keys in together.values() for pair in combinations(sorted(keys), 2)}
    return len(set(combinations(sorted(present), 2)) - known)
