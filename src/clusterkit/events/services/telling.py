"""The notices of events: who is told what, with which words' values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from clusterkit.access.selectors import coordinator_ids
from clusterkit.core.ports import Notice, NoticeKind
from clusterkit.events import notices
from clusterkit.events.enums import OPEN_STATES, SEATED_STATES
from clusterkit.events.models import Event, Registration


def event_context(event: Event) -> dict[str, Any]:
    """What the templates of notices know about an event: JSON values."""
    return {
        "title": dict(event.title),
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "time_zone": event.time_zone,
        "place": event.place,
        "address": event.address,
        "reason": event.cancel_reason,
    }


def to_person(kind: NoticeKind, registration: Registration, event: Event, **context: Any) -> Notice:
    """One notice to the person of *registration*, or to who brings this guest; its event key holds the version, so each
    change is told once."""
    person = registration.user_id if registration.host is None else registration.host.user_id
    ticket = kind in (notices.CONFIRMED, notices.PROMOTED)
    return Notice(
        kind=kind,
        recipients=[person] if person is not None else [],
        path=registration.get_absolute_url() if ticket else event.get_absolute_url(),
        event=f"{kind.code}:{registration.pk}:{registration.version}",
        context={
            **event_context(event),
            "mode": registration.mode,
            "registration": registration.pk,
            "guest": registration.name if registration.host_id is not None else "",
            **context,
        },
        target=registration,
    )


def to_office(registration: Registration, event: Event) -> Notice:
    """Tell the coordinators that a registration waits for their answer."""
    return Notice(
        kind=notices.REQUESTED,
        recipients=coordinator_ids(),
        path=reverse("clusterkit_events:registrations", kwargs={"pk": event.pk}),
        event=f"{notices.REQUESTED.code}:{registration.pk}:{registration.version}",
        context={**event_context(event), "name": registration.name},
        target=registration,
    )


def to_participants(kind: NoticeKind, event: Event, *, changes: Sequence[str] = ()) -> Notice:
    """Tell everybody who has a place, waits for one or for an answer."""
    states = sorted(OPEN_STATES | SEATED_STATES)
    rows = Registration.objects.filter(event_id=event.pk, state__in=states, user__isnull=False)
    people = rows.values_list("user_id", flat=True)
    return Notice(
        kind=kind,
        recipients=list(people),
        path=event.get_absolute_url(),
        event=f"{kind.code}:{event.pk}:{event.version}",
        context={**event_context(event), "changes": list(changes)},
        target=event,
    )
