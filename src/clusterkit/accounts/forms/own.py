"""Forms of one's own account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.accounts.blanking import pattern_of
from clusterkit.accounts.enums import TAG_FIELDS
from clusterkit.accounts.forms.tags import TagsField
from clusterkit.accounts.selectors import email_of, name_of
from clusterkit.accounts.services import TOKEN_DAYS
from clusterkit.accounts.validators import NAME_MAX_LENGTH, language_choices, time_zone_choices, validate_phone
from clusterkit.core.web.forms import ClusterForm

WRONG_ADDRESS = _("This is not the address of the account. Look at it and type it again.")


class ProfileForm(ClusterForm):
    """What a person writes about himself."""

    name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=25,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("For the cluster's office, when it is urgent."),
    )
    about = forms.CharField(
        label=_("About you"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_("What you do, in a few sentences."),
    )
    skills = TagsField(
        label=_("Skills"),
        one=_("Skill"),
        help_text=_("What you are good at, one in each field: “welding of pipelines”, “HAZOP”, “Chinese”."),
    )
    topics = TagsField(
        label=_("Ask me about"),
        one=_("Topic"),
        help_text=_("What colleagues from other organisations may come to you with, one in each field."),
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), required=False)
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)
    layout: ClassVar[Any] = (
        ("", ("name", "position", "phone", "about")),
        (_("What you know"), ("skills", "topics")),
        (_("How the site speaks to you"), ("language", "time_zone")),
    )

    def __init__(self, *args: Any, known: Mapping[str, Sequence[str]] | None = None, **kwargs: Any) -> None:
        """*known*: by the name of the field, the words in use that are offered while typing."""
        super().__init__(*args, **kwargs)
        for name, words in (known or {}).items():
            self.fields[name].widget.known = words
        self.fields["language"].choices = [("", _("As in the browser")), *language_choices()]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("As in the cluster")), *time_zone_choices()]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """One line, no surrounding space."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """A page that leaves skills or topics out says nothing about them."""
        for name in TAG_FIELDS:
            if self.fields[name].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
                self.cleaned_data.pop(name, None)
        return self.cleaned_data


class PasswordAgainForm(ClusterForm):
    """Asks for the password once more, unless the person signed in just now (``recent``)."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody does it for you on a device you left open."),
    )

    def __init__(self, *args: Any, user: AbstractBaseUser, recent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if recent:
            del self.fields["password"]

    def clean_password(self) -> str:
        """The person's own; attempts are limited as at the sign-in."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class EmailChangeForm(PasswordAgainForm):
    """Another address to sign in with."""

    email = forms.EmailField(label=_("New e-mail"), max_length=254)
    field_order = ("email", "password")


class TokenForm(ClusterForm):
    """A new API token."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example: our plant's intranet. You see it in the list."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%d day", "%d days", days) % days) for days in TOKEN_DAYS
        ]


def _typed_address(user: AbstractBaseUser, typed: str) -> str:
    if typed.lower() != email_of(user).lower():
        raise forms.ValidationError(WRONG_ADDRESS)
    return typed


class ErasureForm(PasswordAgainForm):
    """To be erased: the own address typed, so that nobody does it by a slip."""

    confirmation = forms.EmailField(
        label=_("Type the e-mail of the account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("So that it does not happen by a slip: it cannot be taken back."),
    )
    field_order = ("confirmation", "password")

    def clean_confirmation(self) -> str:
        """Exactly this person's."""
        return _typed_address(self.user, self.cleaned_data["confirmation"])


class OfficeErasureForm(ErasureForm):
    """To erase somebody on his request."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("When and how the person asked, without the name: the log keeps it."),
    )
    field_order = ("reason", "confirmation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The password would be that of the person, who is not here.
        super().__init__(*args, recent=True, **kwargs)

    def clean_reason(self) -> str:
        """Without what is to be forgotten."""
        reason = str(self.cleaned_data["reason"])
        words = [word for word in (name_of(self.user), email_of(self.user)) if word]
        if pattern_of(words).search(reason):
            raise forms.ValidationError(_("Write it without the name and the e-mail of the person."))
        return reason
