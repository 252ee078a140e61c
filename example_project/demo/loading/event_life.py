"""What lives around an event: participants with guests and short meetings, materials, a series, what came afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusterkit.access.selectors import viewer_by_id
from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.events import services
from clusterkit.events.enums import RegistrationState
from clusterkit.events.models import Event, Registration
from clusterkit.events.services.feedback import give_feedback
from clusterkit.events.services.materials import add_material
from clusterkit.events.services.meetings import accept_meeting, propose_meeting, set_meeting_wish
from clusterkit.events.services.series import start_series
from clusterkit.events.slots import slots_of


def days_to_first(weekday: int) -> int:
    """How many days from today the first such weekday (0 is Monday) of a month is, a few days ahead at least."""
    day = timezone.localdate() + timedelta(days=3)
    while not (day.weekday() == weekday and day.day <= 7):
        day += timedelta(days=1)
    return (day - timezone.localdate()).days


def before(event: Event, also: dict[str, Any], people: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    """People who come with guests and want to meet, and the dates of a series."""
    rows = [_register(event, row, people, organisations) for row in also.get("participants", ())]
    if len(rows) > 1 and event.meeting_minutes:
        _meet(event, rows)
    if "rule" in also:
        start_series(actor=_actor_of_office(people), event=event, rule=also["rule"])


def hand_out(event: Event, also: dict[str, Any], actor: Actor) -> None:
    """Materials, for whom they are."""
    for row in also.get("materials", ()):
        add_material(actor=actor, event=event, **row)


def mark_absent(event: Event, also: dict[str, Any]) -> None:
    """Some of those who registered did not come."""
    last = Registration.objects.filter(event=event).order_by("-pk").values_list("pk", flat=True)
    absent = Registration.objects.filter(pk__in=list(last[: also.get("absent", 0)]))
    absent.update(state=RegistrationState.NO_SHOW, checked_in_at=None)


def afterwards(event: Event, also: dict[str, Any], actor: Actor) -> None:
    """Certificates, and what people said."""
    if event.gives_certificates:
        services.issue_certificates(actor=actor, event=event)
    came = Registration.objects.filter(event=event, state=RegistrationState.ATTENDED).order_by("pk")
    for registration, (rating, text) in zip(came, also.get("feedback", ()), strict=False):
        give_feedback(actor=_viewer(registration.user_id), registration=registration, rating=rating, text=text)


def _register(
    event: Event, row: dict[str, Any], people: dict[str, Any], organisations: dict[str, Organisation]
) -> tuple[Actor, Registration]:
    viewer = _viewer(people[row["email"]].pk)
    registration = services.register(
        actor=viewer, event=event, mode=row["mode"], organisation=organisations[row["organisation"]], consent="name"
    )
    if "guest" in row:
        name, organisation = row["guest"]
        services.bring_guest(actor=viewer, registration=registration, name=name, organisation=organisation)
    if event.meeting_minutes:
        set_meeting_wish(actor=viewer, registration=registration, is_open=True, topic=row["topic"])
    return viewer, registration


def _meet(event: Event, rows: list[tuple[Actor, Registration]]) -> None:
    """The first and the second have arranged a meeting; the others wait for the first one's answer."""
    (first, _own), (second, other) = rows[:2]
    slot = slots_of(event)[8]
    meeting = propose_meeting(
        actor=first, event=event, invitee=other, starts_at=slot, message="Покажу расчёт на ваших данных."
    )
    accept_meeting(actor=second, meeting=meeting)
    for third, _own in rows[2:]:
        propose_meeting(
            actor=third,
            event=event,
            invitee=rows[0][1],
            starts_at=slots_of(event)[10],
            message="Двое студентов на лето: обсудим, что им поручить?",
        )


def _viewer(user_id: int | None) -> Actor:
    viewer = viewer_by_id(user_id or 0)
    if viewer is None:
        raise LookupError(f"Nobody has the number {user_id}")
    return viewer


def _actor_of_office(people: dict[str, Any]) -> Actor:
    return _viewer(people["coordinator@example.org"].pk)
