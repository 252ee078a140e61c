"""The protocol of a vote: its number, its text frozen for good, and the papers made from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from clusterkit.core.policies import Actor
from clusterkit.membership.enums import BallotResult, Choice
from clusterkit.membership.models import Ballot, Protocol, ProtocolYear
from clusterkit.membership.rules import decision_rules
from clusterkit.membership.selectors.council import SeatInBallot
from clusterkit.tenancy.context import current_cluster


def cluster_language() -> str:
    """The first language of the cluster in force: that of its papers."""
    return str(current_cluster().languages[0])


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256, as hexadecimal figures, of *content* as canonical JSON: keys in order, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_protocol(ballot: Ballot, rows: Sequence[SeatInBallot], *, actor: Actor) -> Protocol:
    """Write the protocol of a ballot that is being closed, with the next number of the year. Inside its transaction."""
    year = timezone.localdate().year
    language = cluster_language()
    with override(language):
        content = _content(ballot, rows, actor, next_number(year), year)
    return Protocol.objects.create(
        ballot=ballot,
        year=year,
        number=content["number"],
        language=language,
        content=content,
        digest=digest_of(content),
    )


def next_number(year: int) -> int:
    """Take the next number of *year*. The year's row stays locked until the transaction ends: no number is lost or doubled."""
    ProtocolYear.objects.get_or_create(year=year)
    counter = ProtocolYear.objects.select_for_update().get(year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _content(ballot: Ballot, rows: Sequence[SeatInBallot], actor: Actor, number: int, year: int) -> dict[str, Any]:
    rule = decision_rules.get(ballot.rule)
    closed = timezone.localtime(ballot.closed_at)
    cluster = current_cluster()
    chair = next((row.seat for row in rows if row.seat.is_chair), None)
    return {
        "number": number,
        "year": year,
        "cluster": str(cluster.name),
        "organisation": str(ballot.application.organisation),
        "revision": ballot.revision.number,
        "sent_on": date_format(timezone.localtime(ballot.revision.created_at), "DATE_FORMAT"),
        "meeting": str(ballot.meeting) if ballot.meeting else "",
        "opened_at": date_format(timezone.localtime(ballot.opened_at), "DATETIME_FORMAT"),
        "closed_at": date_format(closed, "DATETIME_FORMAT"),
        "closed_on": date_format(closed, "DATE_FORMAT"),
        "closed_by": str(actor.display_name) if not actor.is_system else gettext("when its time was over"),
        "chair": _person(chair.representative) if chair is not None else "",
        "rule_code": ballot.rule,
        "rule": str(rule.label) if rule is not None else ballot.rule,
        "tally": dict(ballot.tally),
        "quorum_percent": ballot.quorum_percent,
        "majority_percent": ballot.majority_percent,
        "seats": [_line(row) for row in rows],
        "result": ballot.result,
        "result_text": str(BallotResult(ballot.result).label),
        "reason": ballot.reason,
    }


def _line(row: SeatInBallot) -> dict[str, Any]:
    if row.is_recused:
        state, said = "recused", gettext("recused")
    elif row.vote is None:
        state, said = "absent", gettext("did not vote")
    else:
        state, said = row.vote.choice, str(Choice(row.vote.choice).label)
    return {
        "organisation": str(row.seat.organisation),
        "state": state,
        "said": said,
        "person": row.vote.voter_name if row.vote is not None else "",
        "as_deputy": row.vote.as_deputy if row.vote is not None else False,
        "remark": row.vote.remark if row.vote is not None else "",
        "is_chair": row.seat.is_chair,
    }


def _person(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user is not None else ""
