"""Forms of short meetings and of feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.events.models import Event
from clusterkit.questionnaires.forms import AnswerForm

RATINGS = (
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – it was all right")),
    (2, _("2 – not so good")),
    (1, _("1 – a pity about the time")),
)


class WishForm(ClusterForm):
    """Being open to short meetings, and about what."""

    is_open = forms.BooleanField(label=_("I am open to short meetings"), required=False)
    topic = forms.CharField(
        label=_("What I would talk about"),
        max_length=300,
        required=False,
        help_text=_("For example: sensors for water treatment, a partner for a joint project."),
    )


class SlotForm(ClusterForm):
    """A time for a short meeting, of those that are free."""

    starts_at = forms.ChoiceField(label=_("When"))
    message = forms.CharField(
        label=_("A sentence about it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, event: Event, slots: Sequence[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several_days = len({slot.astimezone(event.zone).date() for slot in slots}) > 1
        words = "DATETIME_FORMAT" if several_days else "TIME_FORMAT"
        self.fields["starts_at"].choices = [  # type: ignore[attr-defined]
            (slot.isoformat(), date_format(slot.astimezone(event.zone).replace(tzinfo=None), words)) for slot in slots
        ]

    def clean_starts_at(self) -> datetime:
        """The instant: the value is one of those that were offered."""
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


class FeedbackForm(AnswerForm):
    """How it was, in a number and in words, and what the cluster asks beside."""

    OWN = ("event.rating", "event.text")
    """With a dot: so no question of the cluster has this code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = dict(self.fields)
        self.fields.clear()
        self.fields["event.rating"] = forms.TypedChoiceField(
            label=_("How was it?"),
            choices=RATINGS,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the five answers.")},
        )
        self.fields["event.text"] = forms.CharField(
            label=_("What would you tell the organisers?"),
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("They read it without your name, together with what others say."),
        )
        self.fields.update(asked)
