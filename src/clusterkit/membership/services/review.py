"""The office works on an application before it decides: take it up, ask for more, keep notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.membership import actions
from clusterkit.membership.enums import MessageKind, ReasonPurpose
from clusterkit.membership.models import Application, Message
from clusterkit.membership.selectors.office import correction_day
from clusterkit.membership.selectors.people import applicant_side_ids
from clusterkit.membership.services.assignment import take_care
from clusterkit.membership.services.deadlines import is_near
from clusterkit.membership.services.file import lock, notice_of, write_line, write_step
from clusterkit.membership.services.reasons import chosen_reason, recorded, text_of
from clusterkit.membership.transitions import MACHINE


def take_up(*, application: Application, actor: Actor, expected_version: int | None = None) -> Application:
    """Begin the review. Who does it looks after the application, unless somebody does. Raises as ``transitions.apply``."""

    def effect(locked: Application) -> dict[str, Any]:
        write_step(locked, code="take_up", actor=actor)
        return take_care(locked, actor)

    return apply(
        MACHINE,
        "take_up",
        application,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        notices=notice_of("take_up", applicant_side_ids(application.organisation_id)),
    )


def request_info(
    *,
    application: Application,
    actor: Actor,
    reason: str = "",
    text: str = "",
    due_on: date | None = None,
    expected_version: int | None = None,
) -> Application:
    """Return the application for completion, which is no rejection. *reason* is the code of a predefined reason or empty.

    An empty *text* is the text of that reason.

    The answer is due on *due_on* (by default after the office's ``correction_days``, else ``NEEDS_INFO_DAYS``); after that day the application expires.
    Raises ``InvalidInput`` for a reason that is not offered, an empty text or a day that is not in the future.
    """
    chosen = chosen_reason(ReasonPurpose.RETURN, reason)
    text = text.strip() or text_of(chosen)
    if not text:
        raise InvalidInput(_("Write what the applicant should do."), field="text")
    due = due_on or correction_day()
    if due <= timezone.localdate():
        raise InvalidInput(_("The day must be in the future."), field="due_on")

    def effect(locked: Application) -> dict[str, Any]:
        locked.info_reason = reason
        locked.info_text = text
        locked.due_on = due
        locked.correction_reminded = is_near(due)
        write_step(locked, code="request_info", actor=actor, text=text, reason_code=reason)
        return {**recorded(chosen), "due_on": due.isoformat()}

    return apply(
        MACHINE,
        "request_info",
        application,
        actor=actor,
        expected_version=expected_version,
        reason=text,
        effect=effect,
        notices=notice_of(
            "request_info",
            applicant_side_ids(application.organisation_id),
            text=text,
            due_on=date_format(due),
        ),
    )


@transaction.atomic
def add_note(*, application: Application, text: str, actor: Actor) -> Message:
    """Keep a note that only reviewers read. Raises ``InvalidInput`` for an empty text."""
    locked = lock(application)
    policy_of(Application).require(actor, actions.REVIEW, locked)
    if not text.strip():
        raise InvalidInput(_("Write something first."), field="text")
    line = write_line(locked, kind=MessageKind.NOTE, actor=actor, text=text.strip())
    ports.record(actor=actor, action=actions.REVIEW.code, target=locked, after={"note": line.pk})
    return line
