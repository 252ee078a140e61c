"""To act for an organisation: to ask, to decide, to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.consents import consent_hint
from clusterkit.accounts.selectors import has_consent
from clusterkit.core.web.forms import ClusterForm, ClusterModelForm
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationRole
from clusterkit.directory.models import Affiliation


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
        help_text=consent_hint(_("Members of the cluster then see your name and position."), LISTED),
    )


class InviteForm(ClusterForm):
    """To invite somebody by e-mail."""

    email = forms.EmailField(
        label=_("E-mail of the person"),
        max_length=254,
        help_text=_("The invitation works with this address only, so take the one at which the person works with you."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=AffiliationRole.choices,
        initial=AffiliationRole.REPRESENTATIVE,
        widget=forms.RadioSelect,
        help_text=_("An administrator edits the page of the organisation and confirms others."),
    )


class AcceptForm(ClusterForm):
    """To accept an invitation."""

    position = forms.CharField(
        label=_("Your position there"), max_length=160, required=False, help_text=_("Such as “chief technologist”.")
    )
    is_listed = forms.BooleanField(
        label=_("Show me among the people of the organisation"),
        required=False,
        help_text=consent_hint(_("Members of the cluster then see your name and position."), LISTED),
    )


class DescribeForm(ClusterModelForm):
    """One's own place in an organisation."""

    class Meta:
        model = Affiliation
        fields = ("position", "is_listed")
        help_texts: ClassVar = {
            "is_listed": consent_hint(_("Members of the cluster then see your name and position."), LISTED)
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_consent(self.instance.user_id, LISTED):
            # A box that has no effect is not shown as ticked, and to tick it is to agree anew.
            self.initial["is_listed"] = False


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
    """An end, with a successor among *successors* and a reason where one wants to give it."""

    successor = forms.ModelChoiceField(
        label=_("Who takes over?"),
        queryset=Affiliation.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("Nobody by name: the administrators answer for it"),
    )

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, successors: Sequence[Affiliation] = (), needs_successor: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        if not successors:
            del self.fields["successor"]
            return
        field.queryset = Affiliation.objects.filter(pk__in=[row.pk for row in successors])
        field.required = needs_successor
        # The names are known; they are not asked for one by one.
        choices = [(row.pk, f"{row.user.get_full_name()}, {row.get_role_display()}") for row in successors]
        field.choices = choices if needs_successor else [("", field.empty_label), *choices]
        if needs_successor:
            field.help_text = _("The organisation needs an administrator: who takes over becomes one.")
            field.error_messages["required"] = _("This is the last administrator. Choose who becomes the next one.")
