"""How the exchange works, as its office sets it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusterkit.ideas.enums import Premoderation
from clusterkit.ideas.forms.items import VersionForm
from clusterkit.ideas.kinds import item_kinds


class ExchangeSettingsForm(VersionForm):
    """What the office sets."""

    premoderation = forms.ChoiceField(
        label=_("Which items the coordinators look at first"), choices=Premoderation.choices, widget=forms.RadioSelect
    )
    premoderated_kinds = forms.MultipleChoiceField(
        label=_("And all items of these kinds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    allow_anonymous = forms.BooleanField(
        label=_("Items without the name of their owner are allowed"),
        required=False,
        help_text=_("The office always sees whose they are. Those that are open stay open."),
    )
    comment_edit_minutes = forms.IntegerField(
        label=_("Minutes in which one may correct a comment"), min_value=0, max_value=10_080
    )
    interest_days = forms.IntegerField(
        label=_("Days in which an answer to an item is decided"), min_value=3, max_value=365
    )
    items_a_day = forms.IntegerField(label=_("Items a person may publish a day"), min_value=1, max_value=1000)
    comments_an_hour = forms.IntegerField(label=_("Comments a person may write an hour"), min_value=1, max_value=1000)
    interests_a_day = forms.IntegerField(
        label=_("Answers to items a person may send a day"), min_value=1, max_value=1000
    )

    layout = [
        (_("What is looked at first"), ["premoderation", "premoderated_kinds"]),
        (_("What is allowed"), ["allow_anonymous", "comment_edit_minutes", "interest_days"]),
        (_("How much at once"), ["items_a_day", "comments_an_hour", "interests_a_day"]),
    ]

    def __init__(self, *args: Any, kept_kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A kind that is not registered any more can still be unticked.
        gone = [(code, code) for code in kept_kinds if item_kinds.find(code) is None]
        kinds: Any = self.fields["premoderated_kinds"]
        kinds.choices = [*((kind.code, kind.plural) for kind in item_kinds), *gone]
