"""Private talks as JSON."""

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
from clusterkit.ideas import actions, services
from clusterkit.ideas.api import serializers as shapes
from clusterkit.ideas.api.reading import read_input
from clusterkit.ideas.models import Interest
from clusterkit.ideas.selectors import talk_view, talks
from clusterkit.ideas.talk_filters import TalkFilter


class InterestViewSet(ReadViewSet):
    """Your private talks."""

    policy_actions: ClassVar[Any] = {
        "list": actions.VIEW_INTEREST,
        "retrieve": actions.VIEW_INTEREST,
        "accept": actions.ACCEPT,
        "decline": actions.DECLINE,
        "ask": actions.ASK_MORE,
        "answer": actions.ANSWER_MORE,
        "withdraw": actions.WITHDRAW_INTEREST,
        "write": actions.TALK,
        "seen": actions.VIEW_INTEREST,
    }
    model = Interest
    queryset = Interest.objects.none()
    serializer_class = shapes.InterestSerializer
    filterset_class = TalkFilter

    def get_rows(self) -> QuerySet[Interest]:
        """One's own."""
        return talks(self.viewer)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Filters narrow the list, never one talk."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def result(self, interest: Interest) -> Response:
        """The talk, read anew."""
        fresh = talks(self.viewer).filter(pk=interest.pk).first()
        if fresh is None:
            raise Http404
        context = {**self.get_serializer_context(), "talk": talk_view(self.viewer, fresh)}
        return Response(shapes.TalkSerializer(fresh, context=context).data)

    def _do(
        self, service: Callable[..., Any], serializer: type[Serializer[Any]] = shapes.ItemVersionSerializer
    ) -> Response:
        interest = self.get_object()
        given = dict(read_input(serializer, self.request))
        version = given.pop("version", None)
        if "file" in given:
            given["files"] = given.pop("file")
        service(interest=interest, actor=self.viewer, expected_version=version, **given)
        return self.result(interest)

    @extend_schema(responses=shapes.TalkSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One talk with its messages."""
        return self.result(self.get_object())

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.TalkSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str | None = None) -> Response:
        """Begin talks: both sides see each other's contacts."""
        return self._do(services.accept_interest)

    @extend_schema(request=shapes.OptionalTextSerializer, responses=shapes.TalkSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str | None = None) -> Response:
        """Say no."""
        return self._do(services.decline_interest, shapes.OptionalTextSerializer)

    @extend_schema(
        request=shapes.with_files(shapes.TextSerializer, shapes.TextFilesSerializer), responses=shapes.TalkSerializer
    )
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str | None = None) -> Response:
        """Ask before deciding."""
        return self._do(services.ask_more, shapes.TextFilesSerializer)

    @extend_schema(
        request=shapes.with_files(shapes.TextSerializer, shapes.TextFilesSerializer), responses=shapes.TalkSerializer
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """Answer what was asked."""
        return self._do(services.answer_question, shapes.TextFilesSerializer)

    @extend_schema(request=shapes.ItemVersionSerializer, responses=shapes.TalkSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Take your answer back."""
        return self._do(services.withdraw_interest)

    @extend_schema(
        request=shapes.with_files(shapes.TextSerializer, shapes.TextFilesSerializer), responses=shapes.TalkSerializer
    )
    @action(detail=True, methods=["post"], url_path="messages")
    def write(self, request: Request, pk: str | None = None) -> Response:
        """Write to the other side."""
        interest = self.get_object()
        given = read_input(shapes.TextFilesSerializer, request)
        services.write_message(interest=interest, text=given["text"], files=given["file"], actor=self.viewer)
        return self.result(interest)

    @extend_schema(request=None, responses=shapes.TalkSerializer)
    @action(detail=True, methods=["post"])
    def seen(self, request: Request, pk: str | None = None) -> Response:
        """Note that you have read the talk up to now."""
        interest = self.get_object()
        services.mark_talk_seen(interest=interest, actor=self.viewer)
        return self.result(interest)
