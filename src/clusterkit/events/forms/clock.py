"""Times as the clock on the wall of an event's place shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone


class WallClockField(forms.DateTimeField):
    """A date and time as the clock on the wall of the place shows it: without a zone until the form knows which."""

    def prepare_value(self, value: Any) -> Any:
        """The initial values are wall-clock times already."""
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        """A naive time. Raises ``ValidationError``."""
        with timezone.override(dt.UTC):
            result = super().to_python(value)
        return result.replace(tzinfo=None) if result is not None else None
