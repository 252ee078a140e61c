"""Errors of operations on whole clusters, each with a sentence for the operator."""

from __future__ import annotations

from clusterkit.tenancy.exceptions import TenancyError


class HostingError(TenancyError):
    """An operation that cannot go on. The message says what happened and what to do."""


class BusyError(HostingError):
    """Another run of the same operation holds the lock."""


class ArchiveError(HostingError):
    """An archive that cannot be read, or that does not fit here. Nothing was touched."""
