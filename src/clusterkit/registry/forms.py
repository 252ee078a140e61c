"""The filter of the catalogue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.tenancy.enums import ClusterStage, Region


class CatalogueFilter(ClusterForm):
    """Words, stage and region."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("any")), *ClusterStage.choices])
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("any")), *Region.choices])
