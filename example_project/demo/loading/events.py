"""Events with who registered, past ones included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.events import services
from clusterkit.events.enums import AttendeeConsent, RegistrationState, SeatMode
from clusterkit.events.models import Event, Registration
from example_project.demo.loading import event_life
from example_project.demo.loading.reading import on_day


def load_event(
    row: dict[str, Any],
    organisations: dict[str, Organisation],
    people: dict[str, Any],
    registrants: list[Any],
    actor: Actor,
) -> Event:
    """One event; *registrants* take its places in turn, and what lives around it stands under ``also``."""
    also: dict[str, Any] = row.get("also", {})
    days = event_life.days_to_first(1) if row.get("first") == "tuesday" else row["days_from_now"]
    past = days < 0
    start = on_day(days, row["start"])
    end = start + timedelta(minutes=row["duration_minutes"])
    # What is over cannot be announced: a past event is announced a year later and then moved to its day.
    shift = timedelta(days=365 if past else 0)
    organiser = organisations.get(row["organiser"])
    event = services.create_event(
        actor=actor,
        values={
            "title": row["title"],
            "summary": row["summary"],
            "body": {"ru": row["body"]},
            "mode": row["mode"],
            "place": row["place"],
            "address": row["address"],
            "online_url": row["online_url"],
            "time_zone": "Europe/Minsk",
            "starts_at": start + shift,
            "ends_at": end + shift,
            "capacity_on_site": row["capacity_on_site"],
            "capacity_online": row["capacity_online"],
            "visibility": row["visibility"],
            "organiser": organiser,
            **also.get("values", {}),
        },
        speakers=row["speakers"],
        sessions=_sessions(row, end, shift),
    )
    event = services.publish_event(actor=actor, event=event)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=end)
    event.sessions.update(starts_at=F("starts_at") - shift, ends_at=F("ends_at") - shift)
    event.refresh_from_db()
    members = list(Organisation.objects.filter(is_published=True).order_by("-is_founder", "pk"))
    _fill(event, row["registrations"], registrants, members, start, past=past)
    event_life.hand_out(event, also, actor)
    if past:
        event_life.mark_absent(event, also)
        event = services.end_event(actor=actor, event=event)
        event_life.afterwards(event, also, actor)
    else:
        event_life.before(event, also, people, organisations)
    return event


def _sessions(row: dict[str, Any], end: datetime, shift: timedelta) -> list[dict[str, Any]]:
    """Each session lasts until the next one."""
    begins = [on_day(row["days_from_now"], item["time"]) for item in row["sessions"]]
    return [
        {"title": item["title"], "starts_at": start + shift, "ends_at": until + shift}
        for item, start, until in zip(row["sessions"], begins, [*begins[1:], end], strict=False)
    ]


def _fill(
    event: Event,
    numbers: dict[str, int],
    registrants: list[Any],
    organisations: list[Organisation],
    start: Any,
    *,
    past: bool,
) -> None:
    """Registrations of the people in turn: places on site, places online, then the queue for the hall.

    Most come for one of the first *organisations*, the founders among them more often.
    """
    senders = [*organisations[:4], *organisations[:8]]
    seated = RegistrationState.ATTENDED if past else RegistrationState.CONFIRMED
    wanted = (
        [(SeatMode.ON_SITE, seated)] * (numbers.get("on_site") or 0)
        + [(SeatMode.ONLINE, seated)] * (numbers.get("online") or 0)
        + [(SeatMode.ON_SITE if event.capacity_on_site else SeatMode.ONLINE, RegistrationState.WAITLISTED)]
        * (0 if past else numbers.get("waiting") or 0)
    )
    rows = []
    for index, ((mode, state), user) in enumerate(zip(wanted, registrants, strict=False)):
        waits = state == RegistrationState.WAITLISTED
        rows.append(
            Registration(
                event=event,
                user=user,
                name=user.name,
                organisation=senders[index % len(senders)] if senders and index % 7 else None,
                mode=mode,
                state=state,
                queued_at=start - timedelta(days=9, minutes=-index) if waits else None,
                checked_in_at=start + timedelta(minutes=index % 20) if past and mode == SeatMode.ON_SITE else None,
                consent=AttendeeConsent.NAME if index % 3 else AttendeeConsent.NONE,
            )
        )
    Registration.objects.bulk_create(rows)
