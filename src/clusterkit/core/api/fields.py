"""Serializer fields that several apps share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.translated import Translated, as_translated, content_languages


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Texts by language code",
        "example": {"ru": "Нафтан", "en": "Naftan"},
    }
)
class TranslatedText(serializers.Field[Translated, Any, dict[str, str], Any]):
    """Texts by language code, ``{"ru": "…", "en": "…"}``; a plain string is taken as the site's language.

    ``max_length`` bounds each text in characters; ``allow_blank`` lets all of them be empty.
    """

    default_error_messages = {
        "type": _("Give texts by language code."),
        "language": _("There is no language “{code}” here."),
        "blank": _("Write this in at least one language."),
        "max_length": _("Write at most {limit} characters."),
    }

    def __init__(self, *, max_length: int | None = None, allow_blank: bool = False, **kwargs: Any) -> None:
        self.max_length = max_length
        self.allow_blank = allow_blank
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Translated:
        """The texts, checked. Raises DRF's ``ValidationError``."""
        if not isinstance(data, (str, dict)) or not all(
            isinstance(text, str) for text in (data.values() if isinstance(data, dict) else [])
        ):
            self.fail("type")
        if "\x00" in str(data) or any("\x00" in text for text in (data.values() if isinstance(data, dict) else ())):
            self.fail("type")
        known = {code for code, _name in content_languages()}
        for code in data if isinstance(data, dict) else ():
            if code not in known:
                self.fail("language", code=code)
        texts = Translated({code: text.strip() for code, text in as_translated(data).items() if text.strip()})
        if not texts and not self.allow_blank:
            self.fail("blank")
        if self.max_length is not None and any(len(text) > self.max_length for text in texts.values()):
            self.fail("max_length", limit=self.max_length)
        return texts

    def to_representation(self, value: Translated) -> dict[str, str]:
        """All texts, so that a program chooses."""
        return dict(as_translated(value))


class Moment(serializers.DateTimeField):
    """A date with time. One that leaves the calendar when it is brought to the site's time zone is a wrong value."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """The moment in the zone in force. Raises DRF's ``ValidationError``."""
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("invalid", format="YYYY-MM-DDThh:mm")
