"""University topics as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from clusterkit.core.api.viewsets import ReadViewSet
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import policy_of, visible_to
from clusterkit.directory.models import Organisation
from clusterkit.ideas import actions
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.api.serializers import topics as shapes
from clusterkit.ideas.api.serializers.items import ItemVersionSerializer
from clusterkit.ideas.models import Item, Topic
from clusterkit.ideas.policies import speaks_for
from clusterkit.ideas.selectors.topics import people_at, topic_view, topics
from clusterkit.ideas.services import topic_work as work
from clusterkit.ideas.services import topics as services
from clusterkit.ideas.topic_filters import TopicFilter


class TopicViewSet(ReadViewSet):
    """Requests that become a thesis, a practice or a laboratory work at a university."""

    policy_actions: ClassVar[Any] = {
        "list": actions.VIEW_TOPIC,
        "retrieve": actions.VIEW_TOPIC,
        "create": actions.PROPOSE_TOPIC,
        "agree": actions.AGREE_TOPIC,
        "decline": actions.AGREE_TOPIC,
        "people": actions.WORK_TOPIC,
        "start": actions.WORK_TOPIC,
        "step_back": actions.STEP_BACK_TOPIC,
        "show_student": actions.NAME_STUDENT,
        "deliver": actions.WORK_TOPIC,
        "give_back": actions.TAKE_TOPIC,
        "complete": actions.TAKE_TOPIC,
        "cancel": actions.CANCEL_TOPIC,
    }
    model = Topic
    queryset = Topic.objects.none()
    serializer_class = shapes.TopicSerializer
    filterset_class = TopicFilter
    cursor_ordering = ("-created_at", "-pk")

    def get_rows(self) -> QuerySet[Topic]:
        """Those that one may see."""
        return topics(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one topic."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_context(self) -> dict[str, Any]:
        """With who looks."""
        return {**super().get_serializer_context(), "viewer": self.viewer}

    def result(self, topic: Topic, *, status: int = 200) -> Response:
        """The topic, read anew."""
        fresh = topics(self.viewer).filter(pk=topic.pk).first()
        if fresh is None:
            raise Http404
        context = {**self.get_serializer_context(), "topic": topic_view(self.viewer, fresh)}
        return Response(shapes.TopicViewSerializer(fresh, context=context).data, status=status)

    def _do(self, service: Callable[..., Any], serializer: type[Serializer[Any]] = ItemVersionSerializer) -> Response:
        topic = self.get_object()
        given = dict(read_input(serializer, self.request))
        if "version" in given:
            given["expected_version"] = given.pop("version")
        if "file" in given:
            given["upload"] = given.pop("file")
        return self.result(service(topic=topic, actor=self.viewer, **given))

    @extend_schema(responses=shapes.TopicViewSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One topic, as deep as you see it."""
        return self.result(self.get_object())

    @extend_schema(request=shapes.TopicWrite, responses={201: shapes.TopicViewSerializer})
    def create(self, request: Request) -> Response:
        """Propose a request as a topic: your own to a university, or another's for your university."""
        given = dict(read_input(shapes.TopicWrite, request))
        rows = visible_to(self.viewer, Item.objects.select_related("organisation"))
        item = rows.filter(pk=given.pop("item")).first()
        if item is None:
            raise InvalidInput(field="item")
        university = visible_to(self.viewer, Organisation.objects.all()).filter(pk=given.pop("university")).first()
        if university is None:
            raise InvalidInput(field="university")
        by_owner = speaks_for(self.viewer, item.organisation_id)
        topic = services.propose_topic(
            item=item,
            university=university,
            proposed_by=item.organisation if by_owner else university,
            fields=given,  # type: ignore[arg-type] # checked by the shape
            actor=self.viewer,
        )
        return self.result(topic, status=201)

    @extend_schema(request=ItemVersionSerializer, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str | None = None) -> Response:
        """Agree to what the other side proposed."""
        return self._do(services.agree_topic)

    @extend_schema(request=shapes.TopicReason, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str | None = None) -> Response:
        """Say no."""
        return self._do(services.decline_topic, shapes.TopicReason)

    @extend_schema(responses=shapes.TopicPerson(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def people(self, request: Request, pk: str | None = None) -> Response:
        """Who may be named student or supervisor; for the university."""
        topic = self.get_object()
        policy_of(Topic).require(self.viewer, actions.WORK_TOPIC, topic)
        return Response([{"id": user_id, "name": name} for user_id, name in people_at(topic.university)])

    @extend_schema(request=shapes.TopicStart, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str | None = None) -> Response:
        """Name the student."""
        return self._do(work.start_topic, shapes.TopicStart)

    @extend_schema(request=ItemVersionSerializer, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"], url_path="step-back")
    def step_back(self, request: Request, pk: str | None = None) -> Response:
        """Give the work up, or take it from the student."""
        return self._do(work.step_back)

    @extend_schema(request=shapes.TopicShown, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"], url_path="show-student")
    def show_student(self, request: Request, pk: str | None = None) -> Response:
        """As the student: let readers know your name, or no longer."""
        return self._do(work.show_student, shapes.TopicShown)

    @extend_schema(
        request={"application/json": shapes.TopicDeliver, "multipart/form-data": shapes.TopicDeliverFile},
        responses=shapes.TopicViewSerializer,
    )
    @action(detail=True, methods=["post"])
    def deliver(self, request: Request, pk: str | None = None) -> Response:
        """Hand the work over."""
        return self._do(work.deliver_topic, shapes.TopicDeliverFile)

    @extend_schema(request=shapes.TopicReason, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request: Request, pk: str | None = None) -> Response:
        """Say what is missing."""
        return self._do(work.give_back, shapes.TopicReason)

    @extend_schema(request=ItemVersionSerializer, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: str | None = None) -> Response:
        """Take the work."""
        return self._do(work.complete_topic)

    @extend_schema(request=shapes.TopicReason, responses=shapes.TopicViewSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Call it off."""
        return self._do(services.cancel_topic, shapes.TopicReason)
