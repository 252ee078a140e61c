"""From which network address a request came."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of who asks; None where the server knows none.

    Anybody can send any header. So one is believed only as far as django-allauth's settings say, which count failed
    sign-ins by the same address: ``ALLAUTH_TRUSTED_CLIENT_IP_HEADER`` names a header that your web server always sets, and
    ``ALLAUTH_TRUSTED_PROXY_COUNT`` says how many addresses at the end of ``X-Forwarded-For`` are written by proxies of yours.
    Where what they promise is not there, it is the address of the connection.
    """
    direct = _address(request.META.get("REMOTE_ADDR", ""))
    header = getattr(settings, "ALLAUTH_TRUSTED_CLIENT_IP_HEADER", None)
    if header:
        return _address(request.headers.get(header, "")) or direct
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0) or 0)
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies < 1 or len(passed_on) < proxies:
        return direct
    return _address(passed_on[-proxies]) or direct


def _address(text: str) -> str | None:
    """The address in *text*, with or without a port."""
    words = text.strip()
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        return str(ipaddress.ip_address(words.partition("%")[0]))
    except ValueError:
        return None
