"""Days in the texts of notices, which keep them as JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

from clusterkit.ideas.models import person_name

register = template.Library()


@register.filter
def iso_day(value: str) -> str:
    """A day written as "2026-03-01", in words of the language in force."""
    return date_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""


@register.filter
def person_in_words(user: Any) -> str:
    """The name of a person, whatever the host's user model."""
    return person_name(user)
