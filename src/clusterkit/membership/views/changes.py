"""What is done with a term: renew, suspend and resume, leave, revoke; and entering one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import visible_to
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.directory.models import Organisation
from clusterkit.membership import actions, selectors
from clusterkit.membership.forms import AdmitForm, ReasonForm, RenewForm, ResignForm
from clusterkit.membership.models import Membership
from clusterkit.membership.selectors.composition import broken_by_leaving
from clusterkit.membership.services import admit, ask_for_renewal, renew_membership, resign, resume, revoke, suspend
from clusterkit.membership.views.terms import OneMembership


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


class AskForRenewal(OneMembership, ActionView):
    """The organisation wants to stay: one click, the office does the rest."""

    policy_action = actions.ASK_RENEWAL
    title = gettext_lazy("Ask for the renewal?")
    text = gettext_lazy("The office is told that your organisation wants to stay in the cluster.")
    button = gettext_lazy("We want to renew")
    success_message = gettext_lazy("The office knows that you want to renew.")

    def perform(self) -> Membership:
        """Ask."""
        return ask_for_renewal(membership=self.membership, actor=self.viewer)


class LeavingForm(TermForm):
    """A form that takes a member away. It says beforehand when the cluster then has too few; it refuses nothing."""

    template_name = "clusterkit/membership/leaving.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rules that would be broken on the day that is in the form."""
        context = super().get_context_data(**kwargs)
        day = getattr(context["form"], "cleaned_data", {}).get("leaves_on")
        return {**context, "broken": broken_by_leaving(self.membership, day=day)}


class Suspend(LeavingForm):
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


class Resign(LeavingForm):
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


class Revoke(LeavingForm):
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
        """All organisations but the viewer's own, and the levels that are given."""
        rows = visible_to(self.viewer, Organisation.objects.exclude(pk__in=self.viewer.organisation_ids))
        levels = selectors.visible_levels(self.viewer).filter(is_active=True)
        return {**super().get_form_kwargs(), "organisations": rows, "levels": levels}

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
            level=data.get("level"),
            reason=data["reason"],
            actor=self.viewer,
        )
