"""Everything that an answer holds, as text: headers, cookies, body, what is packed in it; mails and caches."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core import mail
from django.core.cache import caches


def texts_of(response: Any, body: bytes) -> Iterator[tuple[str, str]]:
    """Where and what: the header fields, the cookies and the body of *response*, unpacked."""
    for name, value in response.items():
        yield f"the header {name}", value
    for morsel in response.cookies.values():
        yield "a cookie", morsel.OutputString()
    yield from unpacked("the body", body)


def unpacked(where: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The content as text; of archives and of documents that are archives (XLSX, DOCX) each entry."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for entry in archive.infolist():
                    yield f"a name in {where}", entry.filename
                    yield from unpacked(f"{entry.filename} in {where}", archive.read(entry))
        except zipfile.BadZipFile:
            pass
    # Calendars fold their lines after 75 octets, in the middle of a word.
    yield where, content.decode("utf-8", "replace").replace("\r\n ", "")


def mails() -> Iterator[tuple[str, str]]:
    """What was sent since the outbox was emptied."""
    for message in getattr(mail, "outbox", []):
        yield "a mail", message.message().as_string()
        yield "a mail", f"{message.subject}\n{message.body}\n{message.to}"
        for text, _kind in getattr(message, "alternatives", None) or []:
            yield "a mail", str(text)


def cache_entries() -> Iterator[tuple[str, str, str]]:
    """Alias, key and value of all entries of caches in memory. Caches elsewhere cannot be listed."""
    for alias in caches:
        cache = caches[alias]
        for key, value in list(getattr(cache, "_cache", {}).items()):
            yield alias, str(key), value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def clear_caches() -> None:
    """Forget everything that is kept between requests."""
    for alias in caches:
        caches[alias].clear()


def waiting_mails() -> Iterator[tuple[str, str]]:
    """What the outbox of the cluster in force holds."""
    from django.apps import apps

    if apps.is_installed("clusterkit.notifications"):
        from clusterkit.notifications.models import OutboxMail

        for path, context in OutboxMail.objects.order_by("-pk").values_list("path", "context")[:20]:
            yield "a mail", f"{path} {context}"
