"""Reporting an item or a comment, and deciding about what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids, viewer_by_id
from clusterkit.core import ports
from clusterkit.core.addresses import address_of
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.ideas import actions, notices
from clusterkit.ideas.enums import ReportReason, ReportState, SanctionKind
from clusterkit.ideas.models import Comment, Item, Report
from clusterkit.ideas.services.hiding import hide_comment
from clusterkit.ideas.services.locking import lock_comment, lock_item
from clusterkit.ideas.services.moderation import hide_item
from clusterkit.ideas.services.sanctions import stop_writing, warn
from clusterkit.ideas.transitions import REPORT

TEXT_LENGTH: Final = 2000
UNNAMED: Final = SystemActor(display_name="")
"""Who stands in the audit log for somebody who reports: nobody. All coordinators read the log, and one may be meant."""


@dataclass(frozen=True)
class Consequences:
    """What follows from a report that was right. ``reason`` is read by the author; ``until`` is the last day of a block."""

    hide: bool = False
    sanction: SanctionKind | None = None
    until: date | None = None
    reason: str = ""


@transaction.atomic
def report(*, item: Item, reason: str, actor: Actor, text: str = "", comment: Comment | None = None) -> Report:
    """Tell the coordinators that something is wrong with *item*, or with *comment* of it.

    Who reports is told to nobody, and stands in the audit log without a name. Raises ``Conflict`` while an earlier
    report of the same person about the same thing is open, ``InvalidInput`` (fields "reason", "text").
    """
    if comment is None:
        locked = lock_item(item)
        policy_of(Item).require(actor, actions.REPORT, locked)
    else:
        comment = lock_comment(comment)
        locked = comment.item
        policy_of(Comment).require(actor, actions.REPORT, comment)
    words = text.strip()
    if reason not in ReportReason.values:
        raise InvalidInput(_("Choose what is wrong."), field="reason")
    if reason == ReportReason.OTHER and not words:
        raise InvalidInput(_("Say in a few words what is wrong."), field="text")
    if len(words) > TEXT_LENGTH:
        raise InvalidInput(_("At most %(count)d characters, please.") % {"count": TEXT_LENGTH}, field="text")
    waiting = Report.objects.filter(item=locked, comment=comment, state=ReportState.OPEN)
    if actor.user_id is None:
        raise NotPermitted
    if waiting.filter(reporter_id=actor.user_id).exists():
        raise Conflict(_("You have reported this already. The coordinators will look at it."))
    is_first = not waiting.exists()
    made: Report = Report.objects.create(
        item=locked, comment=comment, reason=reason, text=words, reporter_id=actor.user_id
    )
    ports.record(
        actor=UNNAMED,
        action=actions.REPORT.code,
        target=made,
        after={"item": locked.pk, "comment": comment.pk if comment is not None else None, "reason": reason},
    )
    if is_first:
        # Those that follow wait in the queue with it.
        event, context = f"ideas.report:{made.pk}", {"title": locked.title}
        ports.notify(ports.Notice(notices.REPORTED, _office(made), made.get_absolute_url(), event, context, made))
    return made


def _office(made: Report) -> list[int]:
    """The coordinators whom it is no news about themselves; who reports knows of it."""
    viewers = (viewer_by_id(user_id) for user_id in coordinator_ids() if user_id != made.reporter_id)
    policy = policy_of(Report)
    return [
        viewer.user_id
        for viewer in viewers
        if viewer is not None and viewer.user_id is not None and policy.can(viewer, actions.VIEW_REPORTS, made)
    ]


@transaction.atomic
def uphold_report(
    *, report: Report, actor: Actor, consequences: Consequences, newest: int | None = None
) -> list[Report]:
    """Say that a report was right, and draw the consequences. All open reports of the thing are closed with it.

    The people who reported are thanked without detail. *newest* is the last report that the actor has seen: where others
    came in since, ``StaleVersion`` is raised. Raises ``StateConflict`` when somebody decided before,
    ``NotPermitted`` about what is the actor's own and about what he reported himself, ``InvalidInput``.
    """
    closed = _close(report, "uphold", actor, consequences.reason, newest)
    thing = closed[0]
    if consequences.hide:
        if thing.comment is not None:
            hide_comment(comment=thing.comment, reason=consequences.reason, actor=actor)
        else:
            hide_item(item=thing.item, reason=consequences.reason, actor=actor)
    if consequences.sanction is not None:
        author = thing.comment.author_id if thing.comment is not None else thing.item.author_id
        if author is None:
            raise InvalidInput(_("Its author is not there any more."), field="sanction")
        if consequences.sanction == SanctionKind.WARNING:
            warn(user_id=author, reason=consequences.reason, actor=actor)
        else:
            stop_writing(user_id=author, reason=consequences.reason, until=consequences.until, actor=actor)
    return closed


@transaction.atomic
def dismiss_report(*, report: Report, actor: Actor, reason: str = "", newest: int | None = None) -> list[Report]:
    """Say that nothing is to be done. All open reports of the thing are closed; *reason* stands in the audit log.

    *newest* and what is raised are as in :func:`uphold_report`.
    """
    return _close(report, "dismiss", actor, reason, newest)


def _close(report: Report, name: str, actor: Actor, reason: str, newest: int | None) -> list[Report]:
    policy_of(Report).require(actor, actions.VIEW_REPORTS, report)
    if report.comment is not None:
        lock_comment(report.comment)
    else:
        lock_item(report.item)
    rows = Report.objects.select_related("item__organisation", "comment")
    same = list(rows.filter(item=report.item_id, comment=report.comment_id, state=ReportState.OPEN).order_by("pk"))
    if not same:
        raise StateConflict(_("Somebody has decided about this already."))
    if newest is not None and same[-1].pk > newest:
        raise StaleVersion(_("More was reported about it in the meantime. Look at it once more."))
    if any(row.reporter_id is not None and row.reporter_id == actor.user_id for row in same):
        raise NotPermitted(_("You have reported this yourself: somebody else decides."))
    for row in same:
        apply(REPORT, name, row, actor=actor, reason=reason, notices=_thanks)
    return same


def _thanks(row: Report) -> list[ports.Notice]:
    # Without an object: who reported may not see what the coordinators see, and nothing in the message tells of it.
    recipients = [row.reporter_id] if row.reporter_id is not None else []
    return [
        ports.Notice(
            notices.REPORT_DECIDED, recipients, address_of("clusterkit_ideas:list"), f"ideas.report:{row.pk}:decided"
        )
    ]
