"""To register an organisation, and to write its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm, ClusterModelForm
from clusterkit.directory.enums import OrganisationKind
from clusterkit.directory.models import Organisation
from clusterkit.directory.numbers import clean_identity, number_kind_choices
from clusterkit.directory.services.pictures import LOGO
from clusterkit.directory.validators import clean_country, validate_year
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
        widgets: ClassVar[dict[str, Any]] = {
            "sectors": forms.CheckboxSelectMultiple,
            "profiles": forms.CheckboxSelectMultiple,
        }
        help_texts: ClassVar[dict[str, Any]] = {"profiles": _("A profile brings its sector along.")}

    def __init__(self, *args: Any, for_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Organisation = self.instance
        self.fields["version"].initial = organisation.updated_at.isoformat()
        self.fields["name"].required = True
        self._name_profiles()
        if not organisation.logo_id:
            del self.fields["remove_logo"]
        if not for_office:
            del self.fields["slug"], self.fields["is_founder"]
            if organisation.is_published:
                for name in ("country", "number_kind", "number"):
                    del self.fields[name]

    def _name_profiles(self) -> None:
        """A profile is told with its sector; where the cluster has none there is nothing to choose."""
        profiles: Any = self.fields["profiles"]
        profiles.queryset = profiles.queryset.select_related("sector")
        profiles.label_from_instance = lambda profile: f"{profile.sector} · {profile}"
        if not profiles.queryset.exists():
            del self.fields["profiles"]

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
