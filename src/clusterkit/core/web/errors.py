"""The error pages: HTML for people, a problem document under ``/api/``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from clusterkit.core.api.problems import CONTENT_TYPE, problem


def _answer(request: HttpRequest, status: int, code: str, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        title = HTTPStatus(status).phrase
        return JsonResponse(problem(status=status, code=code, title=title), status=status, content_type=CONTENT_TYPE)
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _answer(request, 400, "invalid", "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, the missing CSRF token included."""
    return _answer(request, 403, "not_permitted", "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose page was open too long: says how to send it again without losing what was typed."""
    return render(
        request,
        "403.html",
        {
            "message": _(
                "This page was open for too long. Go back, copy what you typed, reload the page and send it again."
            )
        },
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is not there and for what is not open to this person."""
    return _answer(request, 404, "not_found", "404.html")


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500, without anything that could fail again."""
    if request.path.startswith("/api/"):
        body = problem(status=500, code="error", title="Internal Server Error")
        return JsonResponse(body, status=500, content_type=CONTENT_TYPE)
    return HttpResponse(render_to_string("500.html"), status=500)
