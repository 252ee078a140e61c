"""What the pages show: states, people, organisations, rows, events, progress."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from clusterkit.core.web.elements import Fact, Step, Text, TimelineEntry, render_element, render_once

register = template.Library()


@register.simple_tag(takes_context=True)
def chip(context: Context, text: Text, tone: str = "neutral", icon: str = "") -> str:
    """Mark a thing with a word: ``{% chip _("Request") tone="info" %}``. Tones: see ``elements.TONES``."""
    return render_once(context, "chip", text=text, tone=tone, icon=icon)


@register.simple_tag(takes_context=True)
def state_chip(context: Context, text: Text, tone: str = "neutral", whose: Text = "") -> str:
    """Show a state and who has the ball: ``{% state_chip s tone="info" whose=_("with the office") %}``."""
    return render_once(context, "state_chip", text=text, tone=tone, whose=whose)


@register.inclusion_tag("clusterkit/elements/person.html")
def person(
    name: Text,
    detail: Text = "",
    organisation: Text = "",
    url: str = "",
    photo_url: str = "",
    size: str = "normal",
) -> dict[str, Any]:
    """Show a person: ``{% person name=u.name detail=d organisation=o %}``. Sizes: small, normal, large."""
    return {
        "name": name, "detail": detail, "organisation": organisation, "url": url,
        "photo_url": photo_url, "size": size,
    }  # fmt: skip


@register.inclusion_tag("clusterkit/elements/organisation.html")
def organisation(
    name: Text, place: Text = "", detail: Text = "", url: str = "", mark_url: str = "", size: str = "normal"
) -> dict[str, Any]:
    """Show an organisation, its mark or its initials: ``{% organisation name=n place=p url=u %}``."""
    return {"name": name, "place": place, "detail": detail, "url": url, "mark_url": mark_url, "size": size}


@register.simple_block_tag(takes_context=True)
def item_row(
    context: Context,
    content: str,
    title: Text,
    url: str = "",
    kind: Text = "",
    kind_tone: str = "neutral",
    summary: Text = "",
    meta: Sequence[Text] = (),
    mark_name: Text = "",
    mark_url: str = "",
    lead_date: date | datetime | None = None,
    unread: bool = False,
    level: int = 3,
) -> str:
    """One row of a list inside ``<ul class="ck-rows">``; the content stands at its right.

    ``{% item_row title=i.title url=u kind=_("Request") kind_tone="info" summary=i.summary meta=meta %}
    {% state_chip … %}{% enditem_row %}``. ``meta`` are short texts under the summary; ``mark_name`` and
    ``mark_url`` put an organisation's mark at the left, ``lead_date`` a date leaf; ``level`` is that of the heading.
    """
    values = {
        "content": SafeString(content.strip()), "title": title, "url": url, "kind": kind,
        "kind_tone": kind_tone, "summary": summary, "meta": [text for text in meta if text],
        "mark_name": mark_name, "mark_url": mark_url,
        "lead_date": lead_date, "unread": unread, "level": level, "heading": _heading(level),
    }  # fmt: skip
    return render_element(context, "item_row", values)


@register.simple_block_tag(takes_context=True)
def organisation_row(
    context: Context,
    content: str,
    name: Text,
    url: str = "",
    place: Text = "",
    kind: Text = "",
    summary: Text = "",
    mark_url: str = "",
    level: int = 3,
) -> str:
    """One organisation of a list inside ``<ul class="ck-rows">``; the content (chips) stands beneath it.

    ``{% organisation_row name=n url=u place=p kind=k summary=s %}{% endorganisation_row %}``.
    """
    values = {
        "content": SafeString(content.strip()), "name": name, "url": url, "place": place, "kind": kind,
        "summary": summary, "mark_url": mark_url, "level": level, "heading": _heading(level),
    }  # fmt: skip
    return render_element(context, "organisation_row", values)


@register.simple_tag(takes_context=True)
def event_date(
    context: Context, start: date | datetime, end: date | datetime | None = None, zone: str | tzinfo = ""
) -> str:
    """Show a day as a leaf torn off a calendar: ``{% event_date event.start event.end %}``."""
    first = _day(_local(start, zone))
    last = _day(_local(end, zone)) if end else first
    return render_once(context, "event_date", first=first, last=last, several=first != last)


@register.inclusion_tag("clusterkit/elements/event_block.html")
def event_block(
    title: Text,
    url: str,
    start: datetime,
    end: datetime | None = None,
    mode: Text = "",
    place: Text = "",
    seats_text: Text = "",
    state: Text = "",
    state_tone: str = "neutral",
    summary: Text = "",
    zone: str | tzinfo = "",
    level: int = 3,
    clock_note: Text = "",
) -> dict[str, Any]:
    """One event of a list inside ``<ul class="ck-rows">``.

    ``{% event_block title=e.title url=u start=e.start end=e.end mode=e.get_mode_display place=e.place
    seats_text=_("12 places left") state=_("You are registered") state_tone="good" %}``. ``zone`` is the
    event's own time zone; without it the reader's counts. ``clock_note`` stands after the hours: those of
    another clock.
    """
    first, last = _local(start, zone), _local(end, zone) if end else None
    return {
        "title": title, "url": url, "start": first, "end": last, "mode": mode, "place": place,
        "seats_text": seats_text, "state": state, "state_tone": state_tone, "summary": summary,
        "level": level, "heading": _heading(level), "clock_note": clock_note,
        "same_day": last is not None and _day(first) == _day(last),
    }  # fmt: skip


def _heading(level: int) -> SafeString:
    # Written out here: a number in a template goes through the separators of the language, twice for each row.
    return SafeString(f"h{int(level)}")


def _local(value: date | datetime, zone: str | tzinfo) -> date | datetime:
    if not isinstance(value, datetime) or timezone.is_naive(value):
        return value
    there = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or None
    # Naive from here on: templates would carry an aware value back to the reader's own zone.
    return timezone.localtime(value, there).replace(tzinfo=None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.inclusion_tag("clusterkit/elements/seats.html")
def seats(
    capacity: int | None, taken: int, label: Text = "", waiting: int = 0, position: int = 0, url: str = ""
) -> dict[str, Any]:
    """Say how many places are left: ``{% seats capacity=40 taken=28 label=l waiting=2 position=1 %}``.

    ``capacity`` ``None`` means without limit; ``waiting`` people stand in the queue; ``position`` is the
    reader's place in it, 0 if he does not wait.
    """
    left = max(capacity - taken, 0) if capacity is not None else None
    if left is None:
        text = _("Places are not limited")
    elif left:
        text = ngettext("%(left)d of %(capacity)d place left", "%(left)d of %(capacity)d places left", left) % {
            "left": left,
            "capacity": capacity,
        }
    else:
        text = ngettext("The only place is taken", "All %(capacity)d places are taken", capacity or 0) % {
            "capacity": capacity
        }
    share = 0 if not capacity else round(100 * min(taken / capacity, 1), 1)
    return {
        "share": share, "capacity": capacity, "taken": min(taken, capacity) if capacity is not None else taken, "left": left,
        "label": label, "text": text, "waiting": waiting, "url": url,
        "queue_text": queue_text(position) if position else _waiting_text(waiting),
        "tone": "good" if left is None or left * 5 > (capacity or 0) else "warn" if left else "bad",
    }  # fmt: skip


def queue_text(position: int) -> str:
    """The place in a queue in words: "You are third in the queue"."""
    ordinals = (
        pgettext("place in a queue", "first"), pgettext("place in a queue", "second"),
        pgettext("place in a queue", "third"), pgettext("place in a queue", "fourth"),
        pgettext("place in a queue", "fifth"),
    )  # fmt: skip
    if position <= len(ordinals):
        return _("You are %(ordinal)s in the queue") % {"ordinal": ordinals[position - 1]}
    return _("You are number %(position)d in the queue") % {"position": position}


def _waiting_text(waiting: int) -> str:
    if not waiting:
        return ""
    return ngettext("%(count)d person waits", "%(count)d people wait", waiting) % {"count": waiting}


@register.inclusion_tag("clusterkit/elements/meter.html")
def meter(
    value: float,
    max: float = 100,  # noqa: A002 - the attribute's own name
    label: Text = "",
    text: Text = "",
    tone: str = "accent",
) -> dict[str, Any]:
    """Show a part of a whole with words: ``{% meter value=17 max=26 label=l text=_("17 of 26") %}``."""
    share = round(100 * sorted((0, value / max, 1))[1], 1) if max > 0 else 0
    return {
        "value": value,
        "max": max,
        "share": share,
        "label": label,
        "text": text,
        "tone": tone,
    }


@register.inclusion_tag("clusterkit/elements/timeline.html")
def timeline(entries: Sequence[TimelineEntry], label: Text = "") -> dict[str, Any]:
    """Tell what happened in order: ``{% timeline entries %}`` with ``elements.TimelineEntry``."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("clusterkit/elements/stepper.html")
