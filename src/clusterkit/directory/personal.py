"""Whom a person acts for: his part of the archive of his data, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.hooks import (
    ErasedPerson,
    ErasureAsked,
    Outlook,
    PersonalData,
    Section,
    before_erasure,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.sections import section
from clusterkit.core import ports
from clusterkit.core.transitions import Changed
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.hooks import affiliation_ended
from clusterkit.directory.models import Affiliation, DomainClaim, Organisation
from clusterkit.directory.transitions import AFFILIATION


@personal_data.connect(order=20)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """For whom the person acts, acted or asked to act."""
    rows = Affiliation.objects.filter(user_id=payload.viewer.user_id or 0).order_by("pk")
    fields = ("organisation__name", "role", "state", "position", "message", "is_listed", "chosen_at", "created_at")
    claims = DomainClaim.objects.filter(claimed_by_id=payload.viewer.user_id or 0).order_by("pk")
    claim_fields = ("organisation__name", "domain", "mailbox", "state", "created_at")
    return [
        section("affiliations", gettext_lazy("Organisations you act for"), rows, *fields),
        section("mail_domains", gettext_lazy("Mail domains you claimed for an organisation"), claims, *claim_fields),
    ]


@before_erasure.connect
def somebody_runs_each_organisation(payload: ErasureAsked) -> str | None:
    """The last admin of an organisation does not go. Its row is locked, as when an admin leaves it."""
    administered = list(
        Affiliation.objects.filter(
            user_id=payload.user.pk, role=AffiliationRole.ADMIN, state=AffiliationState.CONFIRMED
        ).values_list("organisation_id", flat=True)
    )
    locked = Organisation.objects.select_for_update(no_key=True).filter(pk__in=administered).order_by("pk")
    for organisation in locked:
        others = organisation.affiliations.filter(
            role=AffiliationRole.ADMIN, state=AffiliationState.CONFIRMED, user__is_active=True
        )
        if not others.exclude(user_id=payload.user.pk).exists():
            return _("%(organisation)s has no other administrator. Appoint one first.") % {"organisation": organisation}
    return None


@person_erased.connect(order=200)
def end_affiliations(payload: ErasedPerson) -> Mapping[str, int]:
    """He acts for nobody any more; position and message are blanked in old rows too."""
    rows = Affiliation.objects.filter(user_id=payload.user_id)
    payload.details.update(position for position in rows.values_list("position", flat=True) if position)
    rows.update(position="", message="", is_listed=False)
    live = list(rows.filter(state__in=LIVE_AFFILIATION_STATES).select_for_update(of=("self",)).order_by("pk"))
    for row in live:
        before, row.user = row.state, payload.user
        name = "end" if before == AffiliationState.CONFIRMED else "withdraw"
        row.state, row.version = AFFILIATION[name].target, row.version + 1
        row.save(update_fields=["state", "version"])
        ports.record(
            actor=payload.actor,
            action=AFFILIATION[name].action.code,
            target=row,
            before={"state": before},
            after={"state": row.state},
        )
        if name == "end":
            affiliation_ended.announce_on_commit(Changed(row, AFFILIATION[name], before, payload.actor))
    return {"affiliations": len(live)}


@erasure_outlook.connect(order=20)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What the directory holds."""
    return [
        Outlook(_("You act for no organisation any more; its people no longer see your position.")),
        Outlook(_("What your organisation published, and its page."), stays=True),
    ]
