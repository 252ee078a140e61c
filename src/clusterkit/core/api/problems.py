"""Every error of the API is a problem document (RFC 9457, ``application/problem+json``)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from clusterkit.core.exceptions import DomainError

CONTENT_TYPE = "application/problem+json"


def problem(*, status: int, code: str, title: str, detail: str = "", **members: Any) -> dict[str, Any]:
    """The document: ``type`` is a stable URN with *code*, *detail* is for people."""
    return {
        "type": f"urn:clusterkit:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        **members,
    }


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: domain errors, DRF's own and Django's become problem documents.

    They are JSON also where the view itself answers in another format.
    """
    if context.get("request") is not None:
        context["request"].accepted_renderer = JSONRenderer()
        context["request"].accepted_media_type = JSONRenderer.media_type
    if isinstance(error, UnicodeDecodeError):
        # A header or a body that is no text in UTF-8, wherever it was read: the caller's mistake, not ours.
        return _respond(problem(status=400, code="parse_error", title=_title(400)))
    if isinstance(error, DomainError):
        members: dict[str, Any] = dict(error.details)
        if error.field:
            members["errors"] = {error.field: [str(error.message)]}
        return _respond(
            problem(status=error.status, code=error.code, title=str(error.title), detail=str(error.message), **members)
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    headers = {name: value for name, value in response.headers.items() if name in ("WWW-Authenticate", "Retry-After")}
    if isinstance(error, exceptions.ValidationError):
        data = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        return _respond(
            problem(
                status=400,
                code="invalid",
                title=_("Please check what you entered"),
                detail=_("Some values are missing or wrong."),
                errors=data,
            ),
            headers,
        )
    code, detail = _code_and_detail(error, response)
    return _respond(
        problem(status=response.status_code, code=code, title=_title(response.status_code), detail=detail), headers
    )


def _code_and_detail(error: Exception, response: Response) -> tuple[str, str]:
    if isinstance(error, Http404):
        return "not_found", _("There is nothing at this address, or it is not open to you.")
    if isinstance(error, PermissionDenied):
        return "not_permitted", _("You may not do this.")
    code = getattr(error, "default_code", "error")
    codes = getattr(error, "get_codes", lambda: code)()
    return (codes if isinstance(codes, str) else code), str(getattr(error, "detail", ""))


def _title(status: int) -> str:
    titles = {
        400: _("The request cannot be understood"),
        401: _("Sign in first"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("This address does not take this method"),
        415: _("This kind of content is not taken"),
        429: _("Too many requests"),
    }
    return titles.get(status, _("This could not be done"))


def _respond(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], content_type=CONTENT_TYPE, headers=headers)


def not_found(request: HttpRequest) -> JsonResponse:
    """The answer of the API's address space to an unknown address."""
    body = problem(
        status=404,
        code="not_found",
        title=_("Not found"),
        detail=_("There is nothing at this address, or it is not open to you."),
    )
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE)
