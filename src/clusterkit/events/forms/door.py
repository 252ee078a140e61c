"""What is typed and pressed at the door."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.web.forms import ClusterForm
from clusterkit.events.codes import MAX_TYPED
from clusterkit.events.enums import CheckInKind
from clusterkit.events.services import Act


class ActForm(ClusterForm):
    """One act: by a code, or for a person found in the list. ``key`` makes a form that is sent twice count once."""

    code = forms.CharField(label=gettext_lazy("Code of the ticket"), max_length=MAX_TYPED, required=False)
    registration = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput, localize=False
    )
    kind = forms.ChoiceField(choices=CheckInKind.choices, required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of both says whom it is about."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("code", "").strip() and not data.get("registration"):
            self.add_error("code", _("Type the code of the ticket, or look for the person by name."))
        return data

    def act(self) -> Act:
        """The act, done now."""
        data = self.cleaned_data
        return Act(
            key=data["key"] or uuid.uuid4(),
            kind=data["kind"] or CheckInKind.IN,
            done_at=timezone.now(),
            code=data["code"],
            registration_id=data["registration"],
        )


class FindForm(ClusterForm):
    """Looking for a person."""

    q = forms.CharField(label=gettext_lazy("Name or organisation"), max_length=100, required=False)