def stepper(steps: Sequence[Step], label: Text = "") -> dict[str, Any]:
    """Show the way and where one stands: ``{% stepper steps label=l %}`` with ``elements.Step``."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("clusterkit/elements/facts.html")
def facts(facts: Sequence[Fact | tuple[Text, object] | Mapping[str, Any]]) -> dict[str, Any]:
    """List labelled values: ``{% facts facts %}``; ``elements.Fact`` or pairs, empty values are left out."""
    listed = [Fact(*entry) if isinstance(entry, tuple) else entry for entry in facts]
    values = [(entry["value"] if isinstance(entry, Mapping) else entry.value, entry) for entry in listed]
    return {"facts": [entry for value, entry in values if value not in (None, "", [], ())]}


@register.inclusion_tag("clusterkit/elements/stat.html")
def stat(value: object, label: Text, url: str = "", note: Text = "") -> dict[str, Any]:
    """A number that means something: ``{% stat 27 label %}`` inside ``<div class="ck-stats">``."""
    return {"value": value, "label": label, "url": url, "note": note}


@register.inclusion_tag("clusterkit/elements/file_row.html")
def file_row(name: Text, url: str = "", size_text: Text = "", kind: Text = "", note: Text = "") -> dict[str, Any]:
    """A file to download inside ``<ul class="ck-files">``: ``{% file_row name=n url=u size_text=s %}``.

    Without ``url`` it is a file that is not there any more; ``note`` says why.
    """
    return {"name": name, "url": url, "size_text": size_text, "kind": kind, "note": note}


@register.simple_block_tag(takes_context=True)
def thread_post(
    context: Context,
    content: str,
    name: Text,
    organisation: Text = "",
    when: datetime | None = None,
    url: str = "",
    anchor: str = "",
    own: bool = False,
    depth: int = 0,
    mark: Text = "",
) -> str:
    """One contribution inside ``<ol class="ck-thread">``.

    ``{% thread_post name=n organisation=o when=t anchor="post-7" depth=1 %}{{ html }}{% endthread_post %}``.
    ``depth`` 0 to 3 indents answers; ``mark`` is a word such as "Official answer".
    """
    values = {
        "content": content, "name": name, "organisation": organisation, "when": when, "url": url,
        "anchor": anchor, "own": own, "depth": min(depth, 3), "mark": mark,
    }  # fmt: skip
    return render_element(context, "thread_post", values)
