"""The protocol of a vote, as a page and as PDF; both are made from what was written down then and from nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from clusterkit.core.printing import as_pdf
from clusterkit.core.web.elements import Crumb
from clusterkit.core.web.views import PageView, PolicyView
from clusterkit.membership import actions
from clusterkit.membership.models import Protocol
from clusterkit.membership.papers import protocol_paper, protocol_words
from clusterkit.membership.selectors.council import visible_protocols
from clusterkit.membership.services.council.protocols import digest_of
from clusterkit.membership.views.council.base import council_crumbs


class OneProtocol(PolicyView):
    """A view on the protocol of this number; 404 for who may not know it."""

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol."""
        return self.get_visible(
            Protocol, visible_protocols(self.viewer), year=self.kwargs["year"], number=self.kwargs["number"]
        )


class ProtocolPage(OneProtocol, PageView):
    """The protocol to read, in the language it was written in."""

    policy_action = actions.VIEW_BALLOT
    template_name = "clusterkit/membership/council/protocol.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The content, and whether it is still what was written."""
        protocol = self.protocol
        return super().get_context_data(
            protocol=protocol,
            words=protocol_words(protocol),
            title=str(protocol),
            crumbs=council_crumbs(self.viewer, Crumb(str(protocol))),
            is_intact=digest_of(protocol.content) == protocol.digest,
            **kwargs,
        )


class ProtocolPdf(OneProtocol):
    """The protocol to print and to sign."""

    policy_action = actions.VIEW_BALLOT
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same bytes every time."""
        protocol = self.protocol
        name = f"protocol-{protocol.year}-{protocol.number}.pdf"
        return HttpResponse(
            as_pdf(protocol_paper(protocol)),
            content_type="application/pdf",
            headers={
                "Content-Disposition": content_disposition_header(True, name) or "attachment",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )
