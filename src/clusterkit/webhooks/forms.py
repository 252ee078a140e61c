"""The form of a web hook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import GUEST
from clusterkit.core.web.forms import ClusterForm
from clusterkit.webhooks.addresses import URL_LIMIT
from clusterkit.webhooks.validators import event_choices, tier_choices


class EndpointForm(ClusterForm):
    """Where to, what, and as whom the other system reads. What the address may be says the service."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**31 - 1, min_value=0)
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LIMIT,
        help_text=_("Where the other system takes it in: https://crm.example.org/hooks/cluster"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    description = forms.CharField(
        label=_("What is it for?"),
        max_length=200,
        required=False,
        help_text=_("So that your colleagues know: “Calendar of the university”."),
    )
    events = forms.MultipleChoiceField(label=_("What do we send?"), widget=forms.CheckboxSelectMultiple)
    tier = forms.ChoiceField(
        label=_("As whom does the other system read?"),
        initial=GUEST,
        widget=forms.RadioSelect,
        help_text=_("It hears only of what such a reader may see on the site at the moment it is sent."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events, tier = self.fields["events"], self.fields["tier"]
        if isinstance(events, forms.MultipleChoiceField) and isinstance(tier, forms.ChoiceField):
            events.choices, tier.choices = event_choices(), tier_choices()
