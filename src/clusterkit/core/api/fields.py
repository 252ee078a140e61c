"""Fields of the API's serializers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.translated import Translated, as_translated


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}, "example": {"ru": "…", "en": "…"}})
class TranslatedJSON(serializers.Field):  # type: ignore[type-arg]
    """A text by language code. Written as such an object, or as a plain string for the site's language."""

    default_error_messages = {
        "type": _("Write an object of texts by language code, such as {example}."),
        "language": _("Unknown language: {code}."),
        "max_length": _("At most {max_length} characters for each language."),
        "required": _("Fill this in in at least one language."),
    }

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = max_length

    def to_representation(self, value: Any) -> dict[str, str]:
        """All languages."""
        return dict(as_translated(value))

    def to_internal_value(self, data: Any) -> Translated:
        """Check languages and lengths."""
        if not isinstance(data, (str, Mapping)) or any(
            not isinstance(text, str) for text in dict(data if isinstance(data, Mapping) else {}).values()
        ):
            self.fail("type", example='{"ru": "…"}')
        value = as_translated(data)
        known = {code for code, _name in settings.LANGUAGES}
        for code, text in value.items():
            if code not in known:
                self.fail("language", code=code)
            if "\x00" in text:
                self.fail("type", example='{"ru": "…"}')
            if self.max_length is not None and len(text) > self.max_length:
                self.fail("max_length", max_length=self.max_length)
        if self.required and not value:
            self.fail("required")
        return value
