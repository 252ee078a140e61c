"""What the layouts know on every page."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import get_language, get_language_info

from clusterkit.core import ports
from clusterkit.core.addresses import address_of
from clusterkit.core.apps import ClusterkitAppConfig
from clusterkit.core.conf import conf
from clusterkit.core.surfaces import Entry, ViewerPayload, account_menu, account_switches, main_menu, primary_actions


class MenuItem:
    """A menu entry as the layouts draw it."""

    def __init__(self, entry: Entry, path: str) -> None:
        self.label = str(entry.label)
        self.url = entry.url
        self.order = entry.order
        self.count = entry.count
        self.footer = entry.footer
        self.current = path == entry.url or (entry.url != "/" and path.startswith(entry.url))


def url_or_none(name: str, **kwargs: Any) -> str | None:
    """The address of a view that may not be installed."""
    try:
        return address_of(name, **kwargs)
    except NoReverseMatch:
        return None


def layout(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the layouts: viewer, menus, languages, addresses."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"site_name": conf.PLATFORM_NAME}
    payload = ViewerPayload(viewer)
    # A site that is kept for reading offers nothing to do, and nobody signs in to it.
    is_open = not ports.is_read_only.call()
    items = _items(_app_entries(viewer) + [e for part in main_menu.collect(payload) for e in part], request.path)
    return {
        "site_name": conf.PLATFORM_NAME,
        "viewer": viewer,
        "menu": [item for item in items if not item.footer],
        "footer_links": items,
        "account_menu": _items([e for part in account_menu.collect(payload) for e in part], request.path),
        # Drawn twice, for wide screens and for phones; asked once, and only by pages that have a head.
        "account_switches": cache(lambda: list(account_switches.collect(payload)) if is_open else []),
        "primary_actions": _items(primary_actions.collect(payload), request.path)[:2] if is_open else [],
        "languages": [_language(code) for code in _language_codes(request)],
        "search_url": url_or_none("clusterkit_portal:search"),
        "login_url": url_or_none(conf.LOGIN_URL_NAME) if is_open else None,
        "signup_url": url_or_none(conf.SIGNUP_URL_NAME) if is_open else None,
        "logout_url": url_or_none("account_logout"),
        "set_language_url": url_or_none("set_language"),
        "notices_url": url_or_none("clusterkit_notifications:inbox"),
        # Asked by the layouts for signed-in people only, and once.
        "unread_count": cache(lambda: ports.unread_count.call(viewer)),
    }


class _Language:
    def __init__(self, code: str) -> None:
        info = get_language_info(code)
        self.code = code
        self.label = info["name_local"].capitalize()
        self.current = (get_language() or "").split("-")[0] == code


def _language(code: str) -> _Language:
    return _Language(code)


def _language_codes(request: HttpRequest) -> list[str]:
    from django.conf import settings

    known = [code for code, _name in settings.LANGUAGES]
    tenant = getattr(request, "tenant", None)
    return [code for code in (tenant.languages if tenant is not None else known) if code in known]


def _app_entries(viewer: Any) -> list[Entry]:
    found: list[Entry] = []
    for config in apps.get_app_configs():
        if isinstance(config, ClusterkitAppConfig) and ports.is_enabled.call(config.label):
            for entry in config.menu():
                url = url_or_none(entry.url_name)
                if url is not None and viewer.allows(entry.action):
                    found.append(Entry(entry.label, url, entry.order))
    return found


def _items(entries: list[Entry], path: str) -> list[MenuItem]:
    return sorted((MenuItem(entry, path) for entry in entries), key=lambda item: item.order)
