"""The machine of an application, as data. Council voting will add ``in_vote`` here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.membership import actions
from clusterkit.membership.enums import OPEN_STATES, ApplicationState

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
    Transition("approve", frozenset({S.UNDER_REVIEW}), S.APPROVED, actions.APPROVE, _("Approve")),
    Transition("reject", frozenset({S.UNDER_REVIEW}), S.REJECTED, actions.REJECT, _("Reject"), needs_reason=True),
    Transition("withdraw", frozenset(OPEN_STATES), S.WITHDRAWN, actions.WITHDRAW, _("Withdraw")),
    Transition("expire", frozenset({S.NEEDS_INFO}), S.EXPIRED, actions.EXPIRE, _("Close")),
)
