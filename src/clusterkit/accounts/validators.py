"""Rules of a profile, for the form and the serializer."""

from __future__ import annotations

import unicodedata
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
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
