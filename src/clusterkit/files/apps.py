"""Wiring of files."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from clusterkit.core.apps import ClusterkitAppConfig


class FilesConfig(ClusterkitAppConfig):
    """Private files."""

    name = "clusterkit.files"
    label = "clusterkit_files"
    verbose_name = _("Files")
    url_prefix = "files/"
    policies_complete = True

    def ready(self) -> None:
        from clusterkit.files import hooks, personal, policies, receivers  # noqa: F401 (hook points and policies register)

        post_delete.connect(
            receivers.remove_content, sender="clusterkit_files.StoredFile", dispatch_uid="clusterkit_files_content"
        )
