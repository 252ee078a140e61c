"""Writes of the council, one function per use case."""

from clusterkit.membership.services.council.closing import close_due, close_vote
from clusterkit.membership.services.council.meetings import (
    cancel_meeting,
    end_meeting,
    plan_meeting,
    put_on_agenda,
    start_meeting,
)
from clusterkit.membership.services.council.opening import break_off, open_vote
from clusterkit.membership.services.council.reminding import remind_of_votes
from clusterkit.membership.services.council.settings import change_office_settings
from clusterkit.membership.services.council.voting import cast_vote
from clusterkit.membership.services.seats import change_seat, give_seat, vacate_seat, vacate_seats_of

__all__ = [
    "break_off",
    "cancel_meeting",
    "cast_vote",
    "change_office_settings",
    "change_seat",
    "close_due",
    "close_vote",
    "end_meeting",
    "give_seat",
    "open_vote",
    "plan_meeting",
    "put_on_agenda",
    "remind_of_votes",
    "start_meeting",
    "vacate_seat",
    "vacate_seats_of",
]
