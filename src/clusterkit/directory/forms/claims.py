"""Mail domains: to claim one, to choose who is let in, to decide; and to act for an organisation by one's address."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import consent_hint
from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import Mailbox
from clusterkit.directory.forms.affiliations import DecisionForm

_ADMITS: Final = (
    (True, _("act for the organisation at once")),
    (False, _("are confirmed by an administrator like others")),
)


def _mailboxes() -> list[tuple[str, str]]:
    return [(value, f"{value}@") for value in Mailbox.values]


def _admits_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("People with such an address"),
        choices=_ADMITS,
        coerce=lambda value: value in (True, "True"),
        initial=True,
        widget=forms.RadioSelect,
    )


class ClaimForm(ClusterForm):
    """To claim a mail domain."""

    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=254,
        help_text=_("What stands after the @ in your addresses, such as naftan.example."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    mailbox = forms.ChoiceField(
        label=_("Send the mail to"),
        help_text=_("An address of that domain that somebody of yours reads. It gets a link to confirm the claim."),
    )
    admits_at_once = _admits_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mailbox"].choices = _mailboxes()  # type: ignore[attr-defined]


class MailAgainForm(ClusterForm):
    """To send the mail once more."""

    mailbox = forms.ChoiceField(label=_("Send the mail to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mailbox"].choices = _mailboxes()  # type: ignore[attr-defined]


class ChangeClaimForm(DecisionForm):
    """Who is let in by an address at the domain."""

    admits_at_once = _admits_field()


class JoinForm(ClusterForm):
    """One's place in the organisation that one's address belongs to."""

    position = forms.CharField(
        label=_("Your position there"), max_length=160, help_text=_("Such as “chief technologist”.")
    )
    is_listed = forms.BooleanField(
        label=_("Show me among the people of the organisation"),
        required=False,
        help_text=consent_hint(_("Members of the cluster then see your name and position."), LISTED),
    )
