"""Ports of the notices that a host project may fill."""

from __future__ import annotations

from collections.abc import Callable

from clusterkit.accounts.selectors import language_of
from clusterkit.core.ports import Port

recipient_language: Port[Callable[[int], str | None]] = Port("recipient_language", language_of)
"""The language in which a person (by user id) wants his mails, or None where he did not say. By default that of
the profile. Whatever is answered is limited to the languages of the cluster."""
