"""Forms of who works at the door and decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm


class ReasonForm(ClusterForm):
    """A reason that the other side reads."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
