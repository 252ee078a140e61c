"""What time alone brings about. The worker calls it for each cluster; every write looks at the clock itself too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clusterkit.core.exceptions import Conflict
from clusterkit.events.enums import EventState, RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.events.services.managing import end_event
from clusterkit.events.services.seats import SYSTEM, locked_event, settle


def run_due(now: datetime | None = None) -> int:
    """Take ended offers back, let the queues move on, close what is over. Returns the number of events touched."""
    now = now or timezone.now()
    lapsed = Registration.objects.filter(
        event_id=OuterRef("pk"), state=RegistrationState.OFFERED, offer_expires_at__lte=now
    )
    due = Event.objects.filter(Q(Exists(lapsed)) | Q(state=EventState.PUBLISHED, ends_at__lte=now)).order_by("pk")
    touched = 0
    for event in due:
        with transaction.atomic():
            row = locked_event(event)
            settle(row, now)
            if row.state == EventState.PUBLISHED and row.is_over(now):
                try:
                    end_event(actor=SYSTEM, event=row)
                except Conflict:  # somebody closed it by hand in between
                    continue
            touched += 1
    return touched
