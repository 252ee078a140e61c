"""Forms of who organises: copying, materials, series."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from clusterkit.core.web.forms import ClusterForm
from clusterkit.events.enums import MaterialAudience
from clusterkit.events.forms.clock import WallClockField
from clusterkit.events.models import Event, Material, Session
from clusterkit.events.recurrence import LAST, MOST_DATES, Rule, nth_of
from clusterkit.events.services.materials import MATERIAL_PURPOSE
from clusterkit.events.validators import YEARS
from clusterkit.files.forms import PrivateFileField


class CopyForm(ClusterForm):
    """When the copy begins, and whether the materials come along."""

    starts_at = WallClockField(
        label=_("The copy begins"),
        required=False,
        help_text=_("By the clock of the event's place. Empty: a week later."),
    )
    with_materials = forms.BooleanField(
        label=_("Copy the materials too"), required=False, help_text=_("Slides and links, with whom they are for.")
    )

    def clean_starts_at(self) -> dt.datetime | None:
        """In a year that makes sense."""
        value: dt.datetime | None = self.cleaned_data["starts_at"]
        if value is not None and value.year not in YEARS:
            raise forms.ValidationError(_("Check the year."), code="year")
        return value


class MaterialForm(ClusterForm):
    """A file or a link. A file that is there is not replaced: take it away and add another one."""

    title = forms.CharField(label=_("Title"), max_length=200)
    upload = PrivateFileField(purpose=MATERIAL_PURPOSE, label=_("File"), required=False)
    url = forms.URLField(label=_("Or a link"), required=False, max_length=500, assume_scheme="https")
    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Belongs to"), required=False, empty_label=_("the whole event")
    )
    audience = forms.ChoiceField(
        label=_("For whom"), choices=MaterialAudience.choices, initial=MaterialAudience.SEATED, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, event: Event, material: Material | None = None, **kwargs: Any) -> None:
        if material is not None:
            kwargs["initial"] = {
                "title": material.title,
                "url": material.url,
                "session": material.session_id,
                "audience": material.audience,
            }
        super().__init__(*args, **kwargs)
        sessions = event.sessions.all()
        cast("forms.ModelChoiceField[Session]", self.fields["session"]).queryset = sessions
        if not sessions:
            del self.fields["session"]
        if material is not None:
            del self.fields["upload"]
            self.fields["url"].label = _("Link")
            if material.file_id is not None:
                del self.fields["url"]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or self.cleaned_data
        given = [name for name in ("upload", "url") if data.get(name)]
        if "upload" in self.fields and len(given) != 1 and not {"upload", "url"} & set(self.errors):
            self.add_error("upload", str(_("Give a file or a link.")))
        return data

    def arguments(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data.get(name) for name in self.fields if name != "url"} | (
            {"url": self.cleaned_data.get("url") or ""} if "url" in self.fields else {}
        )


class SeriesForm(ClusterForm):
    """How an event comes again, in plain choices."""

    how = forms.ChoiceField(label=_("The event comes again"), widget=forms.RadioSelect)
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=[(str(day), label) for day, label in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for every week and every two weeks. None: on the weekday of the first date."),
    )
    ends = forms.ChoiceField(
        label=_("Until when?"),
        choices=[
            ("open", _("Until we end the series")),
            ("count", _("After a number of dates")),
            ("until", _("Until a day")),
        ],
        initial="open",
        widget=forms.RadioSelect,
    )
    count = forms.IntegerField(label=_("Number of dates"), required=False, min_value=2, max_value=MOST_DATES)
    until = forms.DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = event.starts_at.astimezone(event.zone).date()
        self.fields["how"].choices = self._ways()  # type: ignore[attr-defined]
        self.fields["how"].initial = "weekly"

    def _ways(self) -> list[tuple[str, Any]]:
        day = WEEKDAYS[self.first.weekday()]
        nth = nth_of(self.first)
        ways: list[tuple[str, Any]] = [("weekly", _("each week")), ("fortnightly", _("every two weeks"))]
        labels = {
            1: _("every month: the first %(day)s"),
            2: _("every month: the second %(day)s"),
            3: _("every month: the third %(day)s"),
            4: _("every month: the fourth %(day)s"),
        }
        if nth in labels:
            ways.append((f"nth{nth}", labels[nth] % {"day": day}))
        if (self.first + dt.timedelta(days=7)).month != self.first.month:
            ways.append(("last", _("every month: the last %(day)s") % {"day": day}))
        return ways

    def clean(self) -> dict[str, Any]:
        """The bound that was chosen must be given."""
        data = super().clean() or self.cleaned_data
        ends = data.get("ends")
        if ends == "count" and data.get("count") is None and "count" not in self.errors:
            self.add_error("count", str(_("Say how many dates there are.")))
        until = data.get("until")
        if ends == "until" and "until" not in self.errors:
            if until is None:
                self.add_error("until", str(_("Say which day is the last one.")))
            elif until <= self.first or until.year not in YEARS:
                self.add_error("until", str(_("The last day must be later than the first date.")))
        return data

    def rule(self) -> str:
        """As RFC 5545 writes it."""
        data = self.cleaned_data
        how = data["how"]
        bounds: dict[str, Any] = {data["ends"]: data[data["ends"]]} if data["ends"] != "open" else {}
        if how in ("weekly", "fortnightly"):
            days = tuple(sorted(data["days"])) or (self.first.weekday(),)
            return str(Rule(interval=2 if how == "fortnightly" else 1, days=days, **bounds))
        nth = LAST if how == "last" else int(how.removeprefix("nth"))
        return str(Rule(monthly=True, days=(self.first.weekday(),), nth=nth, **bounds))


class EndSeriesForm(ClusterForm):
    """Ending a series, with or without the dates that are announced."""

    reason = forms.CharField(
        label=_("Cancel the announced dates too: why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave it empty to keep them. Else everybody who is registered reads it."),
    )
