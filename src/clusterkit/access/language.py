"""The language of a page: the person's choice, else the browser's, always one that the cluster has."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header


class LanguageMiddleware:
    """Stands where Django's LocaleMiddleware would; limited to the cluster's languages, the first is the default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = [code for code, _name in settings.LANGUAGES]
        cluster = getattr(request, "tenant", None)
        allowed = [code for code in (cluster.languages if cluster is not None else known) if code in known] or known
        code = chosen_language(request, allowed)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def chosen_language(request: HttpRequest, allowed: list[str]) -> str:
    """The cookie's language, else the best of Accept-Language, else the first of *allowed*."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in allowed:
        return cookie
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = code.split("-")[0]
        if base in allowed:
            return base
    return allowed[0]
