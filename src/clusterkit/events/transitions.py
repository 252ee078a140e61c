"""The machines of events and registrations, as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.events import actions
from clusterkit.events.enums import OPEN_STATES, EventState, MeetingState, RegistrationState

E = EventState
R = RegistrationState
M = MeetingState

EVENT = Machine(
    Transition("publish", frozenset({E.DRAFT}), E.PUBLISHED, actions.PUBLISH, _("Publish")),
    Transition("cancel", frozenset({E.PUBLISHED}), E.CANCELLED, actions.CANCEL, _("Cancel the event"), True),
    Transition("end", frozenset({E.PUBLISHED}), E.ENDED, actions.END, _("Close")),
)

REGISTRATION = Machine(
    # The organisers answer where an event asks for approval; whether there is a place decides the target.
    Transition("confirm", frozenset({R.PENDING}), R.CONFIRMED, actions.DECIDE, _("Approve")),
    Transition("queue", frozenset({R.PENDING}), R.WAITLISTED, actions.DECIDE, _("Approve and put into the queue")),
    Transition("reject", frozenset({R.PENDING}), R.REJECTED, actions.DECIDE, _("Decline"), True),
    # The queue moves on.
    Transition("promote", frozenset({R.WAITLISTED}), R.CONFIRMED, actions.PROMOTE, _("Give the place")),
    Transition(
        "move_on_site", frozenset({R.CONFIRMED}), R.CONFIRMED, actions.PROMOTE, _("Move from online to on site")
    ),
    # The organisers give a place that they kept back; nobody in the queue had a right to it.
    Transition(
        "give_reserved",
        frozenset({R.PENDING, R.WAITLISTED}),
        R.CONFIRMED,
        actions.PROMOTE,
        _("Give a place that was kept back"),
    ),
    Transition("offer", frozenset({R.WAITLISTED}), R.OFFERED, actions.PROMOTE, _("Offer the place")),
    Transition("expire", frozenset({R.OFFERED}), R.CANCELLED, actions.PROMOTE, _("Take the offer back")),
    # The person answers, changes the way of taking part, or gives the place up.
    Transition("accept", frozenset({R.OFFERED}), R.CONFIRMED, actions.ANSWER_OFFER, _("Take the place")),
    Transition("decline", frozenset({R.OFFERED}), R.CANCELLED, actions.ANSWER_OFFER, _("Leave the place to others")),
    Transition("switch", frozenset({R.CONFIRMED}), R.CONFIRMED, actions.CHANGE_REGISTRATION, _("Change")),
    Transition("switch_seated", frozenset({R.WAITLISTED}), R.CONFIRMED, actions.CHANGE_REGISTRATION, _("Change")),
    Transition("switch_waiting", frozenset({R.WAITLISTED}), R.WAITLISTED, actions.CHANGE_REGISTRATION, _("Change")),
    Transition("switch_pending", frozenset({R.PENDING}), R.PENDING, actions.CHANGE_REGISTRATION, _("Change")),
    Transition(
        "cancel", frozenset(OPEN_STATES), R.CANCELLED, actions.CANCEL_REGISTRATION, _("Cancel the registration")
    ),
    # At the door.
    Transition("check_in", frozenset({R.CONFIRMED, R.NO_SHOW}), R.ATTENDED, actions.CHECK_IN, _("Check in")),
    Transition("undo_check_in", frozenset({R.ATTENDED, R.NO_SHOW}), R.CONFIRMED, actions.CHECK_IN, _("Undo")),
    Transition("mark_absent", frozenset({R.CONFIRMED}), R.NO_SHOW, actions.CHECK_IN, _("Did not come")),
)

MEETING = Machine(
    Transition("accept", frozenset({M.PROPOSED}), M.ACCEPTED, actions.ANSWER_MEETING, _("Agree")),
    Transition("decline", frozenset({M.PROPOSED}), M.DECLINED, actions.ANSWER_MEETING, _("Decline")),
    Transition("withdraw", frozenset({M.PROPOSED, M.ACCEPTED}), M.WITHDRAWN, actions.CALL_OFF_MEETING, _("Call off")),
)
