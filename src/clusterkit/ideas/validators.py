"""Rules shared by forms, serializers and services."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from clusterkit.ideas.enums import Cooperation, Readiness

MAX_TAGS: Final = 10
TAG_LENGTH: Final = 40
MAX_VALID_DAYS: Final = 366
MAX_DEADLINE_DAYS: Final = 3660
MAX_BUDGET: Final = 10**12
_SPACES = re.compile(r"\s+")


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Lower-cased tags without repetitions, in the order given. Raises ``ValidationError`` for too many or too long."""
    cleaned = (_SPACES.sub(" ", str(tag).replace("\x00", "")).strip(" #").lower() for tag in tags)
    found = list(dict.fromkeys(tag for tag in cleaned if tag))
    if len(found) > MAX_TAGS:
        raise ValidationError(_("Use at most %(count)d tags.") % {"count": MAX_TAGS}, code="too_many")
    if any(len(tag) > TAG_LENGTH for tag in found):
        raise ValidationError(_("A tag has at most %(count)d characters.") % {"count": TAG_LENGTH}, code="too_long")
    return found


def split_tags(text: str) -> list[str]:
    """Tags from a line of text, separated by commas or semicolons. Raises ``ValidationError`` as :func:`clean_tags`."""
    return clean_tags(re.split(r"[,;\n]", text))


def check_valid_until(day: date | None) -> date | None:
    """The day itself. Raises ``ValidationError`` unless it is empty or from tomorrow on within a year."""
    today = timezone.localdate()
    if day is not None and not today < day <= today + timedelta(days=MAX_VALID_DAYS):
        raise ValidationError(_("Choose a day from tomorrow on, within a year."), code="day")
    return day


def check_deadline(day: date | None) -> date | None:
    """The day itself. Raises ``ValidationError`` unless it is empty or from tomorrow on within ten years."""
    today = timezone.localdate()
    if day is not None and not today < day <= today + timedelta(days=MAX_DEADLINE_DAYS):
        raise ValidationError(_("Choose a day from tomorrow on, within ten years."), code="day")
    return day


def check_budget(amount: int | None) -> int | None:
    """A whole amount that is not negative, or None. Raises ``ValidationError``."""
    if amount is not None and not 0 <= amount <= MAX_BUDGET:
        raise ValidationError(_("Write a whole amount without kopecks, such as 15000."), code="amount")
    return amount


def check_readiness(level: int | None) -> int | None:
    """A readiness level, or None. Raises ``ValidationError``."""
    if level is not None and level not in Readiness.values:
        raise ValidationError(_("Choose one of the list."), code="choice")
    return level


def clean_cooperation(kinds: Iterable[str]) -> list[str]:
    """Codes of cooperation in their own order, each once. Raises ``ValidationError`` for unknown ones."""
    given = {str(kind) for kind in kinds}
    if not given <= set(Cooperation.values):
        raise ValidationError(_("Choose one of the list."), code="choice")
    return [kind for kind in Cooperation.values if kind in given]
