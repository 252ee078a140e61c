"""What coordinators write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.forms.items import VersionForm


class ReasonForm(VersionForm):
    """A decision that the owner should understand."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The people of the organisation read it."),
    )
