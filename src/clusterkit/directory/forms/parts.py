"""The lists of an organisation's page: rows with fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import RENDERER, ClusterForm
from clusterkit.directory.enums import ContactKind
from clusterkit.directory.models import Capability, Product
from clusterkit.directory.services.pictures import PICTURE
from clusterkit.directory.validators import clean_contact, site_url
from clusterkit.files.forms import PrivateFileField


class CapabilityForm(ClusterForm):
    """One thing that the organisation offers."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What"), max_length=160)
    text = forms.CharField(
        label=_("In a few sentences"),
        max_length=Capability._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProductForm(ClusterForm):
    """One thing that the organisation makes."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What"), max_length=160)
    text = forms.CharField(
        label=_("In a few sentences"),
        max_length=Product._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(
        label=_("More about it"),
        max_length=200,
        required=False,
        assume_scheme="https",
        validators=[site_url],
        help_text=_("The address of a page, where there is one."),
    )


class CertificateForm(ClusterForm):
    """One certificate of the organisation."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Certificate"), max_length=200, help_text=_("Such as “ISO 9001, oil refining”."))
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Afterwards only your own people and the office of the cluster see it."),
    )


class PictureForm(ClusterForm):
    """One picture of the gallery: a new one brings its file."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    upload = PrivateFileField(purpose=PICTURE, label=_("Picture"), required=False)
    alt = forms.CharField(
        label=_("What the picture shows"),
        max_length=250,
        help_text=_("One sentence for people who cannot see it, such as “The new reactor hall from above”."),
    )
    place = forms.IntegerField(
        label=_("Place in the row"), required=False, min_value=1, max_value=99, help_text=_("1 comes first.")
    )

    def clean(self) -> dict[str, Any]:
        """A new picture needs its file."""
        cleaned = super().clean() or {}
        if not cleaned.get("id") and not cleaned.get("upload") and "upload" not in self.errors and cleaned.get("alt"):
            self.add_error("upload", _("Choose a picture."))
        return cleaned


class ContactForm(ClusterForm):
    """One way to reach the organisation."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices, initial=ContactKind.EMAIL)
    value = forms.CharField(label=_("Contact"), max_length=200)
    label = forms.CharField(label=_("Whose or what for"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """The contact has to be of its kind."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("value"):
            try:
                cleaned["value"] = clean_contact(cleaned["kind"], cleaned["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


class RowsFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """Rows of a list: an empty one is left out, a marked one is taken away."""

    default_renderer = RENDERER
    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the box in words."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this entry away")

    def rows(self) -> list[dict[str, Any]]:
        """The cleaned values of the rows that stay, in their order."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in kept
            if any(form.cleaned_data.get(name) for name in ("title", "value", "alt"))
        ]


class PicturesFormSet(RowsFormSet):
    """Pictures: one that is there shows itself and keeps its file, a new one brings it."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Give each form the address of its picture, in ``picture_url``."""
        super().add_fields(form, index)
        known = (self.initial or [])[index : index + 1] if index is not None else []
        if known:
            del form.fields["upload"]
            form.picture_url = known[0]["url"]  # type: ignore[attr-defined]
