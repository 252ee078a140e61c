"""Pages of memberships: one's own, the office's list, and what is done with a term."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.access.tiers import tiers
from clusterkit.core.policies import policy_of, visible_to
from clusterkit.core.web.elements import Crumb, Fact
from clusterkit.core.web.views import ActionView, FormPage, ListPage, PageView, PolicyView
from clusterkit.directory.models import Organisation
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import IN_FORCE, MembershipStatus
from clusterkit.membership.filters import MembershipFilter
from clusterkit.membership.forms import AdmitForm, ReasonForm, RenewForm, ResignForm
from clusterkit.membership.models import Membership
from clusterkit.membership.selectors.joining import own_open_applications
from clusterkit.membership.services import admit, renew_membership, resign, resume, revoke, suspend

S = MembershipStatus


class Mine(PageView):
    """The memberships of the viewer's organisations, and their open applications."""

    policy_action = actions.VIEW_OWN
    template_name = "clusterkit/membership/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Terms, the newest first."""
        return super().get_context_data(
            title=_("My membership"),
            terms=selectors.own_memberships(self.viewer),
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
            in_force=selectors.visible_memberships(self.viewer).filter(status_on_day__in=IN_FORCE).count(),
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
            Fact(_("Number"), term.display_number),
            Fact(_("From"), term.starts_on),
            Fact(_("Until"), term.ends_on),
            Fact(_("In force until"), term.grace_until if term.effective_status == S.GRACE else ""),
            Fact(_("Gives its people the tier"), tiers.get(term.level).label),
        ]
        return super().get_context_data(
            title=str(term),
            crumbs=self.crumbs(),
            membership=term,
            facts=facts,
            terms=terms,
            has_next=any(other.previous_id == term.pk for other in terms),
            may=self._possible(term),
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
        }
        names = {
            "renew": actions.RENEW,
            "suspend": actions.SUSPEND,
            "resume": actions.RESUME,
            "resign": actions.RESIGN,
            "revoke": actions.REVOKE,
        }
        policy = policy_of(Membership)
        return {
            name for name, action in names.items() if status in states[name] and policy.can(self.viewer, action, term)
        }


class TermForm(OneMembership, FormPage[Any]):
    """A page with one form about a term. Subclasses name the texts."""

    template_name = "clusterkit/form_page.html"
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise] = ""

    def get_initial(self) -> dict[str, Any]:
        """The version that is shown."""
        return {"version": self.membership.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        return super().get_context_data(
            title=self.title,
            lead=self.lead,
            crumbs=self.crumbs(str(self.title)),
            submit_label=self.button,
            cancel_url=self.get_back_url(),
            **kwargs,
        )


class Renew(TermForm):
    """The next term."""

    policy_action = actions.RENEW
    form_class = RenewForm
    title = gettext_lazy("Renew the membership")
    lead = gettext_lazy("The new term follows the present one without a gap.")
    button = gettext_lazy("Renew")
    success_message = gettext_lazy("The membership is renewed.")

    def perform(self, form: RenewForm) -> Membership:
        """Renew it."""
        data = form.cleaned_data
        return renew_membership(
            membership=self.membership,
            ends_on=data["ends_on"],
            expected_version=data["version"],
            actor=self.viewer,
        )


class Suspend(TermForm):
    """Take the tier away for a while."""

    policy_action = actions.SUSPEND
    form_class = ReasonForm
    title = gettext_lazy("Suspend the membership")
    lead = gettext_lazy(
        "From now on the people of the organisation see what registered people see. Nothing is deleted."
    )
    button = gettext_lazy("Suspend")
    success_message = gettext_lazy("The membership is suspended.")

    def perform(self, form: ReasonForm) -> Membership:
        """Suspend it."""
        data = form.cleaned_data
        return suspend(
            membership=self.membership,
            reason=data["reason"],
            expected_version=data["version"],
            actor=self.viewer,
        )


class Resume(OneMembership, ActionView):
    """End the suspension."""

    policy_action = actions.RESUME
    title = gettext_lazy("Resume the membership?")
    button = gettext_lazy("Resume")
    success_message = gettext_lazy("The membership is in force again.")

    def perform(self) -> Membership:
        """Resume it."""
        return resume(membership=self.membership, actor=self.viewer)


class Resign(TermForm):
    """The organisation leaves."""

    policy_action = actions.RESIGN
    form_class = ResignForm
    title = gettext_lazy("Leave the cluster")
    lead = gettext_lazy("The people of the organisation keep their accounts and see what registered people see.")
    button = gettext_lazy("Leave the cluster")
    success_message = gettext_lazy("It is written down that the organisation leaves.")

    def get_initial(self) -> dict[str, Any]:
        """From today, unless one says otherwise."""
        return {**super().get_initial(), "leaves_on": timezone.localdate()}

    def perform(self, form: ResignForm) -> Membership:
        """Leave."""
        data = form.cleaned_data
        return resign(
            membership=self.membership,
            reason=data["reason"],
            leaves_on=data["leaves_on"],
            expected_version=data["version"],
            actor=self.viewer,
        )


class Revoke(TermForm):
    """The cluster ends the membership."""

    policy_action = actions.REVOKE
    form_class = ReasonForm
    title = gettext_lazy("Revoke the membership")
    lead = gettext_lazy("The membership ends today. The organisation is told why.")
    button = gettext_lazy("Revoke")
    success_message = gettext_lazy("The membership is revoked.")

    def perform(self, form: ReasonForm) -> Membership:
        """Revoke it."""
        data = form.cleaned_data
        return revoke(
            membership=self.membership,
            reason=data["reason"],
            expected_version=data["version"],
            actor=self.viewer,
        )


class Admit(FormPage[AdmitForm]):
    """Enter a membership that was agreed elsewhere."""

    policy_action = actions.ADMIT
    form_class = AdmitForm
    template_name = "clusterkit/form_page.html"
    success_message = gettext_lazy("The membership is entered.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """All organisations but the viewer's own."""
        rows = visible_to(self.viewer, Organisation.objects.exclude(pk__in=self.viewer.organisation_ids))
        return {**super().get_form_kwargs(), "organisations": rows}

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"starts_on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Texts and the way back."""
        members = reverse("clusterkit_membership:members")
        title = _("Enter a membership")
        return super().get_context_data(
            title=title,
            lead=_("For founders, and for decisions taken on paper. Others apply."),
            crumbs=[Crumb(_("Members and their terms"), members), Crumb(title)],
            submit_label=_("Enter it"),
            cancel_url=members,
            **kwargs,
        )

    def perform(self, form: AdmitForm) -> Membership:
        """Enter it."""
        data = form.cleaned_data
        return admit(
            organisation=data["organisation"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            level=data["level"],
            reason=data["reason"],
            actor=self.viewer,
        )
