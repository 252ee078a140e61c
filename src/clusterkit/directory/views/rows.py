"""The lists of an organisation's page: what it offers and makes, certificates, pictures, contacts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import DomainError
from clusterkit.core.web.views import PageView
from clusterkit.directory.actions import EDIT
from clusterkit.directory.forms import (
    CapabilityForm,
    CertificateForm,
    ContactForm,
    PictureForm,
    PicturesFormSet,
    ProductForm,
    RowsFormSet,
)
from clusterkit.directory.services import (
    MAX_PICTURES,
    CapabilityRow,
    CertificateRow,
    ContactRow,
    PictureRow,
    ProductRow,
    set_capabilities,
    set_certificates,
    set_contacts,
    set_pictures,
    set_products,
)
from clusterkit.directory.views.organisation import OrganisationView

BLANK_ROWS = 2


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
        formset = self.formset_class(request.POST, request.FILES, initial=self.initial(), prefix="rows")
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


def _formset(form: Any, *, formset: Any = RowsFormSet, most: int = 50) -> Any:
    return formset_factory(
        form, formset=formset, extra=BLANK_ROWS, can_delete=True, max_num=most, absolute_max=most + 10
    )


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


class EditProducts(RowsPage):
    """What the organisation makes."""

    formset_class = _formset(ProductForm)
    tab = "products"
    label = _("Products")
    lead = _("What your organisation makes and sells.")
    success_message = _("The products are saved.")

    def initial(self) -> list[dict[str, Any]]:
        """As they are."""
        return [*map(dict, self.organisation.products.values("id", "title", "text", "url"))]

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Write them."""
        set_products(organisation=self.organisation, actor=self.viewer, rows=[ProductRow(**row) for row in rows])


class EditCertificates(RowsPage):
    """What the organisation is certified for."""

    formset_class = _formset(CertificateForm)
    tab = "certificates"
    label = _("Certificates")
    lead = _("Quality, safety, environment. One that has run out is shown to your own people only, until you renew it.")
    success_message = _("The certificates are saved.")

    def initial(self) -> list[dict[str, Any]]:
        """As they are."""
        fields = ("id", "title", "issuer", "number", "valid_until")
        return [*map(dict, self.organisation.certificates.values(*fields))]

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Write them."""
        written = [CertificateRow(**row) for row in rows]
        set_certificates(organisation=self.organisation, actor=self.viewer, rows=written)


class EditPictures(RowsPage):
    """The gallery."""

    formset_class = _formset(PictureForm, formset=PicturesFormSet, most=MAX_PICTURES)
    tab = "pictures"
    label = _("Pictures")
    lead = _("What people should see of your organisation. They are shown to everybody who opens the page.")
    success_message = _("The pictures are saved.")

    def initial(self) -> list[dict[str, Any]]:
        """As they are, with their places in the row and their addresses."""
        pictures = enumerate(self.organisation.pictures.all(), start=1)
        return [{"id": row.pk, "alt": row.alt, "place": place, "url": row.url} for place, row in pictures]

    def save(self, rows: list[dict[str, Any]]) -> None:
        """Write them in the order of their places; those without one come last."""
        ordered = sorted(rows, key=lambda row: row["place"] or MAX_PICTURES + 1)
        written = [PictureRow(row["alt"], row["id"], row.get("upload")) for row in ordered]
        set_pictures(organisation=self.organisation, actor=self.viewer, rows=written)
