"""Forms of the office's work on an application. What they cannot know the services check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.membership.enums import Verdict
from clusterkit.membership.forms import VersionedForm
from clusterkit.membership.models import Reason
from clusterkit.membership.reason_forms import ReasonChoice, ReasonSelect

TEXT_LIMIT: Final = 4000


class RequestInfoForm(ReasonChoice, VersionedForm):
    """What the applicant should complete, and until when."""

    reason = forms.ChoiceField(label=_("What is needed"), widget=ReasonSelect, choices=[])
    filled = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("What the applicant should do"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea,
        help_text=_("The applicant reads it word for word."),
    )
    due_on = forms.DateField(
        label=_("Answer by"),
        widget=forms.DateInput,
        help_text=_("After this day the application is closed by itself."),
    )

    def __init__(self, *args: Any, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(reasons, empty_label=_("Choose a reason"), is_required=True)
        if reasons:
            self.fields["text"].help_text = _(
                "The applicant reads it word for word. Left empty, the text of the reason is sent."
            )

    def clean_text(self) -> str:
        """With the text of the reason before what was typed."""
        return self.within(self.whole_text(), TEXT_LIMIT)


class ProposeForm(ReasonChoice, VersionedForm):
    """The verdict of a reviewer on the revision he looked at."""

    choice_name = "reason_code"
    text_name = "reason"

    revision = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("Your verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason_code = forms.ChoiceField(
        label=_("Predefined reason of a rejection"), widget=ReasonSelect, choices=[], required=False
    )
    filled = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A rejection needs one. The applicant reads it."),
    )

    def __init__(self, *args: Any, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(reasons, empty_label=_("in my own words"), is_required=False)

    def clean_reason(self) -> str:
        """With the text of the chosen reason before what was typed, where it is a rejection."""
        if self.cleaned_data.get("verdict") != Verdict.REJECT:
            return str(self.cleaned_data["reason"])
        return self.within(self.whole_text(), TEXT_LIMIT)
