"""Registering and editing an organisation, and showing it on the site."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage
from clusterkit.directory.actions import CREATE, EDIT, PUBLISH
from clusterkit.directory.forms import OrganisationForm, RegisterForm
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import (
    create_organisation,
    publish_organisation,
    set_logo,
    unpublish_organisation,
    update_organisation,
)
from clusterkit.directory.views.organisation import OrganisationView


class RegisterOrganisation(FormPage[RegisterForm]):
    """A signed-in person registers his organisation and becomes its admin."""

    policy_action = CREATE
    form_class = RegisterForm
    template_name = "clusterkit/directory/register.html"
    success_message = _("The organisation is registered, and you are its administrator. Tell others what it does.")

    def perform(self, form: RegisterForm) -> Organisation:
        """Register it."""
        return create_organisation(actor=self.viewer, **form.cleaned_data)

    def get_success_url(self) -> str:
        """On to the rest of its page."""
        return reverse("clusterkit_directory:edit", kwargs={"slug": self.result.slug})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Title and the way back."""
        return super().get_context_data(
            title=_("Register an organisation"),
            crumbs=[
                Crumb(_("Participants"), reverse("clusterkit_directory:list")),
                Crumb(_("Register an organisation")),
            ],
            cancel_url=reverse("clusterkit_directory:list"),
            **kwargs,
        )


class EditOrganisation(OrganisationView, FormPage[OrganisationForm]):
    """The page of an organisation, for its admins."""

    policy_action = EDIT
    object_action = EDIT
    form_class = OrganisationForm
    template_name = "clusterkit/directory/edit.html"
    success_message = _("The page is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of this organisation."""
        return {
            **super().get_form_kwargs(),
            "instance": self.organisation,
            "for_office": self.viewer.is_coordinator,
        }

    @transaction.atomic
    def perform(self, form: OrganisationForm) -> Organisation:
        """Save the texts, and the logo where one was sent."""
        cleaned = form.cleaned_data
        saved = update_organisation(
            organisation=self.organisation, actor=self.viewer, expected=cleaned["version"], **form.values()
        )
        if cleaned["logo"] or cleaned.get("remove_logo"):
            set_logo(organisation=saved, actor=self.viewer, upload=cleaned["logo"] or None)
        return saved

    def get_success_url(self) -> str:
        """The page as it is now, under the address that it has now."""
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tabs and the way back."""
        return super().get_context_data(
            title=str(self.organisation),
            lead=_("What others read about your organisation. One language is enough, more reach more people."),
            crumbs=self.crumbs(str(_("Edit"))),
            tabs=self.tabs("edit"),
            cancel_url=self.get_back_url(),
            **kwargs,
        )


class PublishOrganisation(OrganisationView, ActionView):
    """Show an organisation on the site."""

    policy_action = PUBLISH
    object_action = PUBLISH
    title = _("Show this organisation on the site?")
    text = _("Everybody then sees its name, its sectors and its summary in the list of participants.")
    button = _("Show it")
    success_message = _("The organisation is shown on the site now.")

    def perform(self) -> Organisation:
        """Show it."""
        return publish_organisation(organisation=self.organisation, actor=self.viewer)


class UnpublishOrganisation(OrganisationView, ActionView):
    """Hide an organisation."""

    policy_action = PUBLISH
    object_action = PUBLISH
    title = _("Hide this organisation?")
    text = _("Only its own people and the office of the cluster see it then. Nothing is deleted.")
    button = _("Hide it")
    tone = "danger"
    success_message = _("The organisation is hidden now.")

    def perform(self) -> Organisation:
        """Hide it."""
        return unpublish_organisation(organisation=self.organisation, actor=self.viewer)
