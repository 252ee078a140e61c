"""Locks of the council. Always in this order: the application, then its ballot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import NotVisible, StateConflict
from clusterkit.membership.enums import BallotState
from clusterkit.membership.models import Application, Ballot


def lock_ballot(ballot: Ballot) -> Ballot:
    """The ballot as it is now, its row locked until the transaction ends. Raises ``NotVisible``."""
    locked = Ballot.objects.select_for_update(of=("self",)).select_related("application").filter(pk=ballot.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def open_ballot_of(application: Application) -> Ballot | None:
    """The application's open ballot, locked; the application's row is locked already."""
    rows = Ballot.objects.select_for_update(of=("self",)).select_related("application")
    return rows.filter(application=application, state=BallotState.OPEN).first()


def check_open(ballot: Ballot) -> None:
    """Raise ``StateConflict`` when the ballot is closed or broken off."""
    if ballot.state != BallotState.OPEN:
        raise StateConflict(_("This vote has ended. Look at its result."), details={"state": ballot.state})
