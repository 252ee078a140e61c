"""Forms of who works at the door and decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.events.selectors import Seats


class GiveReservedForm(ClusterForm):
    """To whom a kept-back place goes."""

    email = forms.EmailField(label=_("E-mail address of the person"), max_length=254)
    mode = forms.ChoiceField(label=_("How will the person take part?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, seats: list[Seats], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [item for item in seats if item.reserved > item.given]
        self.fields["mode"].choices = [(item.mode, str(item.label)) for item in left]  # type: ignore[attr-defined]
        if len(left) == 1:
            self.fields["mode"].initial = left[0].mode
            self.fields["mode"].widget = forms.HiddenInput()


class ReasonForm(ClusterForm):
    """A reason that the other side reads."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
