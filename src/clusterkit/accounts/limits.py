"""Attempts of one network address, counted over all clusters: many clusters are no way around a limit."""

from __future__ import annotations

from allauth.core.internal.ratelimit import truncate_ip
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf
from clusterkit.tenancy.context import public_schema

SIGN_IN = "sign-in"
REGISTRATION = "registration"
RESET = "reset"
TOO_MANY = _("Too many attempts came from your network. Wait ten minutes and try again.")


def take(request: HttpRequest, kind: str) -> bool:
    """Count one attempt. False when there were too many already. Limits are the settings ADDRESS_ATTEMPTS(_SECONDS)."""
    if not conf.ADDRESS_ATTEMPTS:
        return True
    key = _key(request, kind)
    # Cache keys hold the schema in force: in public the count is one for all clusters.
    with public_schema():
        cache.add(key, 0, conf.ADDRESS_ATTEMPTS_SECONDS)
        try:
            return bool(cache.incr(key) <= conf.ADDRESS_ATTEMPTS)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, conf.ADDRESS_ATTEMPTS_SECONDS)
            return True


def give_back(request: HttpRequest, kind: str) -> None:
    """Take one attempt back: it was not a failure."""
    with public_schema():
        try:
            cache.decr(_key(request, kind))
        except ValueError:  # nothing is counted
            return


def take_of_person(kind: str, user_id: int, at_most: int, seconds: int) -> bool:
    """Count one go of a person in the cluster in force. False when he had *at_most* in *seconds* already; 0 counts nothing."""
    if not at_most:
        return True
    key = f"accounts:person:{kind}:{user_id}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= at_most)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, seconds)
        return True


def _key(request: HttpRequest, kind: str) -> str:
    from allauth.account.adapter import get_adapter

    try:
        address = truncate_ip(get_adapter().get_client_ip(request))
    except PermissionDenied:
        address = "unknown"
    return f"accounts:attempts:{kind}:{address}"
