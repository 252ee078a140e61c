"""Texts in several languages in one JSON column: ``{"ru": "…", "en": "…"}``.

A column for each language would depend on the host's LANGUAGES and so would the migrations; one JSON column
does not. Reading gives a :class:`Translated`, which prints itself in the language in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Translated(dict[str, str]):
    """A text by language code. ``str()`` gives the active language, else the site's, else any text there is."""

    def __str__(self) -> str:
        return self.get_text(get_language())

    def get_text(self, language: str | None) -> str:
        """The text in *language* (a code such as "ru" or "ru-by"), with the same fallbacks as ``str()``."""
        wanted = (language or "").split("-")[0]
        for code in (wanted, settings.LANGUAGE_CODE.split("-")[0], "ru", "en"):
            if self.get(code):
                return self[code]
        return next((text for text in self.values() if text), "")

    def __bool__(self) -> bool:
        return any(self.values())


def as_translated(value: object) -> Translated:
    """Make a :class:`Translated` of a mapping or of a plain text (which counts as the site's language)."""
    if isinstance(value, Translated):
        return value
    if isinstance(value, Mapping):
        return Translated({str(key): str(text) for key, text in value.items() if text})
    if value in (None, ""):
        return Translated()
    return Translated({settings.LANGUAGE_CODE.split("-")[0]: str(value)})


class TranslatedField(models.JSONField):
    """A model field that holds a :class:`Translated`. ``max_length`` bounds each text, in characters."""

    def __init__(self, *args: Any, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return as_translated(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Translated:
        return as_translated(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(dict(as_translated(value)) if isinstance(value, (str, Mapping)) else value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = as_translated(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self,
            **{
                "form_class": TranslatedFormField,
                "multiline": self.multiline,
                "max_length": self.max_length,
                **kwargs,
            },
        )


def content_languages() -> list[tuple[str, str]]:
    """Codes and names of the languages in which content is written, the site's own first."""
    own = settings.LANGUAGE_CODE.split("-")[0]
    return sorted(settings.LANGUAGES, key=lambda item: item[0] != own)


class TranslatedWidget(forms.MultiWidget):
    """One input for each language, each with the language's name as its label."""

    template_name = "clusterkit/widgets/translated.html"

    def __init__(self, *, multiline: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.languages = content_languages()
        kind: type[forms.Widget] = forms.Textarea if multiline else forms.TextInput
        rows = {"rows": 4} if multiline else {}
        super().__init__({code: kind(attrs={"lang": code, **rows}) for code, _name in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = as_translated(value)
        return [texts.get(code, "") for code, _name in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, label) in zip(context["widget"]["subwidgets"], self.languages, strict=True):
            subwidget["language_label"] = label
            # Only one language is needed, so no single input may insist on being filled in.
            subwidget["attrs"].pop("required", None)
        return context


class TranslatedFormField(forms.MultiValueField):
    """The form field of :class:`TranslatedField`. ``required`` means: in at least one language."""

    widget = TranslatedWidget

    def __init__(self, *, multiline: bool = False, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        languages = content_languages()
        inner = [forms.CharField(required=False, max_length=max_length) for _language in languages]
        kwargs["widget"] = TranslatedWidget(multiline=multiline)
        super().__init__(fields=inner, require_all_fields=False, **kwargs)
        self.languages = languages

    def compress(self, data_list: list[str]) -> Translated:
        return Translated({code: text for (code, _n), text in zip(self.languages, data_list, strict=False) if text})

    def clean(self, value: Any) -> Translated:
        texts = [str(text or "").strip() for text in (value or [])]
        if not any(texts):
            if self.required:
                raise ValidationError(_("Write this in at least one language."), code="required")
            return Translated()
        return as_translated(super().clean(texts))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return dict(as_translated(initial)) != dict(self.compress(list(data or [])))
