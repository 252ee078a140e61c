"""Writing an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterModelForm
from clusterkit.directory.models import Organisation
from clusterkit.events.forms.clock import WallClockField
from clusterkit.events.lines import (
    PROGRAMME_LIMITS,
    SPEAKER_LIMITS,
    programme_lines,
    programme_text,
    speaker_lines,
    speaker_text,
)
from clusterkit.events.models import Event
from clusterkit.events.validators import problems_of
from clusterkit.files.forms import PrivateFileField

COVER_PURPOSE = "events.cover"
TIMES = ("starts_at", "ends_at", "registration_opens", "registration_closes")


class EventForm(ClusterModelForm):
    """Writing an event. Times are those of the event's zone; the programme and the speakers are one a line."""

    layout = (
        (_("What it is"), ("title", "summary", "body", "organiser", "sectors", "cover_upload", "remove_cover")),
        (_("When"), ("starts_at", "ends_at", "time_zone")),
        (_("Where"), ("mode", "place", "address", "online_url")),
        (_("Programme"), ("programme_text", "speakers_text")),
        (
            _("Places and registration"),
            (
                "capacity_on_site",
                "capacity_online",
                "visibility",
                "registration_opens",
                "registration_closes",
                "needs_approval",
                "offer_hours",
            ),
        ),
    )

    online_url = forms.URLField(
        label=_("Online link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Shown only to people who have a place."),
    )
    starts_at = WallClockField(label=_("Begins"))
    ends_at = WallClockField(label=_("Ends"))
    registration_opens = WallClockField(
        label=_("Registration opens"), required=False, help_text=_("Empty: as soon as the event is published.")
    )
    registration_closes = WallClockField(
        label=_("Registration closes"), required=False, help_text=_("Empty: when the event begins.")
    )
    programme_text = forms.CharField(
        label=_("Programme"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One entry a line, the time first: 10:30 Welcome"),
    )
    speakers_text = forms.CharField(
        label=_("Speakers"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One person a line, the role after a comma: Anna Petrova, chief technologist"),
    )
    cover_upload = PrivateFileField(purpose=COVER_PURPOSE, label=_("Picture"), required=False)
    remove_cover = forms.BooleanField(label=_("Remove the picture"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = (
            "title",
            "summary",
            "body",
            "organiser",
            "sectors",
            "mode",
            "place",
            "address",
            "online_url",
            "time_zone",
            "capacity_on_site",
            "capacity_online",
            "visibility",
            "needs_approval",
            "offer_hours",
        )
        widgets = {"sectors": forms.CheckboxSelectMultiple}
        help_texts = {
            "capacity_on_site": _("Empty: without limit."),
            "capacity_online": _("Empty: without limit."),
            "body": _("You may use Markdown: lists, links, headings."),
        }

    def __init__(self, *args: Any, instance: Event, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: wall_clock(instance, name) for name in TIMES}
        if instance.pk:
            initial |= {
                "programme_text": programme_text(instance.programme.all()),
                "speakers_text": speaker_text(instance.speakers.all()),
                "version": instance.version,
            }
        kwargs |= {"instance": instance, "initial": initial | (kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        organiser = cast("forms.ModelChoiceField[Organisation]", self.fields["organiser"])
        organiser.queryset = Organisation.objects.order_by("sort_key")
        organiser.empty_label = str(_("the cluster itself"))
        if instance.cover_id is None:
            del self.fields["remove_cover"]

    def clean_programme_text(self) -> str:
        """Each line must fit."""
        text: str = self.cleaned_data["programme_text"]
        return _checked_lines(text, programme_lines(text), PROGRAMME_LIMITS)

    def clean_speakers_text(self) -> str:
        """Each line must fit."""
        text: str = self.cleaned_data["speakers_text"]
        return _checked_lines(text, speaker_lines(text), SPEAKER_LIMITS)

    def clean(self) -> dict[str, Any]:
        """Bring the times to instants in the event's zone and look at them together."""
        data = super().clean() or self.cleaned_data
        problems = problems_of({"time_zone": data.get("time_zone")})
        if "time_zone" not in problems:
            zone = Event(time_zone=data["time_zone"]).zone
            for name in TIMES:
                if data.get(name) is not None:
                    data[name] = data[name].replace(tzinfo=zone)
            problems = problems_of(data)
        for field, message in problems.items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, str(message))
        return data

    def _post_clean(self) -> None:
        """The service makes and checks the object; the form only keeps what was typed."""

    def values(self) -> dict[str, Any]:
        """The values for the service, by the names of the model; without the picture."""
        names = [name for name in self.Meta.fields if name != "sectors"]
        return {name: self.cleaned_data[name] for name in (*names, *TIMES)}


def wall_clock(event: Event, name: str) -> dt.datetime | None:
    """The time *name* of the event by the clock of its place."""
    value: dt.datetime | None = getattr(event, name)
    return value.astimezone(event.zone).replace(tzinfo=None) if value is not None else None


def _checked_lines(text: str, lines: Sequence[Mapping[str, str]], limits: Sequence[int]) -> str:
    for number, line in enumerate(lines, 1):
        if any(len(value) > limit for value, limit in zip(line.values(), limits, strict=True)):
            raise ValidationError(_("Line %(number)d is too long."), params={"number": number}, code="max_length")
    return text
