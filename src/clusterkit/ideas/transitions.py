"""The machines of items and of interests, as data."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.transitions import Machine, Transition
from clusterkit.ideas import actions
from clusterkit.ideas.enums import ChangeState, IdeaStage, InterestState, ItemState, ReportState, TopicState

S = ItemState
I = InterestState  # noqa: E741 - stands beside S

HIDEABLE_STATES: Final = frozenset({S.PUBLISHED, S.IN_TALKS, S.FULFILLED})
ITEM = Machine(
    Transition(
        "publish", frozenset({S.DRAFT, S.CHANGES_REQUESTED}), S.PUBLISHED, actions.PUBLISH_DIRECTLY, _("Publish")
    ),
    Transition(
        "submit",
        frozenset({S.DRAFT, S.CHANGES_REQUESTED}),
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
    Transition("merge", frozenset({S.PUBLISHED}), S.MERGED, actions.MERGE, _("Join with another")),
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
    Transition("lapse", frozenset({I.SENT, I.MORE_INFO}), I.LAPSED, actions.LAPSE, _("Close without a decision")),
)

CHANGE = Machine(
    Transition(
        "approve", frozenset({ChangeState.WAITING}), ChangeState.APPROVED, actions.REVIEW_CHANGE, _("Take over")
    ),
    Transition(
        "refuse",
        frozenset({ChangeState.WAITING}),
        ChangeState.REFUSED,
        actions.REVIEW_CHANGE,
        _("Do not take over"),
        needs_reason=True,
    ),
    Transition(
        "take_back",
        frozenset({ChangeState.WAITING}),
        ChangeState.WITHDRAWN,
        actions.TAKE_BACK_CHANGE,
        _("Take it back"),
    ),
)

STAGE = Machine(
    Transition("shortlist", frozenset({IdeaStage.COLLECTING}), IdeaStage.SHORTLISTED, actions.STAGE, _("Shortlist")),
    Transition(
        "put_back", frozenset({IdeaStage.SHORTLISTED}), IdeaStage.COLLECTING, actions.STAGE, _("Take off the shortlist")
    ),
    Transition("adopt", frozenset({IdeaStage.SHORTLISTED}), IdeaStage.ADOPTED, actions.ANSWER_OFFICIALLY, _("Adopt")),
    Transition(
        "decline", frozenset({IdeaStage.SHORTLISTED}), IdeaStage.DECLINED, actions.ANSWER_OFFICIALLY, _("Do not adopt")
    ),
    field="stage",
)

REPORT = Machine(
    Transition("uphold", frozenset({ReportState.OPEN}), ReportState.UPHELD, actions.DECIDE_REPORT, _("It was right")),
    Transition(
        "dismiss", frozenset({ReportState.OPEN}), ReportState.DISMISSED, actions.DECIDE_REPORT, _("Nothing to be done")
    ),
)

T = TopicState
TOPIC = Machine(
    Transition("agree", frozenset({T.PROPOSED}), T.AGREED, actions.AGREE_TOPIC, _("Agree")),
    Transition("decline", frozenset({T.PROPOSED}), T.DECLINED, actions.AGREE_TOPIC, _("Decline"), needs_reason=True),
    Transition("start", frozenset({T.AGREED}), T.IN_WORK, actions.WORK_TOPIC, _("Name the student")),
    # Who was named may say no, and the university may name another.
    Transition("step_back", frozenset({T.IN_WORK}), T.AGREED, actions.STEP_BACK_TOPIC, _("Step back from the topic")),
    Transition("deliver", frozenset({T.IN_WORK}), T.DELIVERED, actions.WORK_TOPIC, _("Hand over")),
    Transition("give_back", frozenset({T.DELIVERED}), T.IN_WORK, actions.TAKE_TOPIC, _("Give back"), needs_reason=True),
    Transition("complete", frozenset({T.DELIVERED}), T.COMPLETED, actions.TAKE_TOPIC, _("Take the work")),
    Transition(
        "cancel",
        frozenset({T.PROPOSED, T.AGREED, T.IN_WORK, T.DELIVERED}),
        T.CANCELLED,
        actions.CANCEL_TOPIC,
        _("Call off"),
        needs_reason=True,
    ),
)
