"""The sorts of messages that events send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import MailTiming, NoticeKind, notice_kinds
from clusterkit.events.enums import EventState, RegistrationState

VISITORS = _("who registered")
OFFICE = _("coordinators")


def declare(
    name: str,
    label: str | Promise,
    audience: str | Promise = VISITORS,
    default: MailTiming = MailTiming.NOW,
    *,
    required: bool = False,
    still_true: Callable[[Any], bool] | None = None,
) -> NoticeKind:
    """A kind of ours, with the templates of its name."""
    template = f"clusterkit/events/notices/{name}"
    return notice_kinds.declare(
        NoticeKind(f"events.{name}", label, template, default, audience, required=required, still_true=still_true)
    )


def _is_offered(registration: Any) -> bool:
    return bool(registration.state == RegistrationState.OFFERED and registration.offer_expires_at > timezone.now())


def _is_expected(registration: Any) -> bool:
    event = registration.event
    is_ahead = event.state == EventState.PUBLISHED and event.starts_at > timezone.now()
    return bool(is_ahead and registration.state == RegistrationState.CONFIRMED)


RECEIVED = declare("received", _("Your registration waits for the organisers"))
CONFIRMED = declare("confirmed", _("You are registered"))
QUEUED = declare("queued", _("You are in the queue"))
PROMOTED = declare("promoted", _("You have a place"))
OFFERED = declare("offered", _("A place is offered to you"), required=True, still_true=_is_offered)
OFFER_EXPIRED = declare("offer_expired", _("The offer of a place ended"))
REJECTED = declare("rejected", _("Your registration was declined"), required=True)
REGISTRATION_CANCELLED = declare("registration_cancelled", _("Your registration is cancelled"))
EVENT_CHANGED = declare("event_changed", _("An event changed"))
EVENT_CANCELLED = declare("event_cancelled", _("An event is cancelled"), required=True)
REQUESTED = declare("requested", _("A registration waits for your answer"), OFFICE)
CERTIFICATE = declare("certificate", _("Your certificate of attendance"))
REMINDER = declare("reminder", _("An event for which you have a place begins soon"), still_true=_is_expected)
