"""The machines of items and of interests, as data."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.ideas import actions
from clusterkit.ideas.enums import InterestState, ItemState

S = ItemState
I = InterestState  # noqa: E741 - stands beside S

HIDEABLE_STATES: Final = frozenset({S.PUBLISHED, S.IN_TALKS, S.FULFILLED})
ITEM = Machine(
    Transition(
        "publish", frozenset({S.DRAFT, S.CHANGES_REQUESTED}), S.PUBLISHED, actions.PUBLISH_DIRECTLY, _("Publish")
    ),
    # An open item that is changed by somebody who may not publish directly is looked at again.
    Transition(
        "submit",
        frozenset({S.DRAFT, S.CHANGES_REQUESTED, S.PUBLISHED}),
        S.IN_REVIEW,
        actions.PUBLISH,
        _("Send it to the coordinators"),
    ),
    Transition("approve", frozenset({S.IN_REVIEW}), S.PUBLISHED, actions.APPROVE, _("Approve")),
    Transition(
        "request_changes",
        frozenset({S.IN_REVIEW}),
        S.CHANGES_REQUESTED,
        actions.REQUEST_CHANGES,
        _("Ask for changes"),
        needs_reason=True,
    ),
    Transition("reject", frozenset({S.IN_REVIEW}), S.REJECTED, actions.REJECT, _("Reject"), needs_reason=True),
    Transition("start_talks", frozenset({S.PUBLISHED}), S.IN_TALKS, actions.ACCEPT, _("Start talks")),
    Transition("fulfil", frozenset({S.PUBLISHED, S.IN_TALKS}), S.FULFILLED, actions.CLOSE, _("Close with an outcome")),
    Transition(
        "withdraw",
        frozenset({S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED, S.PUBLISHED, S.IN_TALKS, S.EXPIRED}),
        S.WITHDRAWN,
        actions.WITHDRAW,
        _("Withdraw"),
    ),
    Transition("renew", frozenset({S.PUBLISHED, S.EXPIRED}), S.PUBLISHED, actions.RENEW, _("Prolong")),
    Transition("expire", frozenset({S.PUBLISHED}), S.EXPIRED, actions.EXPIRE, _("Close: its time is over")),
    Transition("hide", HIDEABLE_STATES, S.HIDDEN, actions.HIDE, _("Hide"), needs_reason=True),
    # A hidden item goes back to where it was.
    *(
        Transition(f"restore_{state.value}", frozenset({S.HIDDEN}), state, actions.RESTORE, _("Show again"))
        for state in sorted(HIDEABLE_STATES)
    ),
)

# What the two sides write stands in the talk and nowhere else: not as a reason in the audit log.
INTEREST = Machine(
    Transition("ask_more", frozenset({I.SENT}), I.MORE_INFO, actions.ASK_MORE, _("Ask for more")),
    Transition("answer", frozenset({I.MORE_INFO}), I.SENT, actions.ANSWER_MORE, _("Answer")),
    Transition("accept", frozenset({I.SENT, I.MORE_INFO}), I.ACCEPTED, actions.ACCEPT, _("Accept")),
    Transition("decline", frozenset({I.SENT, I.MORE_INFO}), I.DECLINED, actions.DECLINE, _("Decline")),
    Transition("withdraw", frozenset({I.SENT, I.MORE_INFO}), I.WITHDRAWN, actions.WITHDRAW_INTEREST, _("Take it back")),
    Transition("lapse", frozenset({I.SENT, I.MORE_INFO}), I.LAPSED, actions.LAPSE, _("Close with the item")),
)
