"""Canaries: texts that say from which cluster and which row they come."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models

_PATTERN = re.compile(r"canary-([a-z]+)-([a-z0-9_.]+?)-(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Canary:
    """The cluster's name in the matrix, the model as ``app_label.model``, and the row's key as a number."""

    cluster: str
    label: str
    key: int

    def __str__(self) -> str:
        return f"canary-{self.cluster}-{self.label}-{self.key}"


def number_of(key: Any) -> int:
    """A primary key as a number: a UUID is one, too."""
    return key.int if isinstance(key, uuid.UUID) else int(key)


def label_of(model: type[models.Model]) -> str:
    """The model's name in a canary."""
    return f"{model._meta.app_label.removeprefix('clusterkit_')}.{model._meta.model_name}"


def canary_of(cluster: str, row: models.Model, field: str = "") -> str:
    """The text to put into *row*; a field that opens to fewer people than the row has a label of its own."""
    label = label_of(type(row))
    return str(Canary(cluster, f"{label}.{field}" if field else label, number_of(row.pk)))


def canaries_in(text: str) -> set[Canary]:
    """All that *text* holds."""
    return {Canary(cluster.lower(), label.lower(), int(key)) for cluster, label, key in _PATTERN.findall(text)}


def plant(cluster: str, row: models.Model) -> None:
    """Put the row's canary into every field in which people write: long texts, and texts in several languages.

    Written past ``save`` and past our managers: nothing is announced, no state is touched, and logs have none that writes.
    """
    text = canary_of(cluster, row)
    values = {field.name: _value(field, text) for field in type(row)._meta.concrete_fields if _takes_text(field)}
    if values:
        models.QuerySet(type(row)).filter(pk=row.pk).update(**values)


def plant_deep(cluster: str, row: models.Model, field: str) -> str:
    """Put a canary with a label of its own into one field. Returns the label."""
    text = canary_of(cluster, row, field)
    type(row)._base_manager.filter(pk=row.pk).update(**{field: _value(type(row)._meta.get_field(field), text)})
    return f"{label_of(type(row))}.{field}"


def _takes_text(field: models.Field[Any, Any]) -> bool:
    from clusterkit.core.translated import TranslatedField

    if isinstance(field, TranslatedField):
        return True
    if (
        field.unique
        or field.choices
        or field.name in _TECHNICAL
        or isinstance(field, (models.URLField, models.EmailField))
    ):
        return False
    if isinstance(field, models.TextField):
        return True
    return type(field) is models.CharField and (field.max_length or 0) >= 80


def _value(field: Any, text: str) -> Any:
    from clusterkit.core.translated import TranslatedField

    return {"en": text, "ru": text} if isinstance(field, TranslatedField) else text


_TECHNICAL = frozenset(
    {
        "action",
        "content_type",
        "digest",
        "event",
        "key",
        "kind",
        "path",
        "purpose",
        "sha256",
        "sort_key",
        "target_label",
    }
    | {"target_pk", "password", "last_error", "message_id", "username"}
)
"""Fields that hold codes although they could hold sentences."""
