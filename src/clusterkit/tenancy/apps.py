"""Wiring of the tenancy."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.apps import ClusterkitAppConfig


class TenancyConfig(ClusterkitAppConfig):
    """Clusters and their domains; stands in public."""

    name = "clusterkit.tenancy"
    label = "clusterkit_tenancy"
    verbose_name = _("Clusters")
    schema = "shared"
    url_prefix = "brand/"
    url_order = 10

    def ready(self) -> None:
        from clusterkit.tenancy import checks, content_types, receivers  # noqa: F401 (registers the system checks)
        from clusterkit.tenancy.context import on_commit
        from clusterkit.tenancy.guards.relations import guard_foreign_relations
        from clusterkit.tenancy.models import Cluster, Domain

        content_types.keep_apart()
        guard_foreign_relations()
        ports.on_commit.fill(on_commit)
        ports.is_enabled.fill(receivers.is_app_enabled)
        ports.is_read_only.fill(receivers.is_site_read_only)
        for model in (Cluster, Domain):
            post_save.connect(receivers.hosts_changed, sender=model, dispatch_uid=f"clusterkit_{model.__name__}")
            post_delete.connect(receivers.hosts_changed, sender=model, dispatch_uid=f"clusterkit_{model.__name__}")
