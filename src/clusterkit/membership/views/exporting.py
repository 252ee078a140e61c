"""The office's lists as files."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.tables import KINDS
from clusterkit.core.web.downloads import FORMAT, export_response
from clusterkit.core.web.views import PolicyView
from clusterkit.membership import actions
from clusterkit.membership.services.exporting import export_lists

LIST = "list"


def taken(actor: Any, kind: str, code: str) -> HttpResponseBase:
    """The answer that page and API give. Raises ``InvalidInput`` for another kind of table."""
    if kind not in KINDS:
        raise InvalidInput(_("Lists are taken home as XLSX or CSV."), field=FORMAT)
    export = export_lists(actor=actor, kind=cast(Any, kind), code=code)
    return export_response(export, code or "lists")


class Export(PolicyView):
    """All lists as one spreadsheet; with ``?as=csv&list=…`` one of them as CSV."""

    policy_action = actions.EXPORT_LISTS
    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it."""
        return taken(self.viewer, request.GET.get(FORMAT, "xlsx"), request.GET.get(LIST, ""))
