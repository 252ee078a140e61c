"""Rules of a profile, for the form and the serializer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clusterkit.tenancy.context import current_cluster, in_cluster

validate_phone = RegexValidator(
    r"^\+?[0-9 ()\-]{6,24}\Z", _("Write the phone with the country's code, for example +375 29 123-45-67.")
)
NAME_MAX_LENGTH = 150
TAG_MAX_LENGTH = 60
TAGS_AT_MOST = 20
"""So many skills, and so many topics, of one person."""
AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def language_choices() -> list[tuple[str, str]]:
    """The languages of the cluster in force, as its site offers them."""
    known = dict(settings.LANGUAGES)
    codes = current_cluster().languages if in_cluster() else list(known)
    return [(code, str(known[code])) for code in codes if code in known]


@cache
def time_zone_choices() -> tuple[tuple[str, str], ...]:
    """Time zones by city."""
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in AREAS)
    return tuple((name, name.replace("_", " ")) for name in names)


def tidy_tag(text: str) -> str:
    """A skill or topic on one line: composed letters, single spaces, no invisible signs."""
    shown = (" " if unicodedata.category(sign) == "Cc" else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join("".join(sign for sign in shown if unicodedata.category(sign) != "Cf").split())


def tag_key(text: str) -> str:
    """The same for all spellings that differ in case and spaces only."""
    return tidy_tag(text).casefold()


def clean_tags(values: Iterable[str]) -> list[str]:
    """The skills or topics as they are kept: tidy, each once, without empty ones. Raises ``ValidationError``."""
    found: dict[str, str] = {}
    for name in filter(None, map(tidy_tag, values)):
        if len(name) > TAG_MAX_LENGTH:
            raise ValidationError(
                _("“%(words)s…” is longer than %(number)d signs. Say it shorter, or make two of it."),
                params={"words": name[:TAG_MAX_LENGTH], "number": TAG_MAX_LENGTH},
            )
        found.setdefault(tag_key(name), name)
    if len(found) > TAGS_AT_MOST:
        raise ValidationError(
            _("There is room for %(number)d at most. Keep those that others should find you by."),
            params={"number": TAGS_AT_MOST},
        )
    return list(found.values())
