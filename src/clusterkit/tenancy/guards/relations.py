"""Relations that are written through a manager: ``organisation.sectors.add(sector)``.

Django makes a class of managers for each relation, below the manager of the related model. Its methods take
objects and go by their number, which is another row's in another cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed

from clusterkit.tenancy.guards import checking

# Those that take objects; the asynchronous ones and ``create`` go by way of them.
WRITING = ("add", "remove", "set", "clear")


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def check_first(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and method.__name__ == "set" and not isinstance(args[0], models.QuerySet):
            # May be an iterator, which gives its objects only once.
            args = (list(args[0]), *args[1:])
        check_relation(self.instance, (*args, *kwargs.values()))
        return method(self, *args, **kwargs)

    return check_first


def check_relation(instance: models.Model, given: Iterable[Any]) -> None:
    """Raise ``CrossTenantError`` when *instance*, or something that its relation is given, is of another schema."""
    checking.check_same_schema_of(instance)
    for value in given:
        checking.check_same_schema_of(value)


class GuardedRelations:
    """A base for managers of models in a cluster: what is linked through them has to be of the cluster in force."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in WRITING:
            # Only Django's own class of a relation defines these.
            if name in cls.__dict__:
                setattr(cls, name, _guarded(cls.__dict__[name]))


def guard_foreign_relations() -> None:
    """Watch the relations from models in a cluster to those of other packages, whose managers know of no schema.

    For these alone a signal: where one is listened to, Django asks for the rows that exist before it adds some.
    """
    from clusterkit.tenancy.guards.models import ClusterModel

    for model in apps.get_models():
        for field in model._meta.local_many_to_many if issubclass(model, ClusterModel) else ():
            if not issubclass(field.remote_field.model._default_manager.__class__, GuardedRelations):
                m2m_changed.connect(_changed, sender=field.remote_field.through, dispatch_uid="clusterkit_guards")


def _changed(instance: models.Model | type[models.Model], action: str, **kwargs: Any) -> None:
    if action.startswith("pre_"):
        checking.check_same_schema_of(instance)
