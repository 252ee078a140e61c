"""The meter of links between organisations."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.tables import KINDS
from clusterkit.core.web.downloads import FORMAT, export_response
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PageView, PolicyView
from clusterkit.directory.actions import VIEW_LINKS
from clusterkit.directory.links_pictures import links_network
from clusterkit.directory.selectors.links import links_meter
from clusterkit.directory.services.links import export_links

TABLE = "table"


class LinksPage(PageView):
    """Numbers by quarter, and the picture of who is linked with whom."""

    policy_action = VIEW_LINKS
    template_name = "clusterkit/directory/links.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The meter, by rows of quarters, and the picture."""
        meter = links_meter(self.viewer)
        by_quarter = [
            (quarter, [(row.kind.label, row.figures[index]) for row in meter.rows])
            for index, quarter in enumerate(meter.quarters)
        ]
        return super().get_context_data(
            title=_("Links between organisations"),
            crumbs=[Crumb(_("Participants"), reverse("clusterkit_directory:list")), Crumb(_("Links"))],
            meter=meter,
            by_quarter=by_quarter[::-1] if meter.rows else [],
            network=links_network(meter),
            **kwargs,
        )


def taken(actor: Any, kind: str, code: str) -> HttpResponseBase:
    """The answer that page and API give. Raises ``InvalidInput`` for another kind of table."""
    if kind not in KINDS:
        raise InvalidInput(_("The numbers are taken home as XLSX or CSV."), field=FORMAT)
    export = export_links(actor=actor, kind=cast(Any, kind), code=code)
    return export_response(export, f"links-{code}" if code else "links")


class LinksExport(PolicyView):
    """Both tables as one spreadsheet; with ``?as=csv&table=…`` one of them as CSV."""

    policy_action = VIEW_LINKS
    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it."""
        return taken(self.viewer, request.GET.get(FORMAT, "xlsx"), request.GET.get(TABLE, ""))
