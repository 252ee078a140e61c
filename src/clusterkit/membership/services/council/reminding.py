"""Seats that have not voted are reminded before a vote ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from clusterkit.core import ports
from clusterkit.core.ports import Notice
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import BallotState
from clusterkit.membership.models import Ballot
from clusterkit.membership.selectors.council import affiliated_ids, roll, speakers

AHEAD = timedelta(days=2)


def remind_of_votes(*, now: datetime | None = None) -> int:
    """Tell the people of silent seats of votes that end within two days. Returns how many seats were told of.

    Call it as often as you like: each person is told once of each vote. A vote that is open for a short time only is
    reminded of at half of it.
    """
    moment = now or timezone.now()
    ending = Ballot.objects.filter(state=BallotState.OPEN, closes_at__gt=moment, closes_at__lte=moment + AHEAD)
    told = 0
    for ballot in ending.select_related("application__organisation"):
        if ballot.closes_at - moment > (ballot.closes_at - ballot.opened_at) / 2:
            continue
        partial = affiliated_ids(ballot.application.organisation_id)
        for row in roll(ballot):
            if row.is_recused or row.vote is not None:
                continue
            ports.notify(
                Notice(
                    kind=kinds.VOTE_ENDING,
                    recipients=[user_id for user_id in speakers(row.seat) if user_id not in partial],
                    path=ballot.get_absolute_url(),
                    event=f"membership.ballot:{ballot.pk}:ending:{row.seat.pk}",
                    context={
                        "organisation": str(ballot.application.organisation),
                        "closes_at": ballot.closes_at.isoformat(),
                    },
                    target=ballot,
                )
            )
            told += 1
    return told
