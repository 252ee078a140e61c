"""Writes of the public host: requests for clusters, what operators do with clusters, the platform's log."""

from __future__ import annotations

from clusterkit.registry.services.clusters import add_host, archive, resume, steps_of, suspend
from clusterkit.registry.services.deciding import approve_request, decline_request, send_again
from clusterkit.registry.services.log import write_platform_entry
from clusterkit.registry.services.opening import ask_for_cluster, confirm_request, expire_requests

__all__ = [
    "add_host",
    "approve_request",
    "archive",
    "ask_for_cluster",
    "confirm_request",
    "decline_request",
    "expire_requests",
    "resume",
    "send_again",
    "steps_of",
    "suspend",
    "write_platform_entry",
]
