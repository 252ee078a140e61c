"""The lists of an organisation's page: rows with fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import RENDERER, ClusterForm
from clusterkit.directory.enums import ContactKind
from clusterkit.directory.models import Capability
from clusterkit.directory.validators import clean_contact


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
            if form.cleaned_data.get("title") or form.cleaned_data.get("value")
        ]
