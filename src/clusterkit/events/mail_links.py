"""Links in mails that answer for a registration without signing in: signed for one cluster, one registration, one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from clusterkit.tenancy.context import current_cluster
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token

PURPOSE: Final = "events.answer"
ACCEPT: Final = "accept"
DECLINE: Final = "decline"
CANCEL: Final = "cancel"
ACTS: Final = frozenset({ACCEPT, DECLINE, CANCEL})
MAX_AGE: Final = 400 * 24 * 60 * 60
"""In seconds. An offer ends by itself long before, and so does an event that one could cancel for."""


@dataclass(frozen=True)
class LinkedAct:
    """What a link does: ``until`` is the end of the offer that it answers, empty for the cancelling of a registration."""

    registration_id: int
    act: str
    until: str


def answer_token(registration_id: int, act: str, until: str = "") -> str:
    """The signed part of a link."""
    return make_token(purpose=PURPOSE, subject=[registration_id, act, until])


def answer_url(registration_id: int, act: str, until: str = "") -> str:
    """The whole link, on the stored domain of the cluster."""
    token = answer_token(registration_id, act, until)
    return current_cluster().absolute_url(reverse("clusterkit_events:by_link", kwargs={"token": token}))


def read_answer(token: str) -> LinkedAct | None:
    """What the link says; None for one that is damaged, of another cluster or made for something else."""
    try:
        subject = read_token(token, purpose=PURPOSE, max_age=MAX_AGE)
    except InvalidToken:
        return None
    if not isinstance(subject, list) or len(subject) != 3 or subject[1] not in ACTS:
        return None
    return LinkedAct(int(subject[0]), str(subject[1]), str(subject[2]))
