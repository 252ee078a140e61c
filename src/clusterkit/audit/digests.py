"""Marks that nobody makes who has the database alone: HMACs over the content of a row, bound to the schema and a key."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import constant_time_compare, salted_hmac

from clusterkit.core.conf import conf

FINGERPRINT = 8
LENGTH = FINGERPRINT + 64


class Verdict(Enum):
    """What a mark says of its content. Nothing can be said where its key is not known here."""

    WHOLE = "whole"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown key"


def sign(what: str, schema: str, content: Any) -> str:
    """The mark of *content* (JSON values): the first letters say which key made it. *what* parts kinds of content."""
    key = known_keys()[0]
    return _fingerprint(key) + _mac(key, what, schema, content)


def judge(mark: str, what: str, schema: str, content: Any) -> Verdict:
    """Whether *mark* was made of this *content*, for this *schema*, by a key that is known here."""
    for key in known_keys():
        if mark[:FINGERPRINT] == _fingerprint(key):
            same = constant_time_compare(mark[FINGERPRINT:], _mac(key, what, schema, content))
            return Verdict.WHOLE if same else Verdict.CHANGED
    return Verdict.UNKNOWN_KEY


def known_keys() -> Sequence[str | bytes]:
    """The keys by their age, the one that signs first: AUDIT_KEYS, else Django's with its fallbacks."""
    own: Sequence[str | bytes] = conf.AUDIT_KEYS
    return own or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def plain(value: Any) -> Any:
    """*value* as it comes back from PostgreSQL, so that its mark is the same before and after.

    JSON values only; whole numbers lose their point, and what no text of PostgreSQL can hold is left out.
    """
    return _plain(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))


def plain_text(text: str) -> str:
    """*text* without NUL characters and halves of letters, which PostgreSQL refuses, whatever a person typed."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def plain_address(address: str | None) -> str | None:
    """A network address in one of its many spellings, for all of them. None for what is none."""
    try:
        found = ipaddress.ip_address((address or "").strip().partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def packed(address: str | None) -> str | None:
    """A network address as it is signed: PostgreSQL and each Python spell some of them in their own way."""
    try:
        return ipaddress.ip_address(address).packed.hex() if address else None
    except ValueError:
        return address


def canonical(value: Any) -> Any:
    """A value of a column as it is signed."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {plain_text(name): _plain(item) for name, item in value.items()}
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        return int(value) if value.is_integer() else value
    return value


def _mac(key: str | bytes, what: str, schema: str, content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return salted_hmac(f"clusterkit.audit.{what}.{schema}", text, secret=key, algorithm="sha256").hexdigest()


@lru_cache(maxsize=64)
def _fingerprint(key: str | bytes) -> str:
    """A name of the key that gives nothing of it away."""
    raw = key if isinstance(key, bytes) else key.encode()
    return hashlib.sha256(b"clusterkit.audit.key:" + raw).hexdigest()[:FINGERPRINT]
