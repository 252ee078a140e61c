"""States and modes of the idea exchange."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ItemState(models.TextChoices):
    """Where an item stands."""

    DRAFT = "draft", pgettext_lazy("item", "draft")
    IN_REVIEW = "in_review", _("waiting for a look by the coordinators")
    CHANGES_REQUESTED = "changes_requested", _("changes asked for")
    PUBLISHED = "published", pgettext_lazy("item", "open")
    IN_TALKS = "in_talks", _("in talks")
    FULFILLED = "fulfilled", pgettext_lazy("item", "fulfilled")
    EXPIRED = "expired", pgettext_lazy("item", "time is over")
    WITHDRAWN = "withdrawn", pgettext_lazy("item", "withdrawn")
    HIDDEN = "hidden", pgettext_lazy("item", "hidden")
    REJECTED = "rejected", pgettext_lazy("item", "rejected")


PUBLIC_STATES: Final = frozenset({ItemState.PUBLISHED, ItemState.IN_TALKS, ItemState.FULFILLED})
"""The world may know of these."""
OPEN_STATES: Final = frozenset({ItemState.PUBLISHED, ItemState.IN_TALKS})
"""One may still answer and discuss."""
WRITABLE_STATES: Final = frozenset({ItemState.DRAFT, ItemState.CHANGES_REQUESTED, ItemState.PUBLISHED})
"""The owner may change the text."""
PAST_STATES: Final = frozenset({ItemState.EXPIRED, ItemState.WITHDRAWN})
"""Still open to the organisations that answered."""
STATE_TONES: Final = {
    ItemState.DRAFT: "neutral",
    ItemState.IN_REVIEW: "warn",
    ItemState.CHANGES_REQUESTED: "warn",
    ItemState.PUBLISHED: "good",
    ItemState.IN_TALKS: "info",
    ItemState.FULFILLED: "accent",
    ItemState.EXPIRED: "neutral",
    ItemState.WITHDRAWN: "neutral",
    ItemState.HIDDEN: "bad",
    ItemState.REJECTED: "bad",
}


class ItemMode(models.TextChoices):
    """Who may know of a published item."""

    OPEN = "open", _("Everybody sees the summary, registered people read it")
    MEMBERS = "members", _("Members of the cluster only")


class InterestState(models.TextChoices):
    """Where an answer to an item stands."""

    SENT = "sent", pgettext_lazy("interest", "waiting for an answer")
    MORE_INFO = "more_info", pgettext_lazy("interest", "a question came back")
    ACCEPTED = "accepted", pgettext_lazy("interest", "accepted")
    DECLINED = "declined", pgettext_lazy("interest", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("interest", "taken back")
    LAPSED = "lapsed", pgettext_lazy("interest", "closed with the item")


LIVE_INTEREST_STATES: Final = frozenset({InterestState.SENT, InterestState.MORE_INFO, InterestState.ACCEPTED})
"""One of these for each pair of organisation and item."""
WAITING_INTEREST_STATES: Final = frozenset({InterestState.SENT, InterestState.MORE_INFO})
INTEREST_TONES: Final = {
    InterestState.SENT: "warn",
    InterestState.MORE_INFO: "warn",
    InterestState.ACCEPTED: "good",
    InterestState.DECLINED: "neutral",
    InterestState.WITHDRAWN: "neutral",
    InterestState.LAPSED: "neutral",
}


class OutcomeKind(models.TextChoices):
    """What came of an item."""

    CONTRACT = "contract", _("A contract")
    JOINT_PROJECT = "joint_project", _("A joint project")
    THESIS = "thesis", _("A thesis or a student's work")
    ADVICE = "advice", _("Advice that helped")
    NONE = "none", _("Nothing came of it")
