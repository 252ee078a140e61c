"""A council with its seats, and a vote under way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Organisation
from clusterkit.membership import services
from clusterkit.membership.models import Application, Seat
from clusterkit.membership.services import council


def load_council(
    data: dict[str, Any],
    people: dict[str, Any],
    organisations: dict[str, Organisation],
    applications: dict[str, Application],
) -> None:
    """Give the seats, let the council decide from now on, and put one application to the vote."""
    office = viewer_of(people["coordinator@example.org"])
    council.change_office_settings(values=data["settings"], actor=office)
    seats: dict[str, Seat] = {}
    for row in data["seats"]:
        seats[row["organisation"]] = council.give_seat(
            organisation=organisations[row["organisation"]],
            representative_id=people[row["representative"]].pk,
            is_chair=row["is_chair"],
            actor=office,
        )
    vote = data["vote"]
    application = applications[vote["application"]]
    application.refresh_from_db()
    application = services.take_up(application=application, actor=office)
    ballot = council.open_vote(
        application=application, actor=office, closes_at=timezone.now() + timedelta(days=vote["closes_in_days"])
    )
    for row in vote["votes"]:
        seat = seats[row["organisation"]]
        council.cast_vote(
            ballot=ballot,
            seat=seat,
            choice=row["choice"],
            remark=row["remark"],
            actor=viewer_of(people[row["by"]]),
        )
