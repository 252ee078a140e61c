"""Pages of memberships: one's own, the office's list, one term."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clusterkit.access.tiers import tiers
from clusterkit.core.policies import policy_of
from clusterkit.core.web.elements import Crumb, Fact
from clusterkit.core.web.views import ListPage, PageView, PolicyView
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.filters import MembershipFilter
from clusterkit.membership.models import Membership
from clusterkit.membership.selectors.certificates import current_certificate
from clusterkit.membership.selectors.joining import own_open_applications
from clusterkit.membership.selectors.own import ends_soon, may_ask_renewal, own_cards
from clusterkit.membership.services.certificates import says

S = MembershipStatus


class Mine(PageView):
    """The memberships of the viewer's organisations, and their open applications."""

    policy_action = actions.VIEW_OWN
    template_name = "clusterkit/membership/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """First, for each organisation, until when and what to do now; then its other terms."""
        cards = own_cards(self.viewer)
        shown = {card.term.pk for card in cards}
        return super().get_context_data(
            title=_("My membership"),
            cards=cards,
            earlier=[term for term in selectors.own_memberships(self.viewer) if term.pk not in shown],
            applications=own_open_applications(self.viewer),
            join_url=reverse("clusterkit_membership:join"),
            **kwargs,
        )


class Members(ListPage[Membership]):
    """All terms, for the office."""

    policy_action = actions.LIST_MEMBERS
    model = Membership
    filterset_class = MembershipFilter
    template_name = "clusterkit/membership/members.html"

    def get_rows(self) -> QuerySet[Membership]:
        """Those that end first stand first."""
        return selectors.visible_memberships(self.viewer).order_by("ends_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many are in force."""
        return super().get_context_data(
            title=_("Members and their terms"),
            in_force=selectors.visible_memberships(self.viewer).filter(Q(status_on_day__in=IN_FORCE)).count(),
            clear_url=self.request.path,
            **kwargs,
        )


class OneMembership(PolicyView):
    """A view on the term of the address; 404 for who may not know its dates."""

    @cached_property
    def membership(self) -> Membership:
        """The term, if the viewer may do ``policy_action`` with it."""
        policy = policy_of(Membership)
        found = self.get_visible(Membership, selectors.visible_memberships(self.viewer), pk=self.kwargs["pk"])
        if not policy.can(self.viewer, actions.VIEW_OWN, found):
            raise Http404
        policy.require(self.viewer, self.policy_action, found)
        return found

    def get_subject(self) -> Any:
        """What a button here is about."""
        return self.membership

    def get_back_url(self) -> str:
        """The term's page."""
        return reverse("clusterkit_membership:membership", kwargs={"pk": self.kwargs["pk"]})

    def get_success_url(self) -> str:
        """The term's page."""
        return self.get_back_url()

    def crumbs(self, label: str = "") -> list[Crumb]:
        """The way to the term: over the office's list, or one's own."""
        if self.viewer.is_coordinator:
            start = Crumb(_("Members and their terms"), reverse("clusterkit_membership:members"))
        else:
            start = Crumb(_("My membership"), reverse("clusterkit_membership:mine"))
        middle = Crumb(str(self.membership.organisation), self.get_back_url() if label else "")
        return [start, middle, *([Crumb(label)] if label else [])]


class MembershipPage(OneMembership, PageView):
    """One term."""

    policy_action = actions.VIEW_OWN
    template_name = "clusterkit/membership/membership.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Facts, all terms of the organisation, and what may be done."""
        term = self.membership
        terms = list(selectors.visible_memberships(self.viewer).filter(organisation=term.organisation))
        facts = [
            Fact(_("Number of the membership"), term.display_number),
            Fact(_("First day"), term.starts_on),
            Fact(_("Last day"), term.ends_on),
            Fact(_("In force until"), term.grace_until if term.effective_status == S.GRACE else ""),
            Fact(_("Level of participation"), str(term.level)),
            Fact(_("Tier of its people"), tiers.get(term.level.tier).label),
        ]
        has_next = any(other.previous_id == term.pk for other in terms)
        certificate = current_certificate(self.viewer, term)
        return super().get_context_data(
            title=str(term),
            crumbs=self.crumbs(),
            membership=term,
            facts=facts,
            terms=terms,
            has_next=has_next,
            ends_soon=ends_soon(term),
            may=self._possible(term),
            may_ask_renewal=may_ask_renewal(self.viewer, term, has_next=has_next),
            certificate=certificate,
            certificate_is_old=certificate is not None and not says(certificate, term),
            **kwargs,
        )

    def _possible(self, term: Membership) -> set[str]:
        status = term.effective_status
        states = {
            "renew": IN_FORCE,
            "suspend": IN_FORCE,
            "resume": {S.SUSPENDED},
            "resign": {S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED},
            "revoke": {S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED},
            "level": {S.SCHEDULED, S.ACTIVE, S.GRACE, S.SUSPENDED},
        }
        names = {
            "renew": actions.RENEW,
            "suspend": actions.SUSPEND,
            "resume": actions.RESUME,
            "resign": actions.RESIGN,
            "revoke": actions.REVOKE,
            "level": actions.CHANGE_LEVEL,
        }
        policy = policy_of(Membership)
        return {
            name for name, action in names.items() if status in states[name] and policy.can(self.viewer, action, term)
        }
