"""Errors of files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import DomainError


class FileDeleted(DomainError):
    """The file's retention time is over: its row is there, its content is not."""

    code = "deleted"
    status = 410
    title = _("This file was deleted")
    default_message = _(
        "The file was deleted after the retention time. Its name, size and checksum are kept, its content is not."
    )
