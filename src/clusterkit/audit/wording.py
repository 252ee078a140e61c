"""Rows of the audit log in words: names of fields, choices, days and people instead of what the database holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clusterkit.audit.models import LogRow
from clusterkit.core import ports
from clusterkit.core.policies import Actor, actions, policy_of
from clusterkit.core.ports import AuditName
from clusterkit.core.translated import TranslatedField

Names = dict[tuple[type[models.Model], str], str]

LISTED = "changed"
"""Under this name a service lists the fields that it changed where their texts are not for the log."""


@dataclass(frozen=True)
class Change:
    """One value before and after the act, in words; empty where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class LogEntry:
    """A row with its changes in words. ``kind`` says what sort of thing it is about; empty where its app is gone."""

    row: LogRow
    kind: str
    changes: Sequence[Change]


def log_entries(rows: Iterable[LogRow], viewer: Actor) -> list[LogEntry]:
    """The rows as people read them. One query for each kind of thing that they point to, however many rows."""
    found = list(rows)
    names = _names_of_related(found, viewer)
    return [_entry(row, names) for row in found]


def _entry(row: LogRow, names: Names) -> LogEntry:
    model = _model(row)
    kind = capfirst(str(model._meta.verbose_name)) if model is not None else ""
    return LogEntry(row, kind, list(_changes(row, model, names)))


def _model(row: LogRow) -> type[models.Model] | None:
    try:
        return apps.get_model(row.target_label) if row.target_label else None
    except (LookupError, ValueError):
        return None


def _changes(row: LogRow, model: type[models.Model] | None, names: Names) -> Iterator[Change]:
    for name in dict.fromkeys([*row.before, *row.after]):
        before, after = row.before.get(name), row.after.get(name)
        # That something new is not so needs no word: a flag is news when it is set, or when it was.
        if before == after or (name not in row.before and after is False):
            continue
        field = _field(model, name)
        if isinstance(field, TranslatedField):
            yield from _by_language(field, before, after)
            continue
        label, say = _told(model, name)
        change = Change(capfirst(str(label)), _words(field, before, say, names), _words(field, after, say, names))
        if change.name and (change.before or change.after):
            yield change


def _by_language(field: TranslatedField, before: Any, after: Any) -> Iterator[Change]:
    old, new = (value if isinstance(value, Mapping) else {"": value or ""} for value in (before, after))
    for code in dict.fromkeys([*old, *new]):
        if (texts := (str(old.get(code, "")), str(new.get(code, ""))))[0] != texts[1]:
            label = capfirst(str(field.verbose_name))
            yield Change(f"{label} · {_language(code)}" if code else label, *texts)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _field(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    if model is None or name in getattr(model, "audit_names", {}):
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _told(model: type[models.Model] | None, name: str) -> tuple[str | Promise, Any]:
    """The label of a value, and what says it: the model's own word, its field, a part of it, or an action's tier."""
    own: AuditName | None = getattr(model, "audit_names", {}).get(name)
    if own is not None:
        return own.label, own.say
    if name == LISTED:
        return _("changed"), lambda value: _label(model, str(value))
    action = actions.get(name)
    if action is not None:
        return action.label, lambda value: ports.tier_label.call(str(value))
    return _label(model, name), None


def _label(model: type[models.Model] | None, name: str) -> str | Promise:
    field = _field(model, name)
    if field is not None:
        # Django makes English words of the name of a field that has no words of its own.
        nameless = isinstance(field.verbose_name, str)
        related = field.related_model if nameless and field.is_relation else None
        return (related._meta if isinstance(related, type) else field).verbose_name or name
    own: AuditName | None = getattr(model, "audit_names", {}).get(name)
    if own is not None:
        return own.label
    part = apps.all_models[model._meta.app_label].get(name) if model is not None else None
    return (part._meta.verbose_name_plural if part is not None else None) or name.replace("_", " ")


def _words(field: models.Field[Any, Any] | None, value: Any, say: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_words(field, item, say, names) for item in value)))
    if isinstance(value, Mapping):
        return ", ".join(filter(None, (_words(field, item, say, names) for item in value.values())))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if say is not None:
        return str(say(value))
    return _words_of_field(field, value, names) if field is not None else str(value)


def _words_of_field(field: models.Field[Any, Any], value: Any, names: Names) -> str:
    if field.is_relation and isinstance(field.related_model, type):
        return names.get((field.related_model, str(value)), _("number %(number)s") % {"number": value})
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateField):
        return _day(field, str(value))
    return str(value)


def _day(field: models.DateField[Any, Any], value: str) -> str:
    try:
        moment = parse_datetime(value) if isinstance(field, models.DateTimeField) else None
        day = moment or parse_date(value)
    except ValueError:
        return value
    if moment is not None and timezone.is_aware(moment):
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return date_format(day) if day is not None else value


def _names_of_related(rows: Iterable[LogRow], viewer: Actor) -> Names:
    """The names of all things that the values point to, as far as *viewer* may see them."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for row in rows:
        model = _model(row)
        for name, value in [*row.before.items(), *row.after.items()]:
            field = _field(model, name)
            related = field.related_model if field is not None and not field.many_to_many else None
            if isinstance(related, type) and value not in (None, ""):
                wanted[related].add(str(value))
    return {
        (model, str(thing.pk)): str(thing) for model, keys in wanted.items() for thing in _things(model, keys, viewer)
    }


def _things(model: type[models.Model], keys: Iterable[str], viewer: Actor) -> Iterable[models.Model]:
    valid = []
    for key in keys:
        try:
            valid.append(model._meta.pk.to_python(key))
        except ValidationError:
            continue
    rows = model._default_manager.filter(pk__in=valid)
    # Many things are named after another one.
    if others := [field.name for field in model._meta.concrete_fields if field.is_relation and not field.null]:
        rows = rows.select_related(*others)
    try:
        return policy_of(model).visible_to(viewer, rows)
    except LookupError:
        # The host's own model of users has no policy of ours; who reads the log knows who did what.
        return rows
