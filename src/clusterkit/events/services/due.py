"""What time alone brings about. The worker calls it for each cluster; every write looks at the clock itself too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clusterkit.core.exceptions import Conflict
from clusterkit.events.enums import OPEN_STATES, EventState, RegistrationState
from clusterkit.events.models import Event, Registration, RegistrationQuerySet
from clusterkit.events.services.managing import end_event
from clusterkit.events.services.seats import SYSTEM, locked_event, release, settle


def run_due(now: datetime | None = None) -> int:
    """Take ended offers back, give on the places of people who may not sign in any more, let the queues move on, close
    what is over. Returns the number of events touched."""
    now = now or timezone.now()
    lapsed = Registration.objects.filter(
        event_id=OuterRef("pk"), state=RegistrationState.OFFERED, offer_expires_at__lte=now
    )
    ahead = Q(state=EventState.PUBLISHED, starts_at__gt=now)
    over = Q(state=EventState.PUBLISHED, ends_at__lte=now)
    blocked = _blocked().filter(event_id=OuterRef("pk"))
    due = Event.objects.filter(Q(Exists(lapsed)) | over | (ahead & Q(Exists(blocked)))).order_by("pk")
    touched = 0
    for event in due:
        with transaction.atomic():
            row = locked_event(event)
            if row.state == EventState.PUBLISHED and row.starts_at > now:
                for registration in _blocked().filter(event_id=row.pk).order_by("pk"):
                    release(registration)
            settle(row, now)
            if row.state == EventState.PUBLISHED and row.is_over(now):
                try:
                    end_event(actor=SYSTEM, event=row)
                except Conflict:  # somebody closed it by hand in between
                    continue
            touched += 1
    return touched


def _blocked() -> RegistrationQuerySet:
    """Open registrations of people whose account is switched off; their guests go with them."""
    return Registration.objects.filter(user__is_active=False, state__in=sorted(OPEN_STATES))
