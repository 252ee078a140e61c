"""Forms of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import RENDERER, ClusterForm, ClusterModelForm
from clusterkit.directory.enums import AffiliationRole, ContactKind, OrganisationKind
from clusterkit.directory.models import Affiliation, Capability, Organisation
from clusterkit.directory.numbers import clean_identity, number_kind_choices
from clusterkit.directory.services.organisations import LOGO
from clusterkit.directory.validators import clean_contact, clean_country, validate_year
from clusterkit.files.forms import PrivateFileField


class IdentityMixin:
    """Checks country and taxpayer number together."""

    cleaned_data: dict[str, Any]

    def clean_country(self) -> str:
        """Two letters of a country that exists."""
        return clean_country(self.cleaned_data["country"])

    def clean(self) -> dict[str, Any]:
        """The number with the check digits of its kind, where that has them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        if "number" in cleaned and cleaned.get("country"):
            try:
                kind, number = clean_identity(cleaned["country"], cleaned.get("number_kind", ""), cleaned["number"])
            except ValidationError as error:
                self.add_error(str(error.code), error)  # type: ignore[attr-defined]
            else:
                cleaned |= {"number_kind": kind, "number": number}
        return cleaned


def _number_kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Kind of number"),
        required=False,
        choices=lambda: [("", _("as is usual in the country")), *number_kind_choices()],
        help_text=_("Leave it as it is if you do not know."),
    )


class RegisterForm(IdentityMixin, ClusterForm):
    """The least that is needed to register an organisation; the rest is added on its page."""

    short_name = forms.CharField(
        label=_("Short name"), max_length=120, help_text=_("As people call it, without the legal form.")
    )
    name = forms.CharField(label=_("Full name"), max_length=300, help_text=_("As in the register."))
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    country = forms.CharField(
        label=_("Country"), max_length=2, initial="BY", help_text=_("Two letters, such as BY or CN.")
    )
    number_kind = _number_kind()
    number = forms.CharField(
        label=_("Taxpayer number"),
        max_length=40,
        required=False,
        help_text=_("In Belarus this is the УНП of nine digits. It keeps one organisation from being entered twice."),
    )
    position = forms.CharField(
        label=_("Your position there"), max_length=160, required=False, help_text=_("Such as “chief technologist”.")
    )

    layout = (
        (_("Organisation"), ("short_name", "name", "kind", "country", "number_kind", "number")),
        (_("You"), ("position",)),
    )


class OrganisationForm(IdentityMixin, ClusterModelForm):
    """The page of an organisation. Coordinators get the address and the founder's mark too."""

    website = forms.URLField(
        label=_("Site"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    number_kind = _number_kind()
    logo = PrivateFileField(purpose=LOGO, label=_("Logo"), required=False)
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    layout = (
        (_("Name"), ("short_name", "name", "kind")),
        (_("About"), ("summary", "sectors", "profiles", "website", "size", "founded", "logo", "remove_logo")),
        (_("Place"), ("region", "city")),
        (_("Identity"), ("country", "number_kind", "number")),
        (_("For the office of the cluster"), ("slug", "is_founder")),
    )

    class Meta:
        model = Organisation
        fields = (
            "short_name",
            "name",
            "kind",
            "summary",
            "sectors",
            "profiles",
            "size",
            "website",
            "founded",
            "region",
            "city",
            "country",
            "number_kind",
            "number",
            "slug",
            "is_founder",
        )
        widgets: ClassVar[dict[str, Any]] = {"sectors": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, for_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Organisation = self.instance
        self.fields["version"].initial = organisation.updated_at.isoformat()
        self.fields["name"].required = True
        if not organisation.logo_id:
            del self.fields["remove_logo"]
        if not for_office:
            del self.fields["slug"], self.fields["is_founder"]
            if organisation.is_published:
                for name in ("country", "number_kind", "number"):
                    del self.fields[name]

    def clean_founded(self) -> int | None:
        """A year that can be."""
        value: int | None = self.cleaned_data["founded"]
        validate_year(value)
        return value

    def clean_version(self) -> datetime | None:
        """When the page was last changed as the form was opened; None for what is not a moment."""
        try:
            return parse_datetime(self.cleaned_data["version"])
        except ValueError:
            return None

    def _post_clean(self) -> None:
        """The service checks and writes; the object of the page stays as it is until then."""

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        left_out = {"version", "logo", "remove_logo"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


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


class RequestForm(ClusterForm):
    """To ask to act for an organisation."""

    position = forms.CharField(
        label=_("Your position there"), max_length=160, help_text=_("Such as “chief technologist”.")
    )
    message = forms.CharField(
        label=_("Message to the organisation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Anything that helps them to know that it is you."),
    )
    is_listed = forms.BooleanField(
        label=_("Show me among the people of the organisation"),
        required=False,
        help_text=_("Members of the cluster then see your name and position."),
    )


class DescribeForm(ClusterModelForm):
    """One's own place in an organisation."""

    class Meta:
        model = Affiliation
        fields = ("position", "is_listed")


class DecisionForm(ClusterForm):
    """A decision about an affiliation, on the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RoleForm(DecisionForm):
    """What the person may do there."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=AffiliationRole.choices,
        initial=AffiliationRole.REPRESENTATIVE,
        widget=forms.RadioSelect,
        help_text=_("An administrator edits the page of the organisation and confirms others."),
    )


class ReasonForm(DecisionForm):
    """A decision that the other side reads the reason of."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(DecisionForm):
    """An end, with a reason where one wants to give it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
