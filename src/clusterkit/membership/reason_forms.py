"""Choosing a predefined reason, and keeping the list of them. What the forms cannot know the services check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterModelForm
from clusterkit.membership.enums import ReasonPurpose
from clusterkit.membership.models import Reason


class ReasonSelect(forms.Select):
    """A choice of reasons that fills the text beside it, where the browser runs scripts."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.texts: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the text that the option fills in."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        text = self.texts.get(str(value), "")
        if text:
            option["attrs"]["data-text"] = text
        return option


class ReasonChoice:
    """For forms with a choice of reasons: its field is ``choice_name``, the text that it fills ``text_name``.

    Where no script filled the text in, the text of the chosen reason is put before what was typed. ``filled`` tells of
    which reason a script did, so that a text that was changed since is not doubled.
    """

    choice_name = "reason"
    text_name = "text"
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def offer(self, reasons: Sequence[Reason], *, empty_label: Any, is_required: bool) -> None:
        """Offer *reasons*; without any there is nothing to choose."""
        if not reasons:
            del self.fields[self.choice_name], self.fields["filled"]
            return
        field = self.fields[self.choice_name]
        field.choices = [("", empty_label), *[(row.code, str(row.title)) for row in reasons]]  # type: ignore[attr-defined]
        field.required = is_required
        field.widget.texts = {row.code: str(row.text) for row in reasons}
        field.widget.attrs |= {"data-fills": self.text_name, "data-marks": "filled"}
        # A chosen reason is text enough.
        self.fields[self.text_name].required = False

    def whole_text(self) -> str:
        """What was typed, with the text of the chosen reason before it where it lacks."""
        typed = str(self.cleaned_data.get(self.text_name) or "").strip()
        code = self.cleaned_data.get(self.choice_name) or ""
        if not code or self.cleaned_data.get("filled") == code:
            return typed
        ready = self.fields[self.choice_name].widget.texts.get(code, "").strip()
        return typed if not ready or ready in typed.replace("\r\n", "\n") else "\n\n".join(filter(None, (ready, typed)))

    def within(self, text: str, limit: int) -> str:
        """The text, if it is not too long with that of the reason."""
        if len(text) > limit:
            raise forms.ValidationError(
                _("The text is too long with that of the reason: %(limit)d characters at most.") % {"limit": limit}
            )
        return text


class ReasonForm(ClusterModelForm):
    """A predefined reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Reason
        fields = ("title", "text", "is_active")
        help_texts = {
            "title": _("How you find it on the form."),
            "text": _(
                "The applicant reads it, in the language in which you look at the site when you choose it. It can be changed before it is sent."
            ),
            "is_active": _("What is switched off is not offered any more. What was sent with it stays."),
        }


class AddReasonForm(ReasonForm):
    """A new one, with when it is chosen."""

    purpose = forms.ChoiceField(label=_("Chosen when"), choices=ReasonPurpose.choices, widget=forms.RadioSelect)
    field_order = ["purpose", "title", "text", "is_active"]
