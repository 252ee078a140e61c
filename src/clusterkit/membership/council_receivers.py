"""What the council shows on the surfaces of the site, and what time does to its votes."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusterkit.core.surfaces import Entry, Task, ViewerPayload
from clusterkit.membership import actions
from clusterkit.membership.models import Ballot
from clusterkit.membership.policies import sits_in_council
from clusterkit.membership.selectors.council import overdue_ballots, silent_ballots
from clusterkit.membership.services.council import close_due, remind_of_votes
from clusterkit.tenancy.hooks import WorkerTick


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The council, for those who sit in it and for the office. Asks the database nothing."""
    viewer = payload.viewer
    if not (sits_in_council(viewer) or viewer.allows(actions.SEAT)):
        return ()
    return [Entry(_("Council"), reverse("clusterkit_membership:council"), order=62)]


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """The votes in which a seat of the viewer has not voted."""
    return [_task(ballot) for ballot in silent_ballots(payload.viewer)]


def _task(ballot: Ballot) -> Task:
    return Task(
        _("Vote on %(organisation)s") % {"organisation": ballot.application.organisation},
        ballot.get_absolute_url(),
        _("votes are taken until %(moment)s")
        % {"moment": date_format(timezone.localtime(ballot.closes_at), "DATETIME_FORMAT")},
        ballot.opened_at,
        "warn",
    )


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Votes whose time is over and that are open still: something refuses to close them."""
    if not payload.viewer.allows(actions.SEAT):
        return ()
    return [
        Task(
            _("The vote on %(organisation)s waits to be closed") % {"organisation": ballot.application.organisation},
            ballot.get_absolute_url(),
            _("its time is over; close it to see what hinders it"),
            ballot.closes_at,
            "warn",
        )
        for ballot in overdue_ballots(payload.viewer)
    ]


def tick(payload: WorkerTick) -> None:
    """Close the votes whose time is over, and remind the seats that are silent."""
    close_due()
    remind_of_votes()
