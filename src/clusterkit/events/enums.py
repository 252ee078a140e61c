"""Modes, states and the groups in which states are asked for."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventMode(models.TextChoices):
    """Where an event takes place."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class SeatMode(models.TextChoices):
    """The way one person takes part. Each has its own places and its own queue."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")


class EventState(models.TextChoices):
    """Where an event stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")
    ENDED = "ended", _("over")


ANNOUNCED_STATES: Final = frozenset({EventState.PUBLISHED, EventState.CANCELLED, EventState.ENDED})
"""Shown to people whose tier reaches the event's visibility."""


class Visibility(models.TextChoices):
    """Who sees the announcement: this tier and those above. The codes are those of the tiers."""

    GUEST = "guest", _("everybody")
    REGISTERED = "registered", _("registered people")
    MEMBER = "member", _("members of the cluster")


class RegistrationTier(models.TextChoices):
    """Who may register: this tier and those above. The codes are those of the tiers."""

    REGISTERED = "registered", _("registered people")
    MEMBER = "member", _("members of the cluster")


class RegistrationState(models.TextChoices):
    """Where one person's registration stands."""

    PENDING = "pending", _("waiting for approval")
    CONFIRMED = "confirmed", _("confirmed")
    WAITLISTED = "waitlisted", _("in the queue")
    OFFERED = "offered", _("a place is offered")
    CANCELLED = "cancelled", _("cancelled")
    REJECTED = "rejected", _("declined by the organisers")
    ATTENDED = "attended", _("attended")
    NO_SHOW = "no_show", _("did not come")


SEATED_STATES: Final = frozenset({RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW})
"""They hold a place. So does ``offered``, while the offer lives."""

OPEN_STATES: Final = frozenset(
    {
        RegistrationState.PENDING,
        RegistrationState.CONFIRMED,
        RegistrationState.WAITLISTED,
        RegistrationState.OFFERED,
    }
)
"""The person may still cancel."""

LIVE_STATES: Final = OPEN_STATES | SEATED_STATES
"""A person has at most one of these for an event."""


class AttendeeConsent(models.TextChoices):
    """What other participants may learn about a person who comes."""

    NONE = "none", _("Do not list me")
    NAME = "name", _("My name and organisation")
    CONTACT = "contact", _("My name, organisation and e-mail")


LISTED_CONSENTS: Final = frozenset({AttendeeConsent.NAME, AttendeeConsent.CONTACT})


class MaterialAudience(models.TextChoices):
    """Who gets a material of an event, of those who see the event."""

    ALL = "all", _("everybody who sees the event")
    SEATED = "seated", _("people who have a place")
    ATTENDED = "attended", _("people who were there")


class CheckInKind(models.TextChoices):
    """What somebody at the door did."""

    IN = "in", _("checked in")
    UNDO = "undo", _("taken back")


class MeetingState(models.TextChoices):
    """Where a short meeting of two participants stands."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("arranged")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("called off")


LIVE_MEETINGS: Final = frozenset({MeetingState.PROPOSED, MeetingState.ACCEPTED})
"""Two people have at most one of these for an event."""
