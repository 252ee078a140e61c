"""The machines of an application, of a ballot of the council and of its meetings, as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.membership import actions
from clusterkit.membership.enums import OPEN_STATES, ApplicationState, BallotState, MeetingState

S = ApplicationState

MACHINE = Machine(
    Transition("submit", frozenset({S.DRAFT}), S.SUBMITTED, actions.SUBMIT, _("Send the application")),
    Transition("take_up", frozenset({S.SUBMITTED}), S.UNDER_REVIEW, actions.TAKE_UP, _("Take it up")),
    Transition(
        "request_info",
        frozenset({S.UNDER_REVIEW}),
        S.NEEDS_INFO,
        actions.REQUEST_INFO,
        _("Ask for more"),
        needs_reason=True,
    ),
    Transition("resubmit", frozenset({S.NEEDS_INFO}), S.UNDER_REVIEW, actions.RESUBMIT, _("Send it again")),
    Transition("open_vote", frozenset({S.UNDER_REVIEW}), S.IN_VOTE, actions.OPEN_VOTE, _("Put it to the vote")),
    Transition(
        "break_off",
        frozenset({S.IN_VOTE}),
        S.UNDER_REVIEW,
        actions.BREAK_OFF,
        _("Break the vote off"),
        needs_reason=True,
    ),
    Transition("no_decision", frozenset({S.IN_VOTE}), S.UNDER_REVIEW, actions.CLOSE_VOTE, _("Back to review")),
    Transition("vote_approved", frozenset({S.IN_VOTE}), S.APPROVED, actions.CLOSE_VOTE, _("Close the vote: approved")),
    Transition(
        "vote_rejected",
        frozenset({S.IN_VOTE}),
        S.REJECTED,
        actions.CLOSE_VOTE,
        _("Close the vote: rejected"),
        needs_reason=True,
    ),
    Transition("approve", frozenset({S.UNDER_REVIEW}), S.APPROVED, actions.APPROVE, _("Approve")),
    Transition("reject", frozenset({S.UNDER_REVIEW}), S.REJECTED, actions.REJECT, _("Reject"), needs_reason=True),
    Transition("withdraw", frozenset(OPEN_STATES), S.WITHDRAWN, actions.WITHDRAW, _("Withdraw")),
    Transition("expire", frozenset({S.NEEDS_INFO}), S.EXPIRED, actions.EXPIRE, _("Close")),
)

BALLOTS = Machine(
    Transition("close", frozenset({BallotState.OPEN}), BallotState.CLOSED, actions.CLOSE_VOTE, _("Close the vote")),
    Transition("void", frozenset({BallotState.OPEN}), BallotState.VOID, actions.BREAK_OFF, _("Break the vote off")),
)

MEETINGS = Machine(
    Transition("start", frozenset({MeetingState.PLANNED}), MeetingState.RUNNING, actions.MEET, _("Begin the meeting")),
    Transition("end", frozenset({MeetingState.RUNNING}), MeetingState.ENDED, actions.MEET, _("End the meeting")),
    Transition("cancel", frozenset({MeetingState.PLANNED}), MeetingState.CANCELLED, actions.MEET, _("Call it off")),
)
