"""Which addresses happenings may be sent to: never into a network that only this server can reach.

An address is read once and checked twice. What is written is checked when it is saved; what its name resolves to is
checked at each sending, and the connection goes to the very address that was checked (``posting``), so that a name that
answers otherwise the second time gains nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
Resolver = Callable[..., Iterable[Any]]
URL_LIMIT: Final = 500
LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\Z")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\]")
METADATA: Final = frozenset(
    ip_address(text)
    for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254")
)
"""Where clouds tell a server its own secrets. No setting opens them."""
_CLOSED_4: Final = tuple(
    ip_network(text)
    for text in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4")
)
_GLOBAL_6: Final = ip_network("2000::/3")
_TUNNELS: Final = (ip_network("2001::/23"), ip_network("2002::/16"))
_CARRY_4: Final = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))


class AddressRefused(Exception):
    """The address is not taken. ``message`` says why, for people."""

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True)
class Target:
    """An address as it is used: ``path`` with its query, everything in ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address again."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def is_local_trial(self) -> bool:
        """Whether it is a programmer's own machine, which development alone may send to."""
        return bool(settings.DEBUG) and self.host in LOCAL_NAMES


def read_address(url: str) -> Target:
    """Take *url* apart. Raises ``AddressRefused`` for what nothing is ever sent to."""
    target = _split(url)
    if target.is_local_trial:
        return target
    if target.scheme != "https":
        raise AddressRefused(_("The address begins with https://."))
    if target.port not in conf.WEBHOOK_PORTS:
        ports = ", ".join(str(port) for port in sorted(conf.WEBHOOK_PORTS))
        raise AddressRefused(_("We send to these ports only: %(ports)s.") % {"ports": ports})
    literal = _literal(target.host)
    if literal is not None and is_closed(literal):
        raise AddressRefused(_("This address leads into an internal network."))
    return target


def _split(url: str) -> Target:
    broken = AddressRefused(_("This is not a web address, such as https://example.org/hook."))
    if _FORBIDDEN.search(url):
        raise broken
    if len(url) > URL_LIMIT:
        raise AddressRefused(_("This address is too long."))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = _plain_host(host)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    except ValueError as error:  # a bad port, brackets, letters that are none
        raise broken from error
    if parts.scheme not in ("http", "https") or not host:
        raise broken
    if "@" in parts.netloc:
        raise AddressRefused(_("Write the address without a name and a password. What you get is signed."))
    if parts.fragment:
        raise AddressRefused(_("Write the address without what follows “#”."))
    default = 443 if parts.scheme == "https" else 80
    return Target(parts.scheme, host, default if port is None else port, f"{path}?{query}" if query else path)


def _plain_host(host: str) -> str:
    if ":" in host:
        if "%" in host:
            raise ValueError("a zone")
        return str(IPv6Address(host))
    name = host.rstrip(".").encode("idna").decode("ascii").lower()
    if not _HOST.match(name):
        raise ValueError("no host name")
    return name


def _literal(host: str) -> IPAddress | None:
    if host == "localhost" or host.endswith(".localhost"):
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        return None


def resolve(target: Target, resolver: Resolver | None = None) -> list[IPAddress]:
    """The addresses of *target*, in the order to be tried. Asked once.

    Raises ``AddressRefused`` when one of them is inside: a name that answers with both kinds is up to something.
    Raises ``OSError`` and ``UnicodeError`` as the system's resolver does.
    """
    found = (resolver or socket.getaddrinfo)(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    if not addresses:
        raise OSError("no address")
    if any(is_closed(address) and not (target.is_local_trial and address.is_loopback) for address in addresses):
        raise AddressRefused(_("This address leads into an internal network."))
    return addresses


def is_closed(address: IPAddress) -> bool:
    """Whether nothing is sent to *address*: it is not of the public internet, and no setting opens it.

    An IPv4 address inside an IPv6 one is judged by itself.
    """
    inner = _inner(address)
    if inner is not None:
        return is_closed(inner)
    if address in METADATA:
        return True
    if any(address in network for network in allowed_networks()):
        return False
    if isinstance(address, IPv6Address):
        return address not in _GLOBAL_6 or any(address in network for network in _TUNNELS) or not address.is_global
    return not address.is_global or address.is_multicast or any(address in network for network in _CLOSED_4)


def _inner(address: IPAddress) -> IPv4Address | None:
    if isinstance(address, IPv6Address) and any(address in network for network in _CARRY_4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def allowed_networks() -> list[IPNetwork]:
    """The internal networks that the setting WEBHOOK_ALLOWED_NETWORKS opens."""
    return [ip_network(text) for text in conf.WEBHOOK_ALLOWED_NETWORKS]
