"""What is reported, and what coordinators write."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import ReportReason, SanctionKind
from clusterkit.ideas.forms.items import VersionForm
from clusterkit.ideas.services import Consequences


class ReasonForm(VersionForm):
    """A decision that the owner should understand."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The people of the organisation read it."),
    )


class HideCommentForm(ClusterForm):
    """Why a comment is hidden."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author of the comment reads it, nobody else."),
    )


class ReportForm(ClusterForm):
    """What is wrong with an item or a comment."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=ReportReason.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a few words"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


NOTHING: Final = ""


class SanctionForm(ClusterForm):
    """A warning, or a time without writing."""

    kind = forms.ChoiceField(label=_("What is to be done"), choices=SanctionKind.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Last day without writing"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Left empty, it lasts until a coordinator lifts it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it."),
    )


class CaseForm(ClusterForm):
    """The decision about what was reported."""

    UPHOLD, DISMISS = "uphold", "dismiss"

    verdict = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(UPHOLD, _("The report was right")), (DISMISS, _("Nothing is to be done"))],
        widget=forms.RadioSelect,
    )
    hide = forms.BooleanField(label=_("Hide it"), required=False)
    sanction = forms.ChoiceField(
        label=_("And its author"),
        choices=[(NOTHING, _("hears nothing else")), *SanctionKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Last day without writing"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Left empty, it lasts until a coordinator lifts it."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads it where something follows. Who reported is thanked and does not read it."),
    )
    newest = forms.IntegerField(widget=forms.HiddenInput, required=False)

    layout = [
        ("", ["verdict"]),
        (_("If the report was right"), ["hide", "sanction", "until"]),
        ("", ["reason"]),
    ]

    def __init__(self, *args: Any, may_hide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_hide:
            del self.fields["hide"]

    def clean(self) -> dict[str, Any]:
        """What the author is to understand needs a reason."""
        data: dict[str, Any] = super().clean() or {}
        follows = data.get("hide") or data.get("sanction")
        if data.get("verdict") == self.UPHOLD and follows and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Give a reason: the author reads it."))
        return data

    def consequences(self) -> Consequences:
        """For the service."""
        data = self.cleaned_data
        kind = data.get("sanction")
        return Consequences(
            hide=bool(data.get("hide")),
            sanction=SanctionKind(kind) if kind else None,
            until=data.get("until"),
            reason=data.get("reason", ""),
        )
