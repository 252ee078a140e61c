"""Private files: what was uploaded, by whom, for which purpose."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusterkit.core.ports import AuditName
from clusterkit.files.registry import purpose_label
from clusterkit.tenancy.guards import ClusterModel


class StoredFile(ClusterModel):
    """One file. ``key`` is its generated name in the private storage, never what the person called it.

    With ``deleted_at`` its time is over: the content is gone, name, size and checksum stay.
    """

    audit_names: ClassVar = {"purpose": AuditName(_("purpose"), purpose_label), "sha256": AuditName("")}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=60, editable=False)
    key = models.CharField(max_length=200, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted after the retention time"), null=True, editable=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_deleted(self) -> bool:
        """Whether its retention time is over and its content gone."""
        return self.deleted_at is not None
