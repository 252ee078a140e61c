"""What clusters set for themselves and people add about themselves: questions, skills, invitations, mail domains."""

from __future__ import annotations

from typing import Any

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.services import edit_profile, write_decision
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import claim_domain, confirm_claimed_domain, invite
from clusterkit.membership.questions import PURPOSE
from clusterkit.questionnaires.services import add_question, ensure_form, publish, start_draft


def load_questions(rows: list[dict[str, Any]], people: dict[str, Any]) -> None:
    """The cluster's own questions, as a second version of its form."""
    office = viewer_of(people["coordinator@example.org"])
    draft = start_draft(questionnaire=ensure_form(PURPOSE).questionnaire, actor=office)
    for row in rows:
        values = {name: value for name, value in row.items() if name != "code"}
        add_question(version=draft, values=values, code=row["code"], actor=office)
    publish(version=draft, actor=office)


def load_belonging(data: dict[str, Any], people: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    """Skills with the consent to be found by them, an invitation that waits, a mail domain that was proved."""
    for row in data["skills"]:
        user = people[row["by"]]
        edit_profile(actor=viewer_of(user), skills=row["skills"], topics=row["topics"])
        write_decision(user_id=user.pk, purpose=EXPERTISE, given=True, page="/accounts/consents/", language="ru")
    for row in data["invitations"]:
        invite(
            organisation=organisations[row["organisation"]],
            email=row["email"],
            role=row["role"],
            actor=viewer_of(people[row["by"]]),
        )
    for row in data["mail_domains"]:
        organisation = Organisation.objects.get(pk=organisations[row["organisation"]].pk)
        claim = claim_domain(
            organisation=organisation,
            domain=row["domain"],
            mailbox=row["mailbox"],
            actor=viewer_of(people[row["by"]]),
        )
        confirm_claimed_domain(claim=claim)
