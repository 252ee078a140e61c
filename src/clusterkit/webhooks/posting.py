"""One POST to one checked address: no second resolution, no redirects, bounded in time and in size.

The standard library's client would resolve the name again and gives each read a time of its own, so that a server that
sends a byte now and then holds it for ever. Here one moment ends everything.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any, Final, cast

from clusterkit.webhooks.addresses import AddressRefused, IPAddress, Resolver, Target, read_address, resolve
from clusterkit.webhooks.enums import Failure

CONNECT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
MOST_BYTES: Final = 64 * 1024
KEPT_CHARACTERS: Final = 500


@dataclass(frozen=True)
class Answer:
    """What came back. Without an answer ``status`` is None; ``failure`` is empty where it was a success."""

    status: int | None = None
    text: str = ""
    failure: str = ""
    milliseconds: int = 0


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolver: Resolver | None = None,
    seconds: float = WHOLE_SECONDS,
) -> Answer:
    """Send *body* as JSON to *url*. Whatever goes wrong is in the answer; nothing is raised."""
    begun = time.monotonic()
    status, text, failure = _try(url, body, headers, resolver, begun + seconds)
    return Answer(status, text, failure, round((time.monotonic() - begun) * 1000))


def _try(
    url: str, body: bytes, headers: Mapping[str, str], resolver: Resolver | None, end: float
) -> tuple[int | None, str, str]:
    try:
        target = read_address(url)
        addresses = resolve(target, resolver)
    except AddressRefused as error:
        return None, str(error.message), Failure.ADDRESS
    except (OSError, UnicodeError):
        return None, "", Failure.UNRESOLVED
    try:
        with _connect(target, addresses, end) as connection:
            connection.settimeout(_left(end))
            connection.sendall(_request(target, body, headers))
            received = _receive(connection, end)
    except TimeoutError:
        return None, "", Failure.TIMEOUT
    except ssl.SSLError as error:
        return None, _kept(getattr(error, "verify_message", "") or error.reason or ""), Failure.TLS
    except OSError as error:
        return None, _kept(error.strerror or ""), Failure.CONNECTION
    try:
        status, text = _read(received)
    except (HTTPException, ValueError):
        return None, _kept(received.decode("latin-1")), Failure.NOT_HTTP
    return status, text, "" if 200 <= status < 300 else Failure.STATUS


def _connect(target: Target, addresses: list[IPAddress], end: float) -> socket.socket:
    problem: OSError = OSError("no address")
    for address in addresses:
        connection = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            connection.settimeout(min(CONNECT_SECONDS, _left(end)))
            connection.connect((str(address), target.port))
            if target.scheme != "https":
                return connection
            # The name of the address, not its number: for SNI, and for the certificate.
            connection.settimeout(_left(end))
            return ssl.create_default_context().wrap_socket(connection, server_hostname=target.host)
        except ssl.SSLError:
            connection.close()
            raise
        except OSError as error:
            connection.close()
            problem = error
    raise problem


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Host": target.authority,
        "User-Agent": "clusterkit-webhooks/1",
        "Accept": "*/*",
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def _receive(connection: socket.socket, end: float) -> bytes:
    """What the server sends, until it is complete, too much, or too late. Raises ``TimeoutError`` before its head is there."""
    received = bytearray()
    while len(received) < MOST_BYTES and not _is_complete(received):
        try:
            connection.settimeout(_left(end))
            part = connection.recv(4096)
        except (TimeoutError, ConnectionError):
            if b"\r\n\r\n" not in received:
                raise
            break
        if not part:
            break
        received += part
    return bytes(received)


def _is_complete(received: bytearray) -> bool:
    """Whether a server that keeps the connection open has said everything."""
    head, found, rest = bytes(received).partition(b"\r\n\r\n")
    if not found:
        return False
    if head[8:13].strip() in (b"204", b"304"):
        return True
    for line in head.lower().split(b"\r\n")[1:]:
        name, _colon, value = line.partition(b":")
        if name.strip() == b"content-length":
            return value.strip().isdigit() and len(rest) >= int(value.strip()[:12])
        if name.strip() == b"transfer-encoding":
            return rest.endswith(b"0\r\n\r\n")
    return False


class _Received:
    """Bytes where the standard library's reader of answers expects a socket."""

    def __init__(self, received: bytes) -> None:
        self._received = received

    def makefile(self, *args: Any, **kwargs: Any) -> io.BytesIO:
        """A file of them."""
        return io.BytesIO(self._received)


def _read(received: bytes) -> tuple[int, str]:
    response = HTTPResponse(cast(socket.socket, _Received(received)), method="POST")
    response.begin()
    try:
        body = response.read(KEPT_CHARACTERS * 4)
    except IncompleteRead as error:
        body = error.partial
    except (HTTPException, ValueError):
        body = b""
    return response.status, _kept(body.decode("utf-8", "replace"))


def _kept(text: str) -> str:
    return text.replace("\x00", "").strip()[:KEPT_CHARACTERS]
