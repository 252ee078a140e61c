"""The one signer of all links: confirmation, reset, invitation, feed, unsubscribe.

A token is bound to the schema, to its purpose and to its subject, and expires. One made in a cluster opens
nothing in another, and one made for a purpose serves no other.
"""

from __future__ import annotations

from typing import Any, cast

from django.core import signing

from clusterkit.core.conf import conf
from clusterkit.tenancy.context import required_schema


class InvalidToken(Exception):
    """The token is damaged, expired, of another cluster or for another purpose. Nobody is told which."""


def make_token(*, purpose: str, subject: Any) -> str:
    """A token for *subject* (JSON values) that serves *purpose* in the schema in force.

    Raises ``NoClusterError`` nowhere, as :func:`read_token` does.
    """
    return signing.dumps(subject, salt=_salt(purpose), compress=True)


def read_token(token: str, *, purpose: str, max_age: int | None = None) -> Any:
    """The subject of *token*. Raises ``InvalidToken``. *max_age* is in seconds, ``TOKEN_MAX_AGE`` by default."""
    try:
        return signing.loads(
            token, salt=_salt(purpose), max_age=cast(int, conf.TOKEN_MAX_AGE) if max_age is None else max_age
        )
    except signing.BadSignature as error:
        raise InvalidToken from error


def _salt(purpose: str) -> str:
    return f"clusterkit.{required_schema('A token')}.{purpose}"
