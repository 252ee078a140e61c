"""What events give to home, search, one's own page, the office's board, the organisation's page and the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusterkit.core.policies import policy_of
from clusterkit.core.search import search_query
from clusterkit.core.surfaces import (
    Block,
    Entry,
    SearchGroup,
    SearchHit,
    SearchPayload,
    Task,
    ViewerPayload,
    account_menu,
    board_blocks,
    board_tasks,
    home_blocks,
    my_blocks,
    my_tasks,
    search_sources,
)
from clusterkit.directory.hooks import OrganisationPage, organisation_panels
from clusterkit.events import after, organising
from clusterkit.events.actions import DECIDE, MANAGE, VIEW, VIEW_REGISTRATION
from clusterkit.events.enums import OPEN_STATES, EventState, RegistrationState
from clusterkit.events.forms import COVER_PURPOSE
from clusterkit.events.models import Event, Registration
from clusterkit.events.selectors import (
    agenda,
    agenda_rows,
    events_for,
    next_events,
    own_registrations,
    registrations_of_guests,
    search_events,
)
from clusterkit.events.services import issue_due_certificates, run_due
from clusterkit.events.services.reminders import remind_due
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.tenancy.hooks import WorkerTick, worker_tick

if TYPE_CHECKING:
    from datetime import datetime

    from clusterkit.core.policies import Actor
    from clusterkit.files.models import StoredFile

ORDER = 300
SOON = timedelta(hours=36)
AHEAD = timedelta(days=30)


def connect() -> None:
    """Fill the surfaces; called once, by the app's ``ready()``."""
    home_blocks.connect(on_home, order=ORDER)
    search_sources.connect(in_search, order=ORDER)
    my_tasks.connect(tasks_of_person, order=ORDER)
    my_blocks.connect(on_own_page, order=ORDER)
    account_menu.connect(in_account_menu, order=ORDER)
    board_tasks.connect(tasks_of_office, order=ORDER)
    board_blocks.connect(on_board, order=ORDER)
    organisation_panels.connect(on_organisation, order=ORDER)
    worker_tick.connect(on_tick)
    worker_tick.connect(on_tick_remind)
    after.connect()
    organising.connect()
    register_purpose(
        Purpose(
            code=COVER_PURPOSE,
            label=gettext_lazy("Picture of an event"),
            allowed={"jpg", "png", "webp"},
            may_read=may_read_cover,
            inline=True,
            redraw=True,
        )
    )


def may_read_cover(actor: Actor, stored_file: StoredFile) -> bool:
    """Who sees the event sees its picture; before it is saved, who uploads it."""
    own = actor.user_id is not None and stored_file.uploaded_by_id == actor.user_id
    return own or policy_of(Event).visible_to(actor).filter(cover_id=stored_file.pk).exists()


def on_home(payload: ViewerPayload) -> Block | None:
    """The next three."""
    rows = agenda_rows(next_events(payload.viewer, 3))
    return Block("clusterkit/events/blocks/home.html", {"rows": rows}, order=ORDER) if rows else None


def in_search(payload: SearchPayload) -> SearchGroup | None:
    """Events that hold the words, the latest first."""
    viewer = payload.viewer
    if search_query(payload.text) is None or not viewer.allows(VIEW):
        return None
    rows = search_events(policy_of(Event).visible_to(viewer), payload.text)  # type: ignore[arg-type]
    hits = [
        SearchHit(_("Event"), str(event), event.get_absolute_url(), str(event.summary), event.starts_at)
        for event in rows.defer("body", "search").order_by("-starts_at", "-pk")[: payload.limit]
    ]
    return SearchGroup(_("Events"), hits, reverse("clusterkit_events:list"), order=ORDER) if hits else None


def _own_open(viewer: Actor) -> list[Registration]:
    """The person's registrations that still matter; one statement."""
    return list(
        own_registrations(viewer)
        .filter(state__in=sorted(OPEN_STATES), event__state=EventState.PUBLISHED, event__ends_at__gt=timezone.now())
        .order_by("event__starts_at", "pk")[:20]
    )


def _offers_to_guests(viewer: Actor, now: datetime) -> list[Registration]:
    """Places that wait for the person's answer in the name of a guest; one statement."""
    return list(
        registrations_of_guests(viewer).filter(
            state=RegistrationState.OFFERED, offer_expires_at__gt=now, event__state=EventState.PUBLISHED
        )[:20]
    )


