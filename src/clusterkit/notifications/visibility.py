"""Whether a person may see now what a message is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from clusterkit.core import ports
from clusterkit.core.policies import Actor, policy_of
from clusterkit.notifications.models import Message

Key: TypeAlias = tuple[str, str]
"""A thing by the label of its model and its primary key as text."""


def key_of(message: Message) -> Key:
    """The thing that *message* is about; empty where it is about none."""
    return message.target_label, message.target_pk


def target_of(label: str, pk: str, viewer: Actor) -> Model | None:
    """The thing itself, for who may see it now."""
    return seen_targets([(label, pk)], viewer).get((label, pk))


def seen_targets(keys: Iterable[Key], viewer: Actor) -> dict[Key, Model]:
    """Those of the things that *viewer* may see now. One query for each model."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for label, pk in keys:
        if label:
            wanted[label].add(pk)
    found: dict[Key, Model] = {}
    for label, pks in wanted.items():
        try:
            model = apps.get_model(label)
            if not ports.is_enabled.call(model._meta.app_label):
                continue
            rows = list(policy_of(model).visible_to(viewer).filter(pk__in=pks))
        except (LookupError, ValueError, ValidationError):
            continue
        found |= {(label, str(row.pk)): row for row in rows}
    return found
