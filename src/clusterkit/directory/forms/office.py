"""Forms of the office: the list of sectors with their profiles, and two organisations that become one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm, ClusterModelForm
from clusterkit.directory.models import Organisation, Profile, Sector
from clusterkit.directory.selectors import Difference


class WordForm(ClusterModelForm):
    """A word of the list; the service checks and writes."""

    def _post_clean(self) -> None:
        """The object of the page stays as it is until the service has written."""


class SectorForm(WordForm):
    """A field of work."""

    class Meta:
        model = Sector
        fields = ("name", "code", "order")
        help_texts = {
            "code": _("Short, in Latin letters. It stands in addresses, so keep it once it is known."),
            "order": _("Smaller numbers come first."),
        }


class ProfileForm(WordForm):
    """A narrower field within a sector."""

    class Meta:
        model = Profile
        fields = ("sector", "name", "code", "order")
        help_texts = SectorForm.Meta.help_texts


class MergeForm(ClusterForm):
    """For each field in which the two differ: whose value stays."""

    merged = forms.ModelChoiceField(queryset=Organisation.objects.none(), widget=forms.HiddenInput)
    expected = forms.CharField(widget=forms.HiddenInput, required=False)
    expected_merged = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidates: Any, differences: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        merged: Any = self.fields["merged"]
        merged.queryset = candidates
        for row in differences:
            self.fields[row.code] = forms.ChoiceField(
                label=str(row.label),
                choices=[("survivor", _("the one that stays")), ("merged", _("the one that goes"))],
                initial="merged" if row.from_merged else "survivor",
                widget=forms.RadioSelect,
            )
