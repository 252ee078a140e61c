"""Readers of request bodies that refuse what no database keeps: NUL signs, halves of signs, endless nesting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError, ValidationError


class JSONParser(parsers.JSONParser):
    """JSON. Raises ``ParseError`` for what is not JSON or nests too deep, ``ValidationError`` naming a bad member."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The document, checked."""
        try:
            data = super().parse(stream, media_type, parser_context)
            refuse_unkeepable(data)
        except (RecursionError, LookupError) as error:
            raise ParseError from error
        return data


class FormParser(parsers.FormParser):
    """A form without files. Raises ``ValidationError`` as :class:`JSONParser` does."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The fields, checked."""
        data = super().parse(stream, media_type, parser_context)
        refuse_unkeepable(dict(data.lists()))
        return data


class MultiPartParser(parsers.MultiPartParser):
    """A form with files. Raises ``ValidationError`` as :class:`JSONParser` does."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The fields and files, checked."""
        parsed = super().parse(stream, media_type, parser_context)
        refuse_unkeepable(dict(parsed.data.lists()))
        return parsed


def refuse_unkeepable(data: Any) -> None:
    """Look at every text of a document. Raises ``ValidationError`` naming the outermost member with a bad one."""
    if not isinstance(data, Mapping):
        if not _is_keepable(data):
            raise ValidationError(_message())
        return
    if not all(map(_is_keepable, data)):
        raise ValidationError(_message())
    errors = {name: [_message()] for name, value in data.items() if not _is_keepable(value)}
    if errors:
        raise ValidationError(errors)


def _message() -> str:
    return _("There are signs in it that cannot be kept. Type it again without them.")


def _is_keepable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, Mapping):
        return all(map(_is_keepable, value)) and all(map(_is_keepable, value.values()))
    return all(map(_is_keepable, value)) if isinstance(value, Iterable) and not isinstance(value, bytes) else True
