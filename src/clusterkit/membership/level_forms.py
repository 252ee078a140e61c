"""Forms about levels of participation. What they cannot know the services check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusterkit.core.web.forms import ClusterModelForm
from clusterkit.membership.forms import VersionedForm
from clusterkit.membership.models import Level
from clusterkit.membership.selectors.levels import level_tiers


class LevelForm(ClusterModelForm):
    """A level. Where organisations have it already, another tier is confirmed with a tick."""

    tier = forms.ChoiceField(
        label=_("Tier of its people"),
        choices=[],
        help_text=_("It decides what the people of the organisations see and do."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    affects = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_confirmed = forms.BooleanField(required=False)

    class Meta:
        model = Level
        fields = ("name", "description", "code", "tier", "may_hold_seat", "order", "is_active")
        help_texts = {
            "code": _("For programs: Latin letters, digits and hyphens."),
            "order": _("The smallest number stands first. An approved application gets the first level."),
            "is_active": _("A retired level stays with the memberships that have it and is given to nobody any more."),
        }

    def __init__(self, *args: Any, affects: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(tier.code, tier.label) for tier in level_tiers()]  # type: ignore[attr-defined]
        if not affects:
            del self.fields["affects"], self.fields["is_confirmed"]
            return
        self.fields["affects"].initial = affects
        box = self.fields["is_confirmed"]
        box.label = ngettext(
            "Give the people of %(number)d organisation another tier",
            "Give the people of %(number)d organisations another tier",
            affects,
        ) % {"number": affects}
        box.help_text = _("Needed only where you choose another tier. It counts from their next step on the site on.")

    def validate_unique(self) -> None:
        """Leave it to the service."""


class ChangeLevelForm(VersionedForm):
    """Another level for a member."""

    level = forms.ModelChoiceField(
        label=_("Level of participation"), queryset=Level.objects.none(), to_field_name="code", empty_label=None
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads it."),
    )

    def __init__(self, *args: Any, levels: QuerySet[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = levels  # type: ignore[attr-defined]
