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
    }
)
"""Not decided yet: an organisation has at most one application in these states."""

EDITABLE_STATES: Final = frozenset({ApplicationState.DRAFT, ApplicationState.NEEDS_INFO})
"""The applicant side has the ball and may change answers and documents."""

WAITING_STATES: Final = frozenset({ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW})
"""The office has the ball."""

TONES: Final = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.NEEDS_INFO: "warn",
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


class InfoReason(models.TextChoices):
    """Why the office asks for more. It is no rejection."""

    DOCUMENTS = "documents", _("a document is missing or cannot be read")
    DETAILS = "details", _("details do not agree with the documents")
    CONTRIBUTION = "contribution", _("the contribution is not clear yet")
    OTHER = "other", _("something else")


class Verdict(models.TextChoices):
    """What a reviewer thinks should happen."""

    APPROVE = "approve", _("approve")
    REJECT = "reject", _("reject")


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

REMINDER_DAYS: Final = (60, 30, 7)
"""So many days before its end a membership's people are told, each time once."""
