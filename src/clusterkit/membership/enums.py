"""States, kinds and reasons of applications and memberships."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationState(models.TextChoices):
    """Where an application for membership stands."""

    DRAFT = "draft", pgettext_lazy("application", "draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "sent")
    UNDER_REVIEW = "under_review", pgettext_lazy("application", "under review")
    NEEDS_INFO = "needs_info", pgettext_lazy("application", "needs an answer")
    IN_VOTE = "in_vote", pgettext_lazy("application", "the council votes")
    APPROVED = "approved", pgettext_lazy("application", "approved")
    REJECTED = "rejected", pgettext_lazy("application", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("application", "expired")


OPEN_STATES: Final = frozenset(
    {
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.UNDER_REVIEW,
        ApplicationState.NEEDS_INFO,
        ApplicationState.IN_VOTE,
    }
)
"""Not decided yet: an organisation has at most one application in these states."""

EDITABLE_STATES: Final = frozenset({ApplicationState.DRAFT, ApplicationState.NEEDS_INFO})
"""The applicant side has the ball and may change answers and documents."""

WAITING_STATES: Final = frozenset({ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW, ApplicationState.IN_VOTE})
"""The office or the council has the ball."""

TONES: Final = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.NEEDS_INFO: "warn",
    ApplicationState.IN_VOTE: "info",
    ApplicationState.APPROVED: "good",
    ApplicationState.REJECTED: "bad",
    ApplicationState.WITHDRAWN: "neutral",
    ApplicationState.EXPIRED: "bad",
}


class DocumentKind(models.TextChoices):
    """What a document is."""

    CHARTER = "charter", _("charter")
    REGISTRATION = "registration", _("certificate of registration")
    LETTER = "letter", _("letter of the head")
    OTHER = "other", _("another document")


class MessageKind(models.TextChoices):
    """Whose eyes a line of the file is for: a note only the reviewers', the others both sides'."""

    NOTE = "note", _("note of the office")
    MESSAGE = "message", _("message")
    STEP = "step", _("step")


class ReasonPurpose(models.TextChoices):
    """Where a predefined reason is chosen. A return is no rejection."""

    RETURN = "return", _("an application is returned")
    REJECT = "reject", _("an application is rejected")


class Verdict(models.TextChoices):
    """What a reviewer thinks should happen."""

    APPROVE = "approve", _("approve")
    REJECT = "reject", _("reject")


class ReviewReminder(models.IntegerChoices):
    """Of what the office was reminded last about the deadline of a review."""

    NONE = 0, _("of nothing yet")
    BEFORE = 1, _("that it comes soon")
    AFTER = 2, _("that it is over")


class MembershipStatus(models.TextChoices):
    """What a membership is on a day. Computed from dates, never stored."""

    SCHEDULED = "scheduled", pgettext_lazy("membership", "begins later")
    ACTIVE = "active", pgettext_lazy("membership", "active")
    GRACE = "grace", pgettext_lazy("membership", "active, to be renewed")
    SUSPENDED = "suspended", pgettext_lazy("membership", "suspended")
    LAPSED = "lapsed", pgettext_lazy("membership", "ended")
    RESIGNED = "resigned", pgettext_lazy("membership", "left")
    REVOKED = "revoked", pgettext_lazy("membership", "revoked")


IN_FORCE: Final = frozenset({MembershipStatus.ACTIVE, MembershipStatus.GRACE})
"""The people of the organisation have the tier of the membership's level."""

STATUS_TONES: Final = {
    MembershipStatus.SCHEDULED: "info",
    MembershipStatus.ACTIVE: "good",
    MembershipStatus.GRACE: "warn",
    MembershipStatus.SUSPENDED: "warn",
    MembershipStatus.LAPSED: "neutral",
    MembershipStatus.RESIGNED: "neutral",
    MembershipStatus.REVOKED: "bad",
}

ASSIGNABLE_STATES: Final = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.UNDER_REVIEW,
        ApplicationState.NEEDS_INFO,
        ApplicationState.IN_VOTE,
    }
)
"""The office has it and did not decide yet: somebody may be named who looks after it."""

REVIEW_STATES: Final = frozenset({ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW})
"""The office has the ball: the days of its review run."""

REMINDER_DAYS: Final = (60, 30, 7)
"""So many days before its end a membership's people are told, each time once."""


class MeetingState(models.TextChoices):
    """Where a meeting of the council stands."""

    PLANNED = "planned", pgettext_lazy("meeting", "planned")
    RUNNING = "running", pgettext_lazy("meeting", "under way")
    ENDED = "ended", pgettext_lazy("meeting", "ended")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class BallotState(models.TextChoices):
    """Where a vote of the council stands. A void one was broken off: the application was withdrawn or taken back."""

    OPEN = "open", pgettext_lazy("ballot", "open")
    CLOSED = "closed", pgettext_lazy("ballot", "closed")
    VOID = "void", pgettext_lazy("ballot", "broken off")


class Choice(models.TextChoices):
    """What a seat says in a vote."""

    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstained")


class BallotResult(models.TextChoices):
    """What closing a vote found. The last two decide nothing: the application goes back to review."""

    APPROVED = "approved", pgettext_lazy("ballot", "approved")
    REJECTED = "rejected", pgettext_lazy("ballot", "rejected")
    TIED = "tied", pgettext_lazy("ballot", "a tie")
    NO_QUORUM = "no_quorum", pgettext_lazy("ballot", "no quorum")


BALLOT_TONES: Final = {
    BallotState.OPEN.value: "info",
    BallotState.CLOSED.value: "neutral",
    BallotState.VOID.value: "neutral",
    BallotResult.APPROVED.value: "good",
    BallotResult.REJECTED.value: "bad",
    BallotResult.TIED.value: "warn",
    BallotResult.NO_QUORUM.value: "warn",
}


class AgeBand(models.TextChoices):
    """How many whole days an application stands in its present state."""

    WEEK = "0-7", _("up to 7 days")
    FORTNIGHT = "8-14", _("8 to 14 days")
    MONTH = "15-30", _("15 to 30 days")
    MORE = "31-", _("more than 30 days")


class EndBand(models.TextChoices):
    """When a term ends that has no next one yet."""

    GRACE = "grace", _("ended, to be renewed")
    WEEK = "7", _("in 7 days or less")
    MONTH = "30", _("in 8 to 30 days")
    TWO_MONTHS = "60", _("in 31 to 60 days")


class FunnelStage(models.TextChoices):
    """How far an application came, in order. Each counts all that came at least so far."""

    STARTED = "started", pgettext_lazy("stage", "started")
    SENT = "sent", pgettext_lazy("stage", "sent")
    REVIEWED = "reviewed", pgettext_lazy("stage", "reviewed")
    VOTED = "voted", pgettext_lazy("stage", "voted on")
    APPROVED = "approved", pgettext_lazy("stage", "approved")
