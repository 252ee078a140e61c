"""What short meetings and the time after an event give to one's own page, the office's board and the worker."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusterkit.core.surfaces import Block, Task, ViewerPayload, board_blocks, my_tasks
from clusterkit.events import personal_afterwards  # noqa: F401 (it registers itself)
from clusterkit.events.actions import GIVE_FEEDBACK, MEET
from clusterkit.events.enums import MeetingState
from clusterkit.events.feedback import FEEDBACK_FORM
from clusterkit.events.selectors.after import to_be_answered
from clusterkit.events.selectors.meetings import own_meetings
from clusterkit.events.selectors.summary import event_summary, last_event
from clusterkit.events.services.feedback import ask_for_feedback
from clusterkit.questionnaires.purposes import purposes
from clusterkit.tenancy.hooks import WorkerTick, worker_tick

ORDER = 310


def connect() -> None:
    """Fill the surfaces; called once, with the others of events."""
    my_tasks.connect(tasks_of_person, order=ORDER)
    board_blocks.connect(on_board, order=ORDER)
    worker_tick.connect(on_tick)
    purposes.register(FEEDBACK_FORM)


def tasks_of_person(payload: ViewerPayload) -> Sequence[Task]:
    """Proposals of short meetings to answer, events that ask how it was."""
    viewer = payload.viewer
    if viewer.user_id is None:
        return ()
    found = []
    if viewer.allows(MEET):
        waiting: dict[int, list[object]] = {}
        asked = own_meetings(viewer).filter(state=MeetingState.PROPOSED, invitee__user_id=viewer.user_id)
        for meeting in asked[:20]:
            waiting.setdefault(meeting.event_id, []).append(meeting.event)
        for event_id, events in waiting.items():
            text = ngettext("%(count)d proposal to meet", "%(count)d proposals to meet", len(events))
            url = reverse("clusterkit_events:meetings", kwargs={"pk": event_id})
            found.append(Task(text % {"count": len(events)}, url, str(events[0]), None, "warn"))
    if viewer.allows(GIVE_FEEDBACK):
        for row in to_be_answered(viewer)[:3]:
            url = reverse("clusterkit_events:feedback", kwargs={"pk": row.pk})
            found.append(Task(_("How was it? %(event)s") % {"event": row.event}, url, "", None, "info"))
    return found


def on_board(payload: ViewerPayload) -> Block | None:
    """The last event, in numbers."""
    event = last_event(payload.viewer)
    summary = event_summary(payload.viewer, event) if event is not None else None
    if summary is None:
        return None
    return Block("clusterkit/events/blocks/last.html", {"summary": summary, "event": summary.event}, order=ORDER)


def on_tick(tick: WorkerTick) -> None:
    """Ask participants how it was."""
    ask_for_feedback(tick.now)
