"""Forms and their questions as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clusterkit.core.api.viewsets import ClusterViewSet, ReadViewSet
from clusterkit.core.exceptions import NotVisible
from clusterkit.core.policies import policy_of
from clusterkit.questionnaires import actions, services
from clusterkit.questionnaires.api import serializers as s
from clusterkit.questionnaires.models import Question, Questionnaire, Version
from clusterkit.questionnaires.selectors import visible_forms, visible_questions


class Writing(ClusterViewSet):
    """Checks what is sent, and answers with the form or the question as it is now."""

    lookup_value_converter = "int"

    def _read(self, kind: type[Any], request: Request, *, partial: bool = False) -> dict[str, Any]:
        serializer = kind(data=request.data, partial=partial, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        data = dict(serializer.validated_data)
        if "revision" in serializer.fields:
            data["expected_revision"] = data.pop("revision", None)
        return data

    def _output(self, obj: Any, code: int = status.HTTP_200_OK) -> Response:
        fresh = self.get_rows().get(pk=obj.pk)
        return Response(self.get_serializer(fresh).data, status=code)


class FormViewSet(Writing, ReadViewSet):
    """The forms of this cluster with their versions: what people are asked. The office edits a draft and publishes it."""

    model = Questionnaire
    serializer_class = s.FormSerializer
    policy_actions: ClassVar[Any] = {
        "list": actions.READ,
        "retrieve": actions.READ,
        "create": actions.MANAGE,
        "draft": actions.MANAGE,
        "publish": actions.MANAGE,
        "discard": actions.MANAGE,
        "questions": actions.MANAGE,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With versions and questions."""
        return visible_forms(self.viewer)

    def _draft(self) -> Version:
        form = self.get_object()
        found = policy_of(Version).visible_to(self.viewer, form.versions.drafts()).first()
        if found is None:
            raise NotVisible
        return found

    @extend_schema(request=s.BeginSerializer, responses={201: s.FormSerializer})
    def create(self, request: Request) -> Response:
        """Open the form for a purpose: its default questions become version 1 where it has none."""
        policy_of(Questionnaire).require(self.viewer, actions.MANAGE)
        data = self._read(s.BeginSerializer, request)
        return self._output(services.ensure_form(data["purpose"]).questionnaire, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: s.FormSerializer})
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, **kwargs: Any) -> Response:
        """Begin to change the form, or go on with the draft that is there."""
        form = self.get_object()
        services.start_draft(questionnaire=form, actor=self.viewer)
        return self._output(form, status.HTTP_201_CREATED)

    @extend_schema(request=s.RevisionSerializer, responses=s.FormSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """Put the draft in use: drafts of answers move on to it, what was sent stays on its version."""
        data = self._read(s.RevisionSerializer, request)
        return self._output(services.publish(version=self._draft(), actor=self.viewer, **data).questionnaire)

    @extend_schema(request=s.RevisionSerializer, responses=s.FormSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **kwargs: Any) -> Response:
        """Throw the draft away."""
        data = self._read(s.RevisionSerializer, request)
        draft = self._draft()
        services.discard_draft(version=draft, actor=self.viewer, **data)
        return self._output(draft.questionnaire)

    @extend_schema(request=s.NewQuestion, responses={201: s.QuestionSerializer})
    @action(detail=True, methods=["post"])
    def questions(self, request: Request, **kwargs: Any) -> Response:
        """Add a question to the draft."""
        data = self._read(s.NewQuestion, request)
        made = services.add_question(version=self._draft(), code=data.pop("code"), values=data, actor=self.viewer)
        return Response(s.QuestionSerializer(made).data, status=status.HTTP_201_CREATED)


class QuestionViewSet(Writing, ReadViewSet):
    """The questions of all versions that one may see."""

    model = Question
    serializer_class = s.QuestionSerializer
    policy_actions: ClassVar[Any] = {
        "list": actions.READ,
        "retrieve": actions.READ,
        "partial_update": actions.MANAGE,
        "destroy": actions.MANAGE,
        "move": actions.MANAGE,
    }

    def get_rows(self) -> QuerySet[Any]:
        """With their versions."""
        return visible_questions(self.viewer)

    @extend_schema(request=s.QuestionChange, responses=s.QuestionSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change what you give of a question of the draft."""
        data = self._read(s.QuestionChange, request, partial=True)
        expected = data.pop("expected_revision")
        return self._output(
            services.update_question(
                question=self.get_object(), values=data, expected_revision=expected, actor=self.viewer
            )
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Take a question out of the draft."""
        services.remove_question(question=self.get_object(), actor=self.viewer)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=s.MoveSerializer, responses=s.QuestionSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Move it up or down."""
        data = self._read(s.MoveSerializer, request)
        return self._output(services.move_question(question=self.get_object(), by=data["by"], actor=self.viewer))
