"""Forms of membership. What they cannot know the services check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.directory.models import Organisation
from clusterkit.files.forms import PrivateFileField
from clusterkit.membership.enums import DocumentKind
from clusterkit.membership.models import Level
from clusterkit.questionnaires.definitions import Questions
from clusterkit.questionnaires.forms import AnswerForm


class VersionedForm(ClusterForm):
    """A form on something that others may change meanwhile: it carries the version it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StartForm(ClusterForm):
    """For which organisation."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class AnswersForm(AnswerForm):
    """The answers. Nothing is required here: a draft is kept as it is, and checked when it is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DocumentForm(ClusterForm):
    """One file."""

    kind = forms.ChoiceField(label=_("What it is"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    file = PrivateFileField(label=_("File"), purpose="membership.document")

    QUESTION = "question:"

    def __init__(self, *args: Any, questions: Questions = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [
            (f"{self.QUESTION}{question.code}", question.text())
            for question in questions
            if question.is_file and not question.document_kinds
        ]
        field = self.fields["kind"]
        field.choices = [*own, *DocumentKind.choices]  # type: ignore[attr-defined]
        field.initial = own[0][0] if own else DocumentKind.REGISTRATION

    def values(self) -> dict[str, str]:
        """Kind, title and question as the service takes them: what a question asks for by itself is of no other kind."""
        kind, title = self.cleaned_data["kind"], self.cleaned_data["title"]
        if kind.startswith(self.QUESTION):
            return {"kind": DocumentKind.OTHER, "title": title, "question": kind.removeprefix(self.QUESTION)}
        return {"kind": kind, "title": title}


class TextForm(ClusterForm):
    """A message or a note."""

    text = forms.CharField(label=_("Your message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class NoteForm(ClusterForm):
    """A note of the office."""

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only reviewers read it."),
    )


class WithdrawForm(VersionedForm):
    """Why, if one wants to say."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(VersionedForm):
    """Why a membership is changed; the organisation reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ResignForm(WithdrawForm):
    """From when, and why."""

    leaves_on = forms.DateField(label=_("First day without membership"), widget=forms.DateInput)


class RenewForm(VersionedForm):
    """Until when."""

    ends_on = forms.DateField(
        label=_("Last day of the new term"),
        widget=forms.DateInput,
        required=False,
        help_text=_("Left empty, the new term is as long as the cluster's terms are."),
    )


class AdmitForm(ClusterForm):
    """A membership that was agreed elsewhere."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput, required=False)
    level = forms.ModelChoiceField(
        label=_("Level of participation"), queryset=Level.objects.none(), to_field_name="code", empty_label=None
    )
    reason = forms.CharField(label=_("What it is based on"), max_length=500)

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], levels: QuerySet[Level], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if levels:
            self.fields["level"].queryset = levels  # type: ignore[attr-defined]
        else:  # the service makes the first ones
            del self.fields["level"]
