"""Writing an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterModelForm
from clusterkit.directory.models import Organisation
from clusterkit.events.forms.clock import WallClockField
from clusterkit.events.lines import (
    SPEAKER_LIMITS,
    LineProblem,
    SessionLine,
    names_of,
    session_lines,
    session_text,
    sessions_of,
    speaker_lines,
    speaker_text,
)
from clusterkit.events.models import Event
from clusterkit.events.validators import problem_of_session, problems_of
from clusterkit.files.forms import PrivateFileField

COVER_PURPOSE = "events.cover"
TIMES = ("starts_at", "ends_at", "registration_opens", "registration_closes", "meetings_from", "meetings_until")
NUMBERS = ("reserved_on_site", "reserved_online", "guests_allowed", "meeting_minutes", "meeting_tables")
"""Empty is 0."""


@dataclass(frozen=True)
class EventGroup:
    """Fields that belong together; a folded group is shown shut unless ``open``."""

    legend: str | Promise
    fields: list[BoundField]
    folded: bool
    open: bool


class EventForm(ClusterModelForm):
    """Writing an event. Times are those of the event's zone; the sessions and the speakers are one a line.

    ``folded`` names the groups that a simple event does not need: they are shown shut while nothing stands in them.
    """

    layout = (
        (_("Which dates"), ("reach",)),
        (_("What"), ("title", "summary", "starts_at", "ends_at", "mode")),
        (_("Where"), ("place", "address", "directions", "online_url", "time_zone")),
        (_("More about it"), ("body", "organiser", "sectors", "cover_upload", "remove_cover")),
        (_("Programme and speakers"), ("speakers_text", "sessions_text")),
        (
            _("Places and registration"),
            ("capacity_on_site", "capacity_online", "visibility", "registration_tier", "needs_approval"),
        ),
        (
            _("More about registration"),
            (
                "registration_opens",
                "registration_closes",
                "reserved_on_site",
                "reserved_online",
                "guests_allowed",
                "offer_hours",
            ),
        ),
        (_("Short meetings"), ("meeting_minutes", "meeting_tables", "meetings_from", "meetings_until")),
        (_("After"), ("recording_url", "asks_feedback", "gives_certificates", "hours")),
    )
    folded = ("body", "speakers_text", "registration_opens", "meeting_minutes", "recording_url")
    """The groups that hold one of these fields."""

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
    meetings_from = WallClockField(
        label=_("Short meetings from"), required=False, help_text=_("Empty: while the event lasts.")
    )
    meetings_until = WallClockField(label=_("Short meetings until"), required=False)
    recording_url = forms.URLField(
        label=_("Recording"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("A link. People who had a place see it when the event is over."),
    )
    speakers_text = forms.CharField(
        label=_("Speakers"),
        required=False,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One person a line, the role after a comma, more about the person after a bar: "
            "Anna Petrova, chief technologist | Twenty years at the plant"
        ),
    )
    sessions_text = forms.CharField(
        label=_("Programme"),
        required=False,
        max_length=100000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One session a line, the time first, then, if you like, the room and the speakers after bars: "
            "10:30–11:00 New catalysts | Hall 2 | Anna Petrova. A line without a time describes the session above it. "
            "Where the event lasts several days, write the date on a line of its own above each day: 25.11.2026"
        ),
    )
    cover_upload = PrivateFileField(purpose=COVER_PURPOSE, label=_("Picture"), required=False)
    remove_cover = forms.BooleanField(label=_("Remove the picture"), required=False)
    reach = forms.ChoiceField(
        label=_("This event belongs to a series. What do you change?"),
        choices=[
            ("this", _("this date only")),
            ("following", _("this date and those that follow, unless they were changed by themselves")),
        ],
        initial="this",
        widget=forms.RadioSelect,
    )
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
            "directions",
            "online_url",
            "time_zone",
            "capacity_on_site",
            "capacity_online",
            "reserved_on_site",
            "reserved_online",
            "guests_allowed",
            "registration_tier",
            "visibility",
            "needs_approval",
            "offer_hours",
            "meeting_minutes",
            "meeting_tables",
            "recording_url",
            "asks_feedback",
            "gives_certificates",
            "hours",
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
            sessions = instance.sessions.prefetch_related("speakers")
            initial |= {
                "sessions_text": session_text(sessions, instance.zone, instance.starts_at),
                "speakers_text": speaker_text(instance.speakers.all()),
                "version": instance.version,
            }
        kwargs |= {"instance": instance, "initial": initial | (kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        organiser = cast("forms.ModelChoiceField[Organisation]", self.fields["organiser"])
        organiser.queryset = Organisation.objects.order_by("sort_key")
        organiser.empty_label = str(_("the cluster itself"))
        for name in (*NUMBERS, "registration_tier"):
            self.fields[name].required = False
        if instance.series_id is None:
            del self.fields["reach"]
        if instance.cover_id is None:
            del self.fields["remove_cover"]

    def event_groups(self) -> list[EventGroup]:
        """The groups for the page; a folded one stands open where something is written in it or has to be corrected."""
        return [
            EventGroup(
                group.legend,
                group.fields,
                folded=bool({field.name for field in group.fields} & set(self.folded)),
                open=any(field.errors or self._is_written(field) for field in group.fields),
            )
            for group in self.groups()
        ]

    def _is_written(self, field: BoundField) -> bool:
        value = field.value()
        return value not in (None, "", 0, "0", False, []) and bool(str(value).strip("{}[]', "))

    def clean_registration_tier(self) -> str:
        """Left out, it stays."""
        return str(self.cleaned_data["registration_tier"] or self.instance.registration_tier)

    def clean_speakers_text(self) -> list[dict[str, str]]:
        """The speakers; each line must fit."""
        speakers = speaker_lines(self.cleaned_data["speakers_text"])
        for number, line in enumerate(speakers, 1):
            if any(len(value) > limit for value, limit in zip(line.values(), SPEAKER_LIMITS, strict=True)):
                raise _line_error(number, _now("The line is too long."))
        return speakers

    def clean_sessions_text(self) -> list[SessionLine]:
        """The lines of the programme; their times are looked at with those of the event."""
        try:
            return session_lines(self.cleaned_data["sessions_text"])
        except LineProblem as problem:
            raise _line_error(problem.number, problem.message) from None

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
        self.sessions = self._sessions(data) if not self.errors else []
        return data

    def _sessions(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The sessions as the services take them; what is wrong with one stands at the programme."""
        lines: list[SessionLine] = data["sessions_text"]
        zone = Event(time_zone=data["time_zone"]).zone
        found: list[dict[str, Any]] = []
        try:
            found = sessions_of(lines, zone=zone, starts_at=data["starts_at"], speakers=names_of(data["speakers_text"]))
            for line, session in zip(lines, found, strict=True):
                problem = problem_of_session(
                    title=session["title"],
                    starts_at=session["starts_at"],
                    ends_at=session["ends_at"],
                    event_starts_at=data["starts_at"],
                    event_ends_at=data["ends_at"],
                )
                if problem is not None:
                    raise LineProblem(line.number, problem)
        except LineProblem as problem:
            self.add_error("sessions_text", _line_error(problem.number, problem.message))
        return found

    def _post_clean(self) -> None:
        """The service makes and checks the object; the form only keeps what was typed."""

    def values(self) -> dict[str, Any]:
        """The values for the service, by the names of the model; without the picture."""
        names = [name for name in self.Meta.fields if name != "sectors"]
        values = {name: self.cleaned_data[name] for name in (*names, *TIMES)}
        return values | {name: values[name] or 0 for name in NUMBERS}


def wall_clock(event: Event, name: str) -> dt.datetime | None:
    """The time *name* of the event by the clock of its place."""
    value: dt.datetime | None = getattr(event, name)
    return value.astimezone(event.zone).replace(tzinfo=None) if value is not None else None


def _line_error(number: int, message: str | Promise) -> ValidationError:
    text = _now("Line %(number)d: %(message)s") % {"number": number, "message": message}
    return ValidationError(text, code="line")
