"""Errors of the rooms between clusters. None of them is the visitor's fault, so they are not domain errors."""

from __future__ import annotations


class TenancyError(Exception):
    """The base of this module's errors."""


class NoClusterError(TenancyError):
    """Code that needs a cluster ran in public or nowhere."""

    def __init__(self, message: str = "No cluster is in force here: use cluster_context(cluster)") -> None:
        super().__init__(message)


class CrossTenantError(TenancyError):
    """An object or a query set of one schema was used in another."""


class ProvisioningError(TenancyError):
    """A cluster could not be created; nothing was left behind. The message says why."""


class CreationBusyError(ProvisioningError):
    """As many clusters as may be are being made just now; nothing was begun."""

    def __init__(self, message: str = "Other clusters are being made just now. Try again in a moment.") -> None:
        super().__init__(message)
