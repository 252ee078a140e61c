"""The link of the mail about a mail domain, acting for an organisation by one's address, and choosing for which one acts."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from clusterkit.access.acting import remember_acting
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.web.views import FormPage, PolicyView
from clusterkit.directory.actions import CHOOSE, JOIN_BY_ADDRESS, PROVE_DOMAIN
from clusterkit.directory.enums import AffiliationState, DomainClaimState
from clusterkit.directory.forms import JoinForm
from clusterkit.directory.models import Affiliation, DomainClaim
from clusterkit.directory.selectors import Offer, offer_of, organisations_of
from clusterkit.directory.services import choose_organisation, join_by_address, prove_domain, read_link
from clusterkit.directory.views.organisation import OrganisationView


@method_decorator(never_cache, name="dispatch")
class DomainLink(PolicyView):
    """The link of the mail: GET asks (mail programs open links by themselves), POST confirms, once."""

    policy_action = PROVE_DOMAIN
    for_writing = True
    http_method_names = ["get", "post", "head", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask, or say that the link opens nothing."""
        try:
            claim = read_link(token)
        except NotVisible:
            return self._answer("gone", status=404)
        return self._answer("ask", claim)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Confirm it."""
        try:
            claim = prove_domain(token=token, actor=self.viewer)
        except (NotVisible, Conflict):
            return self._answer("gone", status=404)
        return self._answer("done" if claim.state == DomainClaimState.CONFIRMED else "disputed", claim)

    def _answer(self, outcome: str, claim: DomainClaim | None = None, *, status: int = 200) -> HttpResponse:
        titles = {
            "ask": _t("Do these addresses belong to this organisation?"),
            "done": _t("Thank you, the mail domain is confirmed"),
            "disputed": _t("Thank you. The office of the cluster looks at it"),
            "gone": _t("This link cannot be used"),
        }
        context = {"title": titles[outcome], "outcome": outcome, "claim": claim}
        return render(self.request, "clusterkit/directory/domain_link.html", context, status=status)


class JoinByAddress(OrganisationView, FormPage[JoinForm]):
    """Act for the organisation whose mail domain one has an address at."""

    policy_action = JOIN_BY_ADDRESS
    object_action = JOIN_BY_ADDRESS
    form_class = JoinForm
    template_name = "clusterkit/form_page.html"

    @cached_property
    def offer(self) -> Offer:
        """What the organisation offers; a conflict page for who has no such address, or acts for it already."""
        found = offer_of(self.viewer, self.organisation)
        if found is None:
            raise Conflict(
                _("You have no confirmed address at a mail domain of this organisation, or you act for it already.")
            )
        return found

    def perform(self, form: JoinForm) -> Affiliation:
        """Act for it."""
        return join_by_address(
            organisation=self.organisation, actor=self.viewer, page=self.request.path, **form.cleaned_data
        )

    def form_valid(self, form: JoinForm) -> HttpResponse:
        """Say what happened: one acts for it, or waits."""
        response = super().form_valid(form)
        row: Affiliation | None = getattr(self, "result", None)
        if row is not None:
            done = row.state == AffiliationState.CONFIRMED
            text = _("You act for the organisation now.") if done else _("Your request is sent to the organisation.")
            messages.success(self.request, str(text))
        return response

    def get_success_url(self) -> str:
        """The organisation's page."""
        return self.organisation.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which address it rests on."""
        names = {"domain": self.offer.domain}
        at_once = _t("You have an address at %(domain)s, so you need no confirmation.") % names
        asks = _t("You have an address at %(domain)s. An administrator of the organisation still confirms you.") % names
        return super().get_context_data(
            title=_t("Act for %(organisation)s") % {"organisation": self.organisation},
            lead=at_once if self.offer.at_once else asks,
            submit_label=_("Act for it") if self.offer.at_once else _("Send the request"),
            cancel_url=self.get_back_url(),
            crumbs=self.crumbs(_t("Act for it")),
            **kwargs,
        )


class ChooseOrganisation(PolicyView):
    """The switch in the head of the page: act for this one of one's organisations from now on."""

    policy_action = CHOOSE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose it, and back to where the person was."""
        slug = request.POST.get("organisation", "")
        # A text with a NUL is none that the database could compare.
        chosen = None if "\0" in slug else organisations_of(self.viewer).filter(slug=slug).first()
        try:
            row = choose_organisation(organisation_id=chosen.pk if chosen is not None else 0, actor=self.viewer)
        except InvalidInput as error:
            messages.error(request, str(error.message))
        else:
            remember_acting(request, row.organisation_id)
            messages.success(request, _t("You act for %(organisation)s now.") % {"organisation": row.organisation})
        return HttpResponseRedirect(self._back(request.POST.get("next", "")))

    def _back(self, target: str) -> str:
        """Only this very host: ALLOWED_HOSTS names the hosts of all clusters."""
        host, secure = self.request.get_host(), self.request.is_secure()
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={host}, require_https=secure)
        return target if safe else reverse("clusterkit_directory:mine")
