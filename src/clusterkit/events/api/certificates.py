"""Certificates of attendance as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.fields import Moment
from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.events import actions as acts
from clusterkit.events import services
from clusterkit.events.models import AttendanceCertificate
from clusterkit.events.selectors.certificates import certificates_for

if TYPE_CHECKING:
    from clusterkit.core.api.viewsets import ClusterViewSet as Base
else:
    Base = object


class AttendanceCertificateSerializer(serializers.ModelSerializer[AttendanceCertificate]):
    """A certificate. ``name`` is what is printed on it; ``pdf`` is the paper, null where it was taken back; at ``check`` anybody
    who has the code asks whether it is valid."""

    event = serializers.IntegerField(source="registration.event_id")
    name = serializers.SerializerMethodField()
    issued_at = Moment()
    revoked_at = Moment(allow_null=True)
    pdf = serializers.SerializerMethodField()
    check = serializers.SerializerMethodField()

    class Meta:
        model = AttendanceCertificate
        fields = ("id", "number", "code", "event", "registration", "name", "issued_at", "revoked_at", "pdf", "check")
        read_only_fields = fields

    def get_name(self, row: AttendanceCertificate) -> str:
        """The name on the paper; empty when the person's data was erased."""
        return str(row.content.get("name", ""))

    def get_pdf(self, row: AttendanceCertificate) -> str | None:
        """Where the paper is."""
        if row.revoked_at is not None:
            return None
        return reverse("clusterkit_events:certificate", kwargs={"pk": row.registration_id})

    def get_check(self, row: AttendanceCertificate) -> str:
        """The page that the code on the paper leads to."""
        return reverse("clusterkit_events:certificate_check", kwargs={"code": row.code})


class IssuedSerializer(serializers.Serializer[Any]):
    """How many certificates were issued now."""

    issued = serializers.IntegerField()


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By event."""

    event = django_filters.NumberFilter(field_name="registration__event_id", min_value=0, max_value=2**63 - 1)

    class Meta:
        model = AttendanceCertificate
        fields = ()


class AttendanceCertificateViewSet(ReadViewSet):
    """One's own certificates and those of one's guests; all of them for coordinators."""

    policy_actions = {"list": acts.VIEW_REGISTRATION, "retrieve": acts.VIEW_REGISTRATION}
    model = AttendanceCertificate
    serializer_class = AttendanceCertificateSerializer
    filterset_class = CertificateFilter

    def get_rows(self) -> QuerySet[AttendanceCertificate]:
        """What the caller may see."""
        return certificates_for(self.viewer)


class EventCertificates(Base):
    """Issuing the certificates of an event."""

    @extend_schema(request=None, responses=IssuedSerializer)
    @action(detail=True, methods=["post"], url_path="issue-certificates")
    def issue_certificates(self, request: Request, pk: str) -> Response:
        """Issue what is due now, without waiting for the worker. Safe to be called again."""
        issued = services.issue_certificates(actor=self.viewer, event=self.get_object())
        return Response(IssuedSerializer({"issued": len(issued)}).data)
