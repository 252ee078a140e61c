"""The answer to a person whose tier does not reach a page: how to get there, not what is behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.hookpoints import Collect
from clusterkit.core.surfaces import Entry, ViewerPayload

next_steps: Collect[ViewerPayload, Entry] = Collect(
    "next_steps",
    ViewerPayload,
    "The step by which this person reaches a higher tier, such as applying for membership. The first answer is shown.",
)


def login_url(request: HttpRequest, *, target: str | None = None) -> str:
    """The sign-in page, coming back to *target* (or to this page; for a form that was sent, to where it stood).

    Empty on a site that is kept for reading: nobody signs in there.
    """
    if ports.is_read_only.call():
        return ""
    back = target or request.get_full_path()
    return f"{reverse(conf.LOGIN_URL_NAME)}?{urlencode({'next': back})}"


def locked_response(request: HttpRequest, needed_tier: str, **context: Any) -> HttpResponse:
    """Send a guest to sign in and back; tell a signed-in person which tier opens the page (403).

    On a site that is kept for reading there is no way to a higher tier, so the page just says what the site is.
    """
    if ports.is_read_only.call():
        return read_only_response(request)
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_authenticated:
        try:
            return HttpResponseRedirect(login_url(request))
        except NoReverseMatch:
            pass
    step = next(iter(next_steps.collect(ViewerPayload(viewer))), None)
    return render(
        request,
        "clusterkit/locked.html",
        {
            "needed_tier_label": ports.tier_label.call(needed_tier),
            "step_text": ports.tier_step.call(needed_tier),
            "step_url": step.url if step else "/",
            "step_label": step.label if step else _("Go to the home page"),
            **context,
        },
        status=403,
    )


def read_only_response(request: HttpRequest) -> HttpResponse:
    """The answer of a site that is kept for reading where a page needs somebody signed in, or sends something (403)."""
    return render(request, "clusterkit/read_only.html", status=403)
