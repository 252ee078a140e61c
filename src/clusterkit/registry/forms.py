"""Forms of the public host: a request for a cluster, and what operators enter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf
from clusterkit.core.translated import TranslatedFormField
from clusterkit.core.web.forms import ClusterForm, ClusterModelForm
from clusterkit.registry.models import OpeningRequest
from clusterkit.tenancy.enums import Region
from clusterkit.tenancy.validators import validate_slug

HOST = RegexValidator(
    r"^(?=.{1,253}\Z)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*\Z",
    _("Write a host name such as naftan.example.org, without https:// and without a path."),
)


class OpeningForm(ClusterModelForm):
    """A request for a cluster, by anybody."""

    layout = (
        (_("The cluster"), ("name", "industry", "city", "region", "slug")),
        (_("You"), ("organisation", "person", "email")),
        ("", ("message", "consent")),
    )
    consent = forms.BooleanField(
        label=_("I agree that the operators of the platform keep what I entered here, to decide about this request"),
        error_messages={"required": _("Without your consent we may not keep the request.")},
    )

    class Meta:
        model = OpeningRequest
        fields = ("name", "industry", "city", "region", "slug", "organisation", "person", "email", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("As it stands in its agreement, or as you call it.")
        self.fields["industry"].help_text = _("For example: petrochemistry.")
        self.fields["region"].choices = [("", _("choose a region")), *Region.choices]  # type: ignore[attr-defined]
        self.fields["slug"].help_text = _(
            "Small Latin letters, digits and hyphens. The site is then at address.%(domain)s."
        ) % {"domain": conf.PUBLIC_DOMAIN}
        self.fields["organisation"].help_text = _("The one that speaks for the cluster.")
        self.fields["email"].help_text = _("We send a link there: the request counts once you open it.")
        self.fields["message"].help_text = _("Who takes part, what you plan, what you need from the platform.")
        self.fields["message"].widget = forms.Textarea(attrs={"rows": 5, "maxlength": 2000})

    def clean_slug(self) -> str:
        """In small letters."""
        return str(self.cleaned_data["slug"]).lower()


class VersionForm(ClusterForm):
    """Remembers which version of the object the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


class ApproveForm(VersionForm):
    """What the new cluster is made with."""

    name = TranslatedFormField(label=_("Name"), max_length=200)
    short_name = TranslatedFormField(label=_("Short name"), max_length=60)
    slug = forms.CharField(label=_("Short address"), max_length=40, validators=[validate_slug])
    host = forms.CharField(label=_("Host name"), max_length=253, validators=[HOST])
    blueprint = forms.ChoiceField(label=_("What it begins with"))

    def __init__(self, *args: Any, blueprints: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blueprint"].choices = blueprints  # type: ignore[attr-defined]


class DeclineForm(VersionForm):
    """Why not: the person reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is mailed to the person who asked."),
    )


class ReasonForm(ClusterForm):
    """Why the status changes."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        self.fields["reason"].help_text = hint


class HostForm(ClusterForm):
    """Another host name of a cluster."""

    host = forms.CharField(
        label=_("Host name"),
        max_length=253,
        validators=[HOST],
        help_text=_("Its DNS entry must lead to this platform."),
    )
    primary = forms.BooleanField(
        label=_("Use it in links from now on"), required=False, help_text=_("The other host names keep answering.")
    )
