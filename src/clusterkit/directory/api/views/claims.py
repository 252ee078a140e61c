"""Mail domains: the same selectors, policies and services as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.policies import visible_to
from clusterkit.directory.actions import (
    CLAIM_DOMAIN,
    END_CLAIM,
    JOIN_BY_ADDRESS,
    PROVE_DOMAIN,
    SETTLE_CLAIM,
    VIEW_CLAIMS,
)
from clusterkit.directory.api import serializers as shapes
from clusterkit.directory.api.reading import read
from clusterkit.directory.filters import DomainClaimFilter
from clusterkit.directory.models import DomainClaim, Organisation
from clusterkit.directory.selectors import domain_claims, offers_for
from clusterkit.directory.services import (
    change_claim,
    claim_domain,
    decline_claim,
    end_claim,
    join_by_address,
    mail_again,
    prove_domain,
    settle_claim,
)


class DomainClaimViewSet(ReadViewSet):
    """The mail domains of the organisations you administer; all of them for coordinators."""

    policy_actions: ClassVar[Any] = {
        "list": VIEW_CLAIMS,
        "retrieve": VIEW_CLAIMS,
        "create": CLAIM_DOMAIN,
        "partial_update": CLAIM_DOMAIN,
        "mail": CLAIM_DOMAIN,
        "prove": PROVE_DOMAIN,
        "end": END_CLAIM,
        "settle": SETTLE_CLAIM,
        "decline": SETTLE_CLAIM,
    }
    model = DomainClaim
    queryset = DomainClaim.objects.none()
    serializer_class = shapes.DomainClaimSerializer
    filterset_class = DomainClaimFilter

    def get_rows(self) -> QuerySet[DomainClaim]:
        """What the viewer sees."""
        return domain_claims(self.viewer)

    def answer(self, claim: DomainClaim, *, status: int = 200) -> Response:
        """The claim as it is now."""
        return Response(shapes.DomainClaimSerializer(claim).data, status=status)

    @extend_schema(request=shapes.DomainClaimWrite, responses={201: shapes.DomainClaimSerializer})
    def create(self, request: Request) -> Response:
        """Claim a mail domain."""
        given = dict(read(shapes.DomainClaimWrite, request))
        organisation = _organisation(self.viewer, given.pop("organisation"))
        return self.answer(claim_domain(organisation=organisation, actor=self.viewer, **given), status=201)

    @extend_schema(request=shapes.DomainClaimChange, responses=shapes.DomainClaimSerializer)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Choose whether people with such an address act for the organisation at once."""
        given = read(shapes.DomainClaimChange, request)
        changed = change_claim(
            claim=self.get_object(),
            actor=self.viewer,
            admits_at_once=given["admits_at_once"],
            expected_version=given.get("version"),
        )
        return self.answer(changed)

    @extend_schema(request=shapes.MailboxChoice, responses=shapes.DomainClaimSerializer)
    @action(detail=True, methods=["post"])
    def mail(self, request: Request, pk: str | None = None) -> Response:
        """Send the mail again. The link before opens nothing any more."""
        mailbox = read(shapes.MailboxChoice, request).get("mailbox", "")
        return self.answer(mail_again(claim=self.get_object(), actor=self.viewer, mailbox=mailbox))

    @extend_schema(request=shapes.LinkToken, responses=shapes.ProvedDomain, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def prove(self, request: Request) -> Response:
        """Use the link of the mail, once. It needs no account."""
        claim = prove_domain(token=read(shapes.LinkToken, request)["token"], actor=self.viewer)
        return Response(shapes.ProvedDomain(claim).data)

    @extend_schema(request=shapes.EndDecision, responses=shapes.DomainClaimSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str | None = None) -> Response:
        """Give it up; coordinators take it away."""
        given = read(shapes.EndDecision, request)
        claim = self.get_object()
        return self.answer(
            end_claim(claim=claim, actor=self.viewer, reason=given["reason"], expected_version=given.get("version"))
        )

    @extend_schema(request=shapes.EndDecision, responses=shapes.DomainClaimSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str | None = None) -> Response:
        """Yes, it is this organisation's. Who has it until now has it no longer."""
        given = read(shapes.EndDecision, request)
        claim = self.get_object()
        return self.answer(
            settle_claim(claim=claim, actor=self.viewer, reason=given["reason"], expected_version=given.get("version"))
        )

    @extend_schema(request=shapes.ReasonDecision, responses=shapes.DomainClaimSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str | None = None) -> Response:
        """No, with a reason that the organisation reads."""
        given = read(shapes.ReasonDecision, request)
        claim = self.get_object()
        return self.answer(
            decline_claim(claim=claim, actor=self.viewer, reason=given["reason"], expected_version=given.get("version"))
        )


class DomainOfferViewSet(ClusterViewSet):
    """The organisations whose mail domains you have a confirmed address at."""

    policy_actions: ClassVar[Any] = {"list": JOIN_BY_ADDRESS, "create": JOIN_BY_ADDRESS}
    model = DomainClaim
    queryset = DomainClaim.objects.none()
    serializer_class = shapes.OfferSerializer
    pagination_class = None  # type: ignore[assignment]

    @extend_schema(responses=shapes.OfferSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Those you do not act for yet."""
        return Response(shapes.OfferSerializer(offers_for(self.viewer), many=True).data)

    @extend_schema(request=shapes.JoinByAddress, responses={201: shapes.AffiliationSerializer})
    def create(self, request: Request) -> Response:
        """Act for one of them: at once, or after its confirmation."""
        given = dict(read(shapes.JoinByAddress, request))
        organisation = _organisation(self.viewer, given.pop("organisation"))
        row = join_by_address(organisation=organisation, actor=self.viewer, page=request.path, **given)
        return Response(shapes.AffiliationSerializer(row).data, status=201)


def _organisation(viewer: Any, pk: int) -> Organisation:
    found: Organisation | None = visible_to(viewer, Organisation.objects.filter(pk=pk)).first()
    if found is None:
        raise Http404
    return found
