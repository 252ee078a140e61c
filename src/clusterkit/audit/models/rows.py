"""Who did what with what, and when. Rows are written once and never again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.audit import digests
from clusterkit.audit.digests import Verdict
from clusterkit.audit.models.guards import AppendOnly, AppendOnlyQuerySet, next_keys
from clusterkit.core.policies import actions
from clusterkit.tenancy.context import current_schema
from clusterkit.tenancy.guards import ClusterManager

M = TypeVar("M", bound="LogRow")


class LogQuerySet(AppendOnlyQuerySet[M]):
    """Rows by what they are about."""

    def about(self, target_label: str, target_pk: str) -> LogQuerySet[M]:
        """The rows about one object, by the label of its model and its primary key."""
        return self.filter(target_label=target_label, target_pk=target_pk)


class LogRow(AppendOnly):
    """One act, in whatever log. Names are kept as they were: the row outlives the person and the thing it is about.

    ``digest`` is made when the row is written, over all its other columns: a changed one does not fit it any more.
    """

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
    digest = models.CharField(_("check mark"), max_length=digests.LENGTH, editable=False)

    SIGNED: ClassVar[Sequence[str]] = (
        *("id", "at", "actor_pk", "actor_name", "address", "action"),
        *("target_label", "target_pk", "target_text", "before", "after", "reason"),
    )
    """What the digest covers, in this order. A column that is added later comes last, and only in rows that have it."""

    objects = ClusterManager.from_queryset(LogQuerySet)()  # type: ignore[misc,assignment]

    class Meta:
        abstract = True
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action} {self.target_text}".strip()

    @classmethod
    def prepare(cls, rows: Sequence[Any], using: str) -> None:
        """Give each row its key, bring its values into the form in which they come back, and sign them."""
        without = [row for row in rows if row.pk is None]
        for row, key in zip(without, next_keys(cls, len(without), using) if without else (), strict=True):
            row.pk = key
        for row in rows:
            row._sign()

    def _sign(self) -> None:
        for name in self.SIGNED:
            field: Any = self._meta.get_field(name)
            value = getattr(self, name)
            if isinstance(field, models.JSONField):
                value = digests.plain(value)
            elif isinstance(field, models.GenericIPAddressField):
                value = digests.plain_address(value)
            elif isinstance(field, models.CharField | models.TextField):
                value = digests.plain_text(str(value))
            setattr(self, name, value if isinstance(field, models.JSONField) else field.to_python(value))
        self.digest = digests.sign(self._meta.label_lower, current_schema(), self._content())

    def _content(self) -> list[Any]:
        return [
            digests.packed(self.address) if name == "address" else digests.canonical(getattr(self, name))
            for name in self.SIGNED
        ]

    def verdict(self, schema: str) -> Verdict:
        """Whether the row is as it was written in *schema*."""
        return digests.judge(self.digest, self._meta.label_lower, schema, self._content())

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
