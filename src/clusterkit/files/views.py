"""Serving private files to those who may read them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from clusterkit.core.conf import conf
from clusterkit.core.web.views import PolicyView
from clusterkit.files.actions import VIEW
from clusterkit.files.exceptions import FileDeleted
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import purposes
from clusterkit.files.services import note_download
from clusterkit.files.storage import private_storage


class Download(PolicyView):
    """One file. Who may not read it learns nothing: 404, as for a file that is not there."""

    policy_action = VIEW
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask the purpose, write a confidential download down, then send the file, or let the web server send it."""
        stored = self.get_visible(StoredFile, pk=kwargs["pk"])
        if stored.is_deleted:
            raise FileDeleted
        purpose = purposes.require(stored.purpose)
        attachment = not (purpose.inline and stored.content_type.startswith("image/"))
        response = _body(stored, without_content=request.method == "HEAD")
        # HEAD gives nothing of the content.
        if request.method == "GET":
            note_download(stored_file=stored, actor=self.viewer, is_part="Range" in request.headers)
        response["Content-Type"] = stored.content_type
        response["Content-Disposition"] = content_disposition_header(attachment, stored.name) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        # Should a browser show it after all, it runs no script and loads nothing.
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Cache-Control"] = "public, max-age=86400, immutable" if purpose.cacheable else "private, no-store"
        return response


def _body(stored: StoredFile, *, without_content: bool) -> HttpResponseBase:
    if conf.X_ACCEL_PREFIX:
        return HttpResponse(headers={"X-Accel-Redirect": f"{conf.X_ACCEL_PREFIX.rstrip('/')}/{quote(stored.key)}"})
    if without_content:
        if not private_storage().exists(stored.key):
            raise Http404
        return HttpResponse(headers={"Content-Length": str(stored.size)})
    try:
        # Opened now: the body is sent after the request left the cluster's schema.
        content = private_storage().open(stored.key)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, headers={"Content-Length": str(stored.size)})
