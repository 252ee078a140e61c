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
    MERGED = "merged", pgettext_lazy("item", "joined with another")


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
    ItemState.MERGED: "neutral",
}


class ItemMode(models.TextChoices):
    """Who may know of a published item."""

    OPEN = "open", _("Everybody sees the summary, registered people read it")
    MEMBERS = "members", _("Members of the cluster only")
    ANONYMOUS = "anonymous", _("As open, but without your name: whose answer you accept learns who you are")


class Cooperation(models.TextChoices):
    """What kind of work together is sought. More than one may fit."""

    SUPPLY = "supply", _("Purchase or supply")
    SERVICE = "service", _("A service or testing")
    RESEARCH = "research", _("Joint research")
    PILOT = "pilot", _("A trial on site")
    LICENCE = "licence", _("A licence or transfer of technology")
    STUDENTS = "students", _("Students' work")
    FINANCE = "finance", _("Financing")
    ADVICE = "advice", _("Advice")


class Readiness(models.IntegerChoices):
    """Technology readiness levels 1 to 9, as GOST R 58048-2017 and ISO 16290 count them."""

    PRINCIPLE = 1, _("1: basic principles observed")
    CONCEPT = 2, _("2: concept formulated")
    PROOF = 3, _("3: proof of concept")
    LABORATORY = 4, _("4: works in a laboratory")
    RELEVANT = 5, _("5: works under conditions like the real ones")
    MODEL = 6, _("6: prototype shown under conditions like the real ones")
    OPERATION = 7, _("7: prototype shown in operation")
    COMPLETE = 8, _("8: complete and tested")
    PROVEN = 9, _("9: proven in operation")


class Currency(models.TextChoices):
    """What a budget is counted in."""

    BYN = "BYN", _("Belarusian roubles")
    EUR = "EUR", _("euros")
    USD = "USD", _("US dollars")
    RUB = "RUB", _("Russian roubles")
    CNY = "CNY", _("Chinese yuan")


class Premoderation(models.TextChoices):
    """Which items the coordinators look at before others see them, whatever the author's tier."""

    NONE = "none", _("None: only those of people whose tier does not publish directly")
    FIRST = "first", _("The first item of each organisation")
    ALL = "all", _("All")


class ChangeState(models.TextChoices):
    """Where a change of an open item stands that the coordinators look at before it shows."""

    WAITING = "waiting", pgettext_lazy("change", "waiting for a look by the coordinators")
    APPROVED = "approved", pgettext_lazy("change", "taken over")
    REFUSED = "refused", pgettext_lazy("change", "not taken over")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "taken back")


CHANGE_TONES: Final = {
    ChangeState.WAITING: "warn",
    ChangeState.APPROVED: "good",
    ChangeState.REFUSED: "bad",
    ChangeState.WITHDRAWN: "neutral",
}


class IdeaStage(models.TextChoices):
    """How far the cluster got with an idea."""

    COLLECTING = "collecting", _("collects support")
    SHORTLISTED = "shortlisted", _("shortlisted")
    ADOPTED = "adopted", _("adopted")
    DECLINED = "declined", pgettext_lazy("idea", "not adopted")


DECIDED_STAGES: Final = frozenset({IdeaStage.ADOPTED, IdeaStage.DECLINED})
"""The cluster has answered."""
DECISIONS: Final = [(stage.value, stage.label) for stage in IdeaStage if stage in DECIDED_STAGES]
"""What the cluster may answer, as choices."""
STAGE_TONES: Final = {
    IdeaStage.COLLECTING: "neutral",
    IdeaStage.SHORTLISTED: "info",
    IdeaStage.ADOPTED: "good",
    IdeaStage.DECLINED: "bad",
}


class ReactionKind(models.TextChoices):
    """What one can say without a word."""

    USEFUL = "useful", _("Useful")
    AGREE = "agree", pgettext_lazy("reaction", "I agree")
    THANKS = "thanks", _("Thank you")
    QUESTION = "question", _("I have the same question")


class ReportReason(models.TextChoices):
    """Why somebody reports an item or a comment."""

    SPAM = "spam", _("Advertising or spam")
    OFFENCE = "offence", _("Offensive")
    PERSONAL = "personal", _("Personal data of others")
    SECRET = "secret", _("Confidential information")
    UNLAWFUL = "unlawful", _("Unlawful")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    """Where a report stands."""

    OPEN = "open", pgettext_lazy("report", "open")
    UPHELD = "upheld", pgettext_lazy("report", "was right")
    DISMISSED = "dismissed", pgettext_lazy("report", "nothing to be done")


class SanctionKind(models.TextChoices):
    """What the office does about somebody who writes."""

    WARNING = "warning", _("Warning")
    BLOCK = "block", _("No writing")


class TopicKind(models.TextChoices):
    """What a request becomes at the university."""

    THESIS = "thesis", _("Thesis")
    PRACTICE = "practice", _("Practice at the enterprise")
    LABORATORY = "laboratory", _("Laboratory work")


class TopicState(models.TextChoices):
    """Where a university topic stands."""

    PROPOSED = "proposed", pgettext_lazy("topic", "proposed")
    AGREED = "agreed", pgettext_lazy("topic", "agreed")
    IN_WORK = "in_work", pgettext_lazy("topic", "a student works on it")
    DELIVERED = "delivered", pgettext_lazy("topic", "handed over")
    COMPLETED = "completed", pgettext_lazy("topic", "completed")
    DECLINED = "declined", pgettext_lazy("topic", "declined")
    CANCELLED = "cancelled", pgettext_lazy("topic", "called off")


LIVE_TOPIC_STATES: Final = frozenset({TopicState.PROPOSED, TopicState.AGREED, TopicState.IN_WORK, TopicState.DELIVERED})
"""One of these for each pair of request and university."""
TOPIC_TONES: Final = {
    TopicState.PROPOSED: "warn",
    TopicState.AGREED: "info",
    TopicState.IN_WORK: "info",
    TopicState.DELIVERED: "warn",
    TopicState.COMPLETED: "good",
    TopicState.DECLINED: "neutral",
    TopicState.CANCELLED: "neutral",
}


class AlertRhythm(models.TextChoices):
    """How often a saved search tells of what is new."""

    NONE = "none", _("Never")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class WordAudience(models.TextChoices):
    """For whom the words of an item are counted. Nobody reads these labels."""

    OPEN = "open", "open"
    CLOSED = "closed", "closed"


class FollowUpAnswer(models.TextChoices):
    """What became of an outcome after some months."""

    GOES_ON = "goes_on", _("It goes on")
    GREW = "grew", _("More came of it")
    ENDED = "ended", _("It came to its end as planned")
    STOPPED = "stopped", _("It stopped")


class InterestState(models.TextChoices):
    """Where an answer to an item stands."""

    SENT = "sent", pgettext_lazy("interest", "waiting for an answer")
    MORE_INFO = "more_info", pgettext_lazy("interest", "a question came back")
    ACCEPTED = "accepted", pgettext_lazy("interest", "accepted")
    DECLINED = "declined", pgettext_lazy("interest", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("interest", "taken back")
    LAPSED = "lapsed", pgettext_lazy("interest", "closed without a decision")


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
