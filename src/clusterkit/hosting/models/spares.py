"""Schemas that are ready to become a cluster."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpareSchema(models.Model):
    """A schema that holds just what the record of this key says, and no cluster yet."""

    schema_name = models.CharField(_("schema"), max_length=63, unique=True)
    record_key = models.CharField(_("state of the migrations"), max_length=64)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("spare schema")
        verbose_name_plural = _("spare schemas")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.schema_name
