"""Who acts for an organisation: asked, answered, changed, ended."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import Action
from clusterkit.core.web.views import FormPage, PageView
from clusterkit.directory.actions import (
    CHANGE_ROLE,
    CONFIRM,
    DECLINE,
    DESCRIBE,
    END,
    MANAGE_PEOPLE,
    REQUEST,
    WITHDRAW,
)
from clusterkit.directory.forms import DecisionForm, DescribeForm, EndForm, ReasonForm, RequestForm, RoleForm
from clusterkit.directory.models import Affiliation
from clusterkit.directory.selectors import Handover, affiliations, handover_of, staff_of, waiting_invitations
from clusterkit.directory.services import (
    change_role,
    confirm_affiliation,
    decline_affiliation,
    describe_affiliation,
    end_affiliation,
    request_affiliation,
    withdraw_affiliation,
)
from clusterkit.directory.views.decisions import DecisionPage
from clusterkit.directory.views.organisation import OrganisationView


class OrganisationPeople(OrganisationView, PageView):
    """Who asks and who acts, for the admins of the organisation."""

    policy_action = MANAGE_PEOPLE
    object_action = MANAGE_PEOPLE
    template_name = "clusterkit/directory/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The people with what may be done."""
        return super().get_context_data(
            title=str(self.organisation),
            lead=_("Who acts for your organisation. Administrators confirm others and edit its page."),
            organisation=self.organisation,
            staff=staff_of(self.viewer, self.organisation),
            invitations=waiting_invitations(self.viewer, self.organisation),
            invite_url=self.address("invite"),
            tabs=self.tabs("people"),
            crumbs=self.crumbs(_t("People")),
            **kwargs,
        )


