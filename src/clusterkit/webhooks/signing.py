"""Signatures as Standard Webhooks writes them: HMAC-SHA256 over id, moment and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from clusterkit.webhooks.models.endpoints import KEY_PREFIX


def signed_headers(*, message_id: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The three headers. One signature for each of *secrets*, parted by blanks."""
    content = b".".join((message_id.encode(), str(timestamp).encode(), body))
    signatures = (_signature(secret, content) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(KEY_PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")
