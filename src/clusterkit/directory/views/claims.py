"""Mail domains: an organisation claims them and gives them up, the office decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Action
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import FormPage, ListPage
from clusterkit.directory.actions import CLAIM_DOMAIN, END_CLAIM, SETTLE_CLAIM
from clusterkit.directory.enums import DomainClaimState
from clusterkit.directory.forms import ChangeClaimForm, ClaimForm, EndForm, MailAgainForm, ReasonForm
from clusterkit.directory.models import DomainClaim
from clusterkit.directory.selectors import claims_for_office, domain_claims, holders_of, live_claims_of
from clusterkit.directory.services import (
    change_claim,
    claim_domain,
    decline_claim,
    end_claim,
    mail_again,
    settle_claim,
)
from clusterkit.directory.views.decisions import DecisionPage
from clusterkit.directory.views.organisation import OrganisationView


class OrganisationDomains(OrganisationView, FormPage[ClaimForm]):
    """The mail domains of an organisation, and the form to claim one more."""

    policy_action = CLAIM_DOMAIN
    object_action = CLAIM_DOMAIN
    form_class = ClaimForm
    template_name = "clusterkit/directory/domains.html"
    success_message = _("The mail is on its way. The domain is yours as soon as somebody opens its link.")

    def perform(self, form: ClaimForm) -> DomainClaim:
        """Claim it."""
        return claim_domain(organisation=self.organisation, actor=self.viewer, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The list, with the new one in it."""
        return self.address("domains")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What there is."""
        return super().get_context_data(
            title=str(self.organisation),
            lead=_("People with an address of your own mail domain are known as yours. You need not confirm each."),
            organisation=self.organisation,
            claims=live_claims_of(self.viewer, self.organisation),
            tabs=self.tabs("domains"),
            crumbs=self.crumbs(_t("Mail domains")),
            **kwargs,
        )


class DomainClaims(ListPage[DomainClaim]):
    """All claims, for the office: first those of a domain that another organisation has."""

    policy_action = SETTLE_CLAIM
    model = DomainClaim
    template_name = "clusterkit/directory/domain_claims.html"

    def get_rows(self) -> QuerySet[DomainClaim]:
        """Those that are not over."""
        return claims_for_office(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the organisations that have the disputed domains."""
        crumbs = [Crumb(_t("Participants"), reverse("clusterkit_directory:list")), Crumb(_t("Mail domains"))]
        context = super().get_context_data(title=_("Mail domains of organisations"), crumbs=crumbs, **kwargs)
        rows = list(context["page_obj"].object_list)
        disputed = [row.domain for row in rows if row.state == DomainClaimState.DISPUTED]
        holders = holders_of(self.viewer, disputed) if disputed else {}
        lines = [(row, holders.get(row.domain) if row.state == DomainClaimState.DISPUTED else None) for row in rows]
        return {**context, "lines": lines}


class ClaimView(DecisionPage):
    """A decision about one claim."""

    model = DomainClaim

    def get_rows(self) -> QuerySet[DomainClaim]:
        """The claims that the viewer may know."""
        return domain_claims(self.viewer)

    @property
    def claim(self) -> DomainClaim:
        """The claim of the address."""
        claim: DomainClaim = self.row
        return claim

    def names(self) -> dict[str, Any]:
        """The domain, and whose it is said to be."""
        return {"domain": self.claim.domain, "organisation": self.claim.organisation}

    def get_back_url(self) -> str:
        """The domains of the organisation, for the office those of all."""
        if self.claim.organisation_id in self.viewer.administered_ids:
            return reverse("clusterkit_directory:domains", kwargs={"slug": self.claim.organisation.slug})
        return reverse("clusterkit_directory:domain-claims")


class ChangeClaim(ClaimView):
    """Who is let in."""

    policy_action: ClassVar[Action] = CLAIM_DOMAIN
    form_class = ChangeClaimForm
    title = _("Addresses at %(domain)s")
    text = _("Who acts for %(organisation)s already goes on doing so.")
    submit_label = _("Save")
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        return {**super().get_initial(), "admits_at_once": self.claim.admits_at_once}

    def perform(self, form: forms.Form) -> DomainClaim:
        """Change it."""
        data = form.cleaned_data
        return change_claim(
            claim=self.claim,
            actor=self.viewer,
            admits_at_once=data["admits_at_once"],
            expected_version=data["version"],
        )


class MailAgain(ClaimView):
    """Another mail."""

    policy_action: ClassVar[Action] = CLAIM_DOMAIN
    form_class = MailAgainForm
    title = _("Send the mail for %(domain)s again?")
    text = _("The link in the mail before then opens nothing any more.")
    submit_label = _("Send it")
    success_message = _("The mail is on its way.")

    def get_initial(self) -> dict[str, Any]:
        """To where it went."""
        return {"mailbox": self.claim.mailbox}

    def perform(self, form: forms.Form) -> DomainClaim:
        """Send it."""
        return mail_again(claim=self.claim, actor=self.viewer, mailbox=form.cleaned_data["mailbox"])


class EndClaim(ClaimView):
    """The domain counts no more."""

    policy_action: ClassVar[Action] = END_CLAIM
    form_class = EndForm
    title = _("%(domain)s is the domain of %(organisation)s no longer?")
    text = _("Addresses of the domain let nobody in then. Who acts for the organisation already goes on doing so.")
    submit_label = _("End it")
    tone = "danger"
    success_message = _("Done.")

    def perform(self, form: forms.Form) -> DomainClaim:
        """End it."""
        data = form.cleaned_data
        return end_claim(claim=self.claim, actor=self.viewer, reason=data["reason"], expected_version=data["version"])


class SettleClaim(ClaimView):
    """The office: it is theirs."""

    policy_action: ClassVar[Action] = SETTLE_CLAIM
    form_class = EndForm
    title = _("Is %(domain)s the domain of %(organisation)s?")
    submit_label = _("Yes, it is")
    success_message = _("Done. The administrators of the organisation get a message.")

    def perform(self, form: forms.Form) -> DomainClaim:
        """Give it to them."""
        data = form.cleaned_data
        return settle_claim(
            claim=self.claim, actor=self.viewer, reason=data["reason"], expected_version=data["version"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Says who has it now."""
        context = super().get_context_data(**kwargs)
        holder = holders_of(self.viewer, [self.claim.domain]).get(self.claim.domain)
        if holder is not None and holder.pk != self.claim.organisation_id:
            context["text"] = _t("%(organisation)s has it now, and has it no longer then.") % {"organisation": holder}
        return context


class DeclineClaim(ClaimView):
    """The office: it is not theirs."""

    policy_action: ClassVar[Action] = SETTLE_CLAIM
    form_class = ReasonForm
    title = _("%(domain)s is not the domain of %(organisation)s?")
    text = _("The administrators of the organisation read your reason.")
    submit_label = _("Decline")
    tone = "danger"
    success_message = _("Declined. The administrators get a message with your reason.")

    def perform(self, form: forms.Form) -> DomainClaim:
        """Decline it."""
        data = form.cleaned_data
        return decline_claim(
            claim=self.claim, actor=self.viewer, reason=data["reason"], expected_version=data["version"]
        )
