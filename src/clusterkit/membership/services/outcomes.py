"""What a decision does, whoever took it: reviewers or the council."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clusterkit.core.conf import conf
from clusterkit.core.happenings import happened
from clusterkit.core.policies import REGISTERED, Actor, SystemActor
from clusterkit.directory.services import publish_organisation
from clusterkit.membership import happenings, hooks
from clusterkit.membership.enums import Verdict
from clusterkit.membership.models import Application, Reason
from clusterkit.membership.services.file import write_step
from clusterkit.membership.services.reasons import recorded
from clusterkit.membership.services.terms import open_term


def reapply_day() -> date:
    """The first day on which an organisation that is rejected today may apply again."""
    return timezone.localdate() + timedelta(days=conf.REAPPLY_AFTER_DAYS)


def admit_applicant(locked: Application, *, actor: Actor, reason: str) -> dict[str, Any]:
    """Open the membership from today and publish the organisation. Returns what the audit row says of it.

    Called inside the transition that approves, with the locked application.
    """
    locked.decided_at = timezone.now()
    locked.decision_text = reason
    term = open_term(organisation=locked.organisation, application=locked, starts_on=timezone.localdate())
    # The chair of the council may close a vote and publish nothing by himself: that the page is shown follows from it.
    publish_organisation(organisation=locked.organisation, actor=actor if actor.is_coordinator else SystemActor())
    hooks.tier_changed.announce_on_commit(hooks.TierChanged(locked.organisation_id, REGISTERED, term.level.tier))
    happened(happenings.ORGANISATION_JOINED, locked.organisation, starts_on=term.starts_on.isoformat())
    write_step(locked, code=Verdict.APPROVE.value, actor=actor)
    return {"membership": term.pk}


def refuse_applicant(locked: Application, *, actor: Actor, reason: str, chosen: Reason | None = None) -> dict[str, Any]:
    """Write down why, and when it may apply again; *chosen* is the predefined reason it was taken from.

    Returns what the audit row says of it.
    """
    again = reapply_day()
    locked.decided_at = timezone.now()
    locked.decision_text = reason
    locked.may_reapply_on = again
    locked.decision_reason = chosen.code if chosen is not None else ""
    write_step(locked, code=Verdict.REJECT.value, actor=actor, text=reason, reason_code=locked.decision_reason)
    return {"may_reapply_on": again.isoformat(), **recorded(chosen)}
