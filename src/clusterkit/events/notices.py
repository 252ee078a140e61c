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


def _declare(
    name: str,
    label: str | Promise,
    audience: str | Promise = VISITORS,
    default: MailTiming = MailTiming.NOW,
    *,
    required: bool = False,
    still_true: Callable[[Any], bool] | None = None,
) -> NoticeKind:
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


RECEIVED = _declare("received", _("Your registration waits for the organisers"))
CONFIRMED = _declare("confirmed", _("You are registered"))
QUEUED = _declare("queued", _("You are in the queue"))
PROMOTED = _declare("promoted", _("You have a place"))
OFFERED = _declare("offered", _("A place is offered to you"), required=True, still_true=_is_offered)
OFFER_EXPIRED = _declare("offer_expired", _("The offer of a place ended"))
REJECTED = _declare("rejected", _("Your registration was declined"), required=True)
REGISTRATION_CANCELLED = _declare("registration_cancelled", _("Your registration is cancelled"))
EVENT_CHANGED = _declare("event_changed", _("An event changed"))
EVENT_CANCELLED = _declare("event_cancelled", _("An event is cancelled"), required=True)
REQUESTED = _declare("requested", _("A registration waits for your answer"), OFFICE)
CERTIFICATE = _declare("certificate", _("Your certificate of attendance"))
REMINDER = _declare("reminder", _("An event for which you have a place begins soon"), still_true=_is_expected)