class RequestAffiliation(OrganisationView, FormPage[RequestForm]):
    """Ask to act for an organisation."""

    policy_action = REQUEST
    object_action = REQUEST
    form_class = RequestForm
    template_name = "clusterkit/form_page.html"
    success_message = _("Your request is sent. You get a message as soon as the organisation answers.")

    def perform(self, form: RequestForm) -> Affiliation:
        """Send it."""
        return request_affiliation(
            organisation=self.organisation, actor=self.viewer, page=self.request.path, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """The organisation's page, which shows that the request waits."""
        return self.organisation.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        return super().get_context_data(
            title=_t("Act for %(organisation)s") % {"organisation": self.organisation},
            lead=_("An administrator of the organisation confirms that you work there. Then you act in its name here."),
            submit_label=_("Send the request"),
            cancel_url=self.get_back_url(),
            crumbs=self.crumbs(_t("Act for it")),
            **kwargs,
        )


class AffiliationView(DecisionPage):
    """A decision about one affiliation."""

    model = Affiliation

    def get_rows(self) -> QuerySet[Affiliation]:
        """The affiliations that the viewer may know."""
        return affiliations(self.viewer)

    @property
    def affiliation(self) -> Affiliation:
        """The affiliation of the address."""
        affiliation: Affiliation = self.row
        return affiliation

    def names(self) -> dict[str, Any]:
        """The person and the organisation."""
        person = self.affiliation.user.get_full_name()
        return {"person": person, "organisation": self.affiliation.organisation}

    def get_back_url(self) -> str:
        """The people of the organisation, or its page for who does not manage them."""
        organisation = self.affiliation.organisation
        if organisation.pk in self.viewer.administered_ids or self.viewer.is_coordinator:
            return reverse("clusterkit_directory:people", kwargs={"slug": organisation.slug})
        return organisation.get_absolute_url()


class ConfirmAffiliation(AffiliationView):
    """Yes, this person acts for us."""

    policy_action: ClassVar[Action] = CONFIRM
    form_class = RoleForm
    title = _("Confirm %(person)s?")
    text = _("%(person)s then acts in the name of %(organisation)s here.")
    submit_label = _("Confirm")
    success_message = _("Confirmed. The person gets a message.")

    def perform(self, form: forms.Form) -> Affiliation:
        """Confirm."""
        data = form.cleaned_data
        return confirm_affiliation(
            affiliation=self.affiliation, actor=self.viewer, role=data["role"], expected_version=data["version"]
        )


class DeclineAffiliation(AffiliationView):
    """No, with a reason."""

    policy_action: ClassVar[Action] = DECLINE
    form_class = ReasonForm
    title = _("Decline the request of %(person)s?")
    text = _("The person reads your reason and may ask again.")
    submit_label = _("Decline")
    tone = "danger"
    success_message = _("Declined. The person gets a message with your reason.")

    def perform(self, form: forms.Form) -> Affiliation:
        """Decline."""
        data = form.cleaned_data
        return decline_affiliation(
            affiliation=self.affiliation, actor=self.viewer, reason=data["reason"], expected_version=data["version"]
        )


class WithdrawAffiliation(AffiliationView):
    """Take one's own request back."""

    policy_action: ClassVar[Action] = WITHDRAW
    form_class = DecisionForm
    title = _("Take your request back?")
    text = _("You may ask %(organisation)s again whenever you like.")
    submit_label = _("Take it back")
    success_message = _("Your request is taken back.")

    def perform(self, form: forms.Form) -> Affiliation:
        """Take it back."""
        return withdraw_affiliation(
            affiliation=self.affiliation, actor=self.viewer, expected_version=form.cleaned_data["version"]
        )


class EndAffiliation(AffiliationView):
    """Somebody, or oneself, acts for the organisation no longer: what he hands over, and to whom."""

    policy_action: ClassVar[Action] = END
    form_class = EndForm
    template_name = "clusterkit/directory/leave.html"
    title = _("%(person)s acts for %(organisation)s no longer?")
    text = _("The account stays, and so does all that was written. It can be asked for again at any time.")
    submit_label = _("End it")
    tone = "danger"
    success_message = _("Done.")

    @cached_property
    def handover(self) -> Handover:
        """What is handed over, and who may take it."""
        return handover_of(self.viewer, self.affiliation)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the people who may take over."""
        return {
            **super().get_form_kwargs(),
            "successors": self.handover.successors,
            "needs_successor": self.handover.needs_successor,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is handed over."""
        organisation = self.affiliation.organisation
        invite = reverse("clusterkit_directory:invite", kwargs={"slug": organisation.slug})
        return super().get_context_data(handover=self.handover, invite_url=invite, **kwargs)

    def perform(self, form: forms.Form) -> Affiliation:
        """End it."""
        data = form.cleaned_data
        return end_affiliation(
            affiliation=self.affiliation,
            actor=self.viewer,
            reason=data["reason"],
            successor=data.get("successor"),
            expected_version=data["version"],
        )

    def get_success_url(self) -> str:
        """For oneself the list: the page may be closed now."""
        if self.affiliation.user_id == self.viewer.user_id:
            return reverse("clusterkit_directory:mine")
        return self.get_back_url()


class ChangeRole(AffiliationView):
    """Appoint an admin, or let one be a representative again."""

    policy_action: ClassVar[Action] = CHANGE_ROLE
    form_class = RoleForm
    title = _("The role of %(person)s")
    submit_label = _("Save")
    success_message = _("The role is changed.")

    def get_initial(self) -> dict[str, Any]:
        """With the role of now."""
        return {**super().get_initial(), "role": self.affiliation.role}

    def perform(self, form: forms.Form) -> Affiliation:
        """Change it."""
        data = form.cleaned_data
        return change_role(
            affiliation=self.affiliation, actor=self.viewer, role=data["role"], expected_version=data["version"]
        )


class DescribeAffiliation(AffiliationView):
    """One's own position, and whether one is shown."""

    policy_action: ClassVar[Action] = DESCRIBE
    form_class = DescribeForm
    template_name = "clusterkit/form_page.html"
    title = _("Your place in %(organisation)s")
    submit_label = _("Save")
    success_message = _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this affiliation."""
        return {**super().get_form_kwargs(), "instance": self.affiliation}

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        return {}

    def get_back_url(self) -> str:
        """The organisation's page."""
        return self.affiliation.organisation.get_absolute_url()

    def perform(self, form: forms.Form) -> Affiliation:
        """Save it."""
        page = self.request.path
        return describe_affiliation(affiliation=self.affiliation, actor=self.viewer, page=page, **form.cleaned_data)
