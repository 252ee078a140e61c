"""Wiring of the user model."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class EmailUserConfig(ClusterkitAppConfig):
    """Stands in public (operators) and in each cluster (its people); the two never meet."""

    name = "clusterkit.emailuser"
    label = "clusterkit_emailuser"
    verbose_name = _("People")
    schema = "both"
