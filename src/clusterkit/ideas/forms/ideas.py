"""What the cluster answers to an idea, and which two items are joined."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.ideas.enums import DECISIONS
from clusterkit.ideas.forms.items import VersionForm
from clusterkit.ideas.models import Item


class AnswerForm(VersionForm):
    """The official answer as it is drafted; ``version`` is the draft's."""

    decision = forms.ChoiceField(
        label=_("The cluster"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Answer"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Everybody who reads the idea reads it, once it is published."),
    )


class WordsForm(ClusterForm):
    """By which words the other item is looked for."""

    q = forms.CharField(label=_("Words of the other item"), max_length=200, required=False)


class MergeForm(VersionForm):
    """The item that stays: one of those that were found."""

    survivor = forms.ModelChoiceField(
        Item.objects.none(), label=_("The item that stays"), empty_label=None, widget=forms.RadioSelect
    )
    q = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, fitting: Any, shown: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        survivor: Any = self.fields["survivor"]
        survivor.queryset = fitting
        survivor.choices = [(item.pk, item.title) for item in shown]
