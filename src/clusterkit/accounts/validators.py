"""Rules of a profile, for the form and the serializer."""

from __future__ import annotations

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
