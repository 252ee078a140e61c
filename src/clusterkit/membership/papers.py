"""The protocol of a vote as words and as a paper, made from its frozen content alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from clusterkit.core.printing import Facts, Gap, Grid, Heading, Paper, Signatures, Text
from clusterkit.membership.models import Protocol
from clusterkit.membership.rules import COUNCIL_SIMPLE


@dataclass(frozen=True)
class ProtocolWords:
    """A protocol in the language it was written in: the labels are ours, the values are its content's."""

    title: str
    decision: str
    facts: list[tuple[str, str]]
    count: list[tuple[str, str]]
    head: list[str]
    rows: list[list[str]]
    reason: str
    headings: dict[str, str]
    chair: tuple[str, str]

    @property
    def table(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with the name of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def protocol_words(protocol: Protocol) -> ProtocolWords:
    """The texts of *protocol*, for the page and the paper."""
    content: dict[str, Any] = protocol.content
    with override(protocol.language):
        count = content["tally"]
        majority = _("%(percent)d %% of the votes for and against") % {"percent": content["majority_percent"]}
        facts = [
            (_("Applicant"), content["organisation"]),
            (
                _("Revision"),
                _("%(number)d, sent on %(day)s") % {"number": content["revision"], "day": content["sent_on"]},
            ),
            (_("Meeting"), content["meeting"]),
            (_("Vote opened"), content["opened_at"]),
            (_("Vote closed"), content["closed_at"]),
            (_("Closed by"), content["closed_by"]),
            (_("Rule"), content["rule"]),
            (_("Quorum in force"), _("%(percent)d %% of the entitled seats") % {"percent": content["quorum_percent"]}),
            # A simple majority does not look at the percentage.
            (_("Qualified majority in force"), "" if content["rule_code"] == COUNCIL_SIMPLE.code else majority),
        ]
        numbers = [
            (_("Entitled seats"), count["entitled"]),
            (_("Seats needed for the quorum"), count["quorum"]),
            (_("For"), count["in_favour"]),
            (_("Against"), count["against"]),
            (_("Abstained"), count["abstained"]),
            (_("Did not vote"), count["absent"]),
            (_("Recused"), count["recused"]),
        ]
        return ProtocolWords(
            title=_("Protocol %(number)s") % {"number": protocol.display_number},
            decision=content["result_text"],
            facts=[(label, text) for label, text in facts if text],
            count=[(label, str(number)) for label, number in numbers],
            head=[_("Seat"), pgettext("what a seat said", "Vote"), _("Cast by"), _("Remark")],
            rows=[_row(line) for line in content["seats"]],
            reason=content["reason"],
            headings={
                "result": _("Result"),
                "count": _("Count"),
                "seats": _("Seats"),
                "reason": _("Reason"),
                "kicker": _("Vote of the council, %(day)s") % {"day": content["closed_on"]},
                "digest": _("Digest (SHA-256) of the content: %(digest)s") % {"digest": protocol.digest},
            },
            chair=(_("Chair of the council"), content["chair"]),
        )


def _row(line: dict[str, Any]) -> list[str]:
    name = line["organisation"]
    seat = _("%(organisation)s (chair)") % {"organisation": name} if line["is_chair"] else name
    person = _("%(name)s, deputy") % {"name": line["person"]} if line["as_deputy"] else line["person"]
    return [seat, line["said"], person, line["remark"]]


def protocol_paper(protocol: Protocol) -> Paper:
    """*protocol* as a paper: equal content gives equal bytes, whatever is renamed or set anew afterwards."""
    words = protocol_words(protocol)
    blocks: list[Any] = [
        Text(f"{words.headings['result']}: {words.decision}", is_large=True),
        Facts(words.facts),
        Heading(words.headings["count"]),
        Facts(words.count),
        Heading(words.headings["seats"]),
        Grid(head=words.head, rows=words.rows, widths=(4, 2, 3, 4)),
    ]
    if words.reason:
        blocks += [Heading(words.headings["reason"]), Text(words.reason)]
    blocks += [Gap(10), Signatures([words.chair]), Gap(4), Text(words.headings["digest"], is_quiet=True)]
    return Paper(
        title=words.title,
        sender=protocol.content["cluster"],
        language=protocol.language,
        kicker=words.headings["kicker"],
        footer=f"{protocol.content['cluster']} · {words.title}",
        blocks=blocks,
    )