def _offer_task(row: Registration, title: str, url: str) -> Task:
    event = row.event
    ends = row.offer_expires_at or event.starts_at
    until = date_format(ends.astimezone(event.zone).replace(tzinfo=None), "DATETIME_FORMAT")
    return Task(title, url, _("Answer by %(until)s") % {"until": until}, row.state_changed_at, "warn")


def tasks_of_person(payload: ViewerPayload) -> Sequence[Task]:
    """Offered places to answer, one's own and those of one's guests, and an event that is near."""
    if not payload.viewer.is_authenticated:
        return ()
    now = timezone.now()
    found = []
    for row in _offers_to_guests(payload.viewer, now):
        title = _("A place is offered to your guest %(name)s: %(event)s") % {"name": row.name, "event": row.event}
        found.append(_offer_task(row, title, row.get_absolute_url()))
    for row in _own_open(payload.viewer):
        event = row.event
        if row.state == RegistrationState.OFFERED and row.offer_expires_at is not None and row.offer_expires_at > now:
            title = _("A place is offered to you: %(event)s") % {"event": event}
            found.append(_offer_task(row, title, event.get_absolute_url()))
        elif row.state == RegistrationState.CONFIRMED and now < event.starts_at < now + SOON:
            starts = date_format(event.starts_at.astimezone(event.zone).replace(tzinfo=None), "DATETIME_FORMAT")
            title = _("Soon: %(event)s") % {"event": event}
            found.append(Task(title, row.get_absolute_url(), starts, None, "info"))
    return found


def on_own_page(payload: ViewerPayload) -> Block | None:
    """What the person registered for."""
    rows = _own_open(payload.viewer) if payload.viewer.is_authenticated else []
    return Block("clusterkit/events/blocks/mine.html", {"registrations": rows[:5]}, order=ORDER) if rows else None


def in_account_menu(payload: ViewerPayload) -> Sequence[Entry] | None:
    """One's own registrations."""
    if not payload.viewer.allows(VIEW_REGISTRATION):
        return None
    return (Entry(gettext_lazy("My registrations"), reverse("clusterkit_events:mine"), order=40),)


def tasks_of_office(payload: ViewerPayload) -> Sequence[Task]:
    """Registrations to answer, events that are nearly full."""
    viewer = payload.viewer
    if not viewer.allows(DECIDE):
        return ()
    found = []
    soon = agenda(viewer).filter(state=EventState.PUBLISHED)[:50]
    for row in agenda_rows(list(soon)):
        url = reverse("clusterkit_events:registrations", kwargs={"pk": row.event.pk})
        pending: int = getattr(row.event, "pending", 0)
        if pending:
            text = ngettext("%(count)d registration to answer", "%(count)d registrations to answer", pending)
            found.append(Task(str(row.event), f"{url}?state=pending", text % {"count": pending}, None, "warn"))
        full = [seats for seats in row.seats if seats.is_nearly_full]
        if full and row.event.starts_at < timezone.now() + AHEAD:
            detail = ", ".join(
                _("%(mode)s: %(taken)d of %(capacity)d taken, %(waiting)d wait")
                % {"mode": item.label, "taken": item.taken, "capacity": item.capacity, "waiting": item.waiting}
                for item in full
            )
            found.append(Task(str(row.event), url, detail))
    return found


def on_board(payload: ViewerPayload) -> Block | None:
    """Places at the next events."""
    if not payload.viewer.allows(MANAGE):
        return None
    rows = agenda_rows(next_events(payload.viewer, 4))
    return Block("clusterkit/events/blocks/board.html", {"rows": rows}, order=ORDER) if rows else None


def on_organisation(page: OrganisationPage) -> Block | None:
    """The coming events of an organisation."""
    rows = events_for(page.viewer).upcoming().filter(organiser_id=page.organisation.pk, state=EventState.PUBLISHED)[:3]
    found = agenda_rows(list(rows))
    return Block("clusterkit/events/blocks/organisation.html", {"rows": found}, order=ORDER) if found else None


def on_tick(tick: WorkerTick) -> None:
    """Ended offers, queues, events that are over."""
    run_due(tick.now)
    issue_due_certificates(tick.now)


def on_tick_remind(tick: WorkerTick) -> None:
    """What begins soon."""
    remind_due(tick.now)
