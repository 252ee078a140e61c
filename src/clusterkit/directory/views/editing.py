"""Registering and editing an organisation, and showing it on the site."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import DomainError
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import ActionView, FormPage, PageView
from clusterkit.directory.actions import CREATE, EDIT, PUBLISH
from clusterkit.directory.forms import CapabilityForm, ContactForm, OrganisationForm, RegisterForm, RowsFormSet
from clusterkit.directory.models import Organisation
from clusterkit.directory.services import (
    CapabilityRow,
    ContactRow,
    create_organisation,
    publish_organisation,
    set_capabilities,
    set_contacts,
    set_logo,
    unpublish_organisation,
    update_organisation,
)
from clusterkit.directory.views.organisation import OrganisationView

BLANK_ROWS = 2


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


class RowsPage(OrganisationView, PageView):
    """A list that is written as a whole: each entry with its fields, some empty ones, and a box to take one away."""

    policy_action = EDIT
    object_action = EDIT
    template_name = "clusterkit/directory/rows.html"
    formset_class: ClassVar[type[BaseFormSet[Any]]]
    tab: ClassVar[str]
    label: ClassVar[Promise]
    lead: ClassVar[Promise]
    success_message: ClassVar[Promise]

    def initial(self) -> list[dict[str, Any]]:
        """The entries as they are."""
        raise NotImplementedError  # each list has its own rows

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Call the service."""
        raise NotImplementedError  # each list has its own service

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form."""
        return self.answer(self.formset_class(initial=self.initial(), prefix="rows"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; "save and add" comes back with empty rows."""
        formset = self.formset_class(request.POST, initial=self.initial(), prefix="rows")
        if not formset.is_valid():
            return self.answer(formset, status=422)
        try:
            self.save(formset.rows())  # type: ignore[attr-defined]
        except DomainError as error:
            formset.non_form_errors().append(str(error.message))
            return self.answer(formset, status=422)
        messages.success(request, str(self.success_message))
        return HttpResponseRedirect(self.address(self.tab) if "more" in request.POST else self.get_success_url())

    def answer(self, formset: Any, *, status: int = 200) -> HttpResponse:
        """The page with this form."""
        context = self.get_context_data(
            title=str(self.organisation),
            lead=self.lead,
            label=self.label,
            formset=formset,
            tabs=self.tabs(self.tab),
            crumbs=self.crumbs(str(self.label)),
            cancel_url=self.get_back_url(),
        )
        return self.render_to_response(context, status=status)


def _formset(form: Any) -> Any:
    return formset_factory(form, formset=RowsFormSet, extra=BLANK_ROWS, can_delete=True, max_num=50, absolute_max=60)


class EditCapabilities(RowsPage):
    """What the organisation offers."""

    formset_class = _formset(CapabilityForm)
    tab = "capabilities"
    label = _("Capabilities")
    lead = _("What your organisation can do for others: a laboratory, a service, a machine with free hours.")
    success_message = _("The capabilities are saved.")

    def initial(self) -> list[dict[str, Any]]:
        """As they are."""
        return [*map(dict, self.organisation.capabilities.values("id", "title", "text"))]

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Write them."""
        set_capabilities(organisation=self.organisation, actor=self.viewer, rows=[CapabilityRow(**row) for row in rows])


class EditContacts(RowsPage):
    """How the organisation is reached."""

    formset_class = _formset(ContactForm)
    tab = "contacts"
    label = _("Contacts")
    lead = _("Members of the cluster see them. What should be reached first stands first.")
    success_message = _("The contacts are saved.")

    def initial(self) -> list[dict[str, Any]]:
        """As they are."""
        return [*map(dict, self.organisation.contacts.values("id", "kind", "value", "label"))]

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Write them."""
        set_contacts(organisation=self.organisation, actor=self.viewer, rows=[ContactRow(**row) for row in rows])


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
