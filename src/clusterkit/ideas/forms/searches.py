"""A search that somebody keeps."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import AlertRhythm


class SearchForm(ClusterForm):
    """Its name, and how often he wants to hear of it."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("So that you know it again among your searches.")
    )
    rhythm = forms.ChoiceField(
        label=_("Tell me of new items"),
        choices=AlertRhythm.choices,
        initial=AlertRhythm.DAILY,
        widget=forms.RadioSelect,
        help_text=_("One message for all that is new; none when nothing is."),
    )
