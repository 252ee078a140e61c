"""Who did what with what, and when. Rows are written once and never again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import actions
from clusterkit.tenancy.guards import ClusterManager, ClusterModel, ClusterQuerySet

M = TypeVar("M", bound="LogRow")


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row of the audit log."""

    def __init__(self) -> None:
        super().__init__("Rows of the audit log are written once: they are neither changed nor deleted")


class LogQuerySet(ClusterQuerySet[M]):
    """Reads and additions only."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """Add rows; an existing one is not overwritten. Raises ``AppendOnlyError`` for ``update_conflicts``."""
        if kwargs.get("update_conflicts"):
            raise AppendOnlyError
        return super().bulk_create(objs, *args, **kwargs)

    def about(self, target_label: str, target_pk: str) -> LogQuerySet[M]:
        """The rows about one object, by the label of its model and its primary key."""
        return self.filter(target_label=target_label, target_pk=target_pk)


class LogRow(ClusterModel):
    """One act, in whatever log. Names are kept as they were: the row outlives the person and the thing it is about."""

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor_pk = models.CharField(_("person's number"), max_length=64, blank=True, editable=False)
    actor_name = models.CharField(_("who"), max_length=200, blank=True, editable=False)
    address = models.GenericIPAddressField(_("network address"), null=True, editable=False)
    action = models.CharField(_("action"), max_length=80, editable=False)
    target_label = models.CharField(_("kind of thing"), max_length=100, blank=True, editable=False)
    target_pk = models.CharField(_("number of the thing"), max_length=64, blank=True, editable=False)
    target_text = models.CharField(_("about"), max_length=300, blank=True, editable=False)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    objects = ClusterManager.from_queryset(LogQuerySet)()  # type: ignore[misc]

    class Meta:
        abstract = True
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action} {self.target_text}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises ``AppendOnlyError`` when it is there already."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises ``AppendOnlyError``."""
        raise AppendOnlyError

    @property
    def action_label(self) -> str | Promise:
        """The action in words; its code where the app that declared it is gone."""
        action = actions.get(self.action)
        return action.label if action is not None else self.action


class AuditRow(LogRow):
    """One act in a cluster."""

    class Meta(LogRow.Meta):
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["target_label", "target_pk", "-id"], name="clusterkit_audit_target"),
            models.Index(fields=["action", "-id"], name="clusterkit_audit_action"),
            models.Index(fields=["actor_pk", "-id"], name="clusterkit_audit_actor"),
            models.Index(fields=["at"], name="clusterkit_audit_at"),
        ]
