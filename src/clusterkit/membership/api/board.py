"""The office's board as JSON: its figures, the composition of the cluster, and the lists as tables."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.tables import CsvRenderer, XlsxRenderer
from clusterkit.core.api.viewsets import ClusterViewSet
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.tables import KINDS
from clusterkit.core.web.downloads import FORMAT
from clusterkit.membership import actions
from clusterkit.membership.board_forms import PeriodForm
from clusterkit.membership.composition import RuleState
from clusterkit.membership.models import Application, CompositionBreach, Membership
from clusterkit.membership.policies import watches
from clusterkit.membership.selectors.composition import breaches, composition
from clusterkit.membership.selectors.figures import board_figures
from clusterkit.membership.services.exporting import LISTS
from clusterkit.membership.views.exporting import LIST, taken

SHOWN = 100


class RuleStateSerializer(serializers.Serializer[RuleState]):
    """How a rule stands: ``breaks_on`` is the first day ahead with too few, ``left`` how many there are then."""

    code = serializers.CharField(source="rule.code")
    label = serializers.CharField(source="rule.label")  # type: ignore[assignment] # the name that programs read
    needed = serializers.IntegerField()
    counted = serializers.IntegerField()
    is_broken = serializers.BooleanField()
    breaks_on = serializers.DateField(allow_null=True)
    left = serializers.IntegerField()


class BreachSerializer(serializers.ModelSerializer[CompositionBreach]):
    """What was found: ``since`` is empty while it is to come, ``ended_at`` while it is not over."""

    class Meta:
        model = CompositionBreach
        fields = ("id", "rule", "needed", "counted", "expected_on", "since", "ended_at", "created_at")
        read_only_fields = fields


class CompositionSerializer(serializers.Serializer[Any]):
    """The rules that ask for something, and what was found, the latest first."""

    rules = RuleStateSerializer(many=True)
    breaches = BreachSerializer(many=True)


class CompositionViewSet(ClusterViewSet):
    """Whether the cluster has the members that its rules ask for. For the office and the council."""

    model = CompositionBreach
    serializer_class = CompositionSerializer
    policy_actions = {"list": actions.VIEW_COMPOSITION}
    pagination_class = None  # type: ignore[assignment] # one answer

    @extend_schema(responses=CompositionSerializer, filters=False)
    def list(self, request: Request, **kwargs: Any) -> Response:
        """How each rule stands today and in the next 60 days, and what was found before."""
        if not watches(self.viewer):
            raise NotVisible
        found = {"rules": composition(self.viewer), "breaches": breaches(self.viewer)[:SHOWN]}
        return Response(self.get_serializer(found).data)


class FigureSerializer(serializers.Serializer[Any]):
    """A number with what it counts. ``code`` is the value by which the list is filtered."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # the name that programs read
    number = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    """How many members there were on a day."""

    day = serializers.DateField()
    number = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer[Any]):
    """The figures of the board. Those of ``stages`` are about applications that were started in the days named."""

    since = serializers.DateField()
    until = serializers.DateField()
    states = FigureSerializer(many=True)
    ages = FigureSerializer(many=True)
    assigned = FigureSerializer(many=True)
    ends = FigureSerializer(many=True)
    stages = FigureSerializer(many=True)
    growth = DaySerializer(many=True)


class FiguresViewSet(ClusterViewSet):
    """The figures of the office's board."""

    model = Application
    serializer_class = FiguresSerializer
    policy_actions = {"list": actions.REVIEW}
    pagination_class = None  # type: ignore[assignment] # one answer

    @extend_schema(
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day for the stages; a year ago."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day for the stages; today."),
        ],
        responses=FiguresSerializer,
        filters=False,
    )
    def list(self, request: Request, **kwargs: Any) -> Response:
        """Applications by state, age, stage and who looks after them; terms by their end; members by month."""
        form = PeriodForm.of(request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors.get_json_data())
        return Response(self.get_serializer(board_figures(self.viewer, form.period)).data)


class ListsViewSet(ClusterViewSet):
    """The office's lists as tables."""

    model = Membership
    serializer_class = FigureSerializer
    policy_actions = {"list": actions.EXPORT_LISTS}
    pagination_class = None  # type: ignore[assignment] # a file
    renderer_classes = (JSONRenderer, CsvRenderer, XlsxRenderer)

    @extend_schema(
        parameters=[
            OpenApiParameter(FORMAT, str, enum=list(KINDS), description="The kind of table; xlsx."),
            OpenApiParameter(LIST, str, enum=list(LISTS), description="One list; all of them as sheets of an xlsx."),
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, KINDS["xlsx"]): OpenApiTypes.BINARY},
        filters=False,
    )
    def list(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """All lists as one spreadsheet, or one of them. That they were taken is written into the audit log."""
        accepted = getattr(request.accepted_renderer, "format", "json")
        kind = request.query_params.get(FORMAT) or (accepted if accepted in KINDS else "xlsx")
        return taken(self.viewer, kind, request.query_params.get(LIST, ""))
