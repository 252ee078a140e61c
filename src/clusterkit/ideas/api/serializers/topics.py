"""University topics in JSON."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.ideas.api.serializers.items import ItemVersionSerializer, OwnerSerializer
from clusterkit.ideas.enums import TopicKind, TopicState
from clusterkit.ideas.models import Topic
from clusterkit.ideas.selectors.topics import TopicView, topic_owner


class TopicSerializer(serializers.ModelSerializer[Topic]):
    """A university topic. ``owner`` is null where you may not know whose the request is."""

    item_title = serializers.CharField(source="item.title", read_only=True)
    university = OwnerSerializer(read_only=True)
    owner = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(TopicKind.choices, read_only=True)
    state = serializers.ChoiceField(TopicState.choices, read_only=True)

    class Meta:
        model = Topic
        fields: Any = (
            *("id", "item", "item_title", "university", "owner", "kind", "title", "text", "semester", "due_on"),
            *("state", "created_at", "version"),
        )
        read_only_fields = fields

    @extend_schema_field(OwnerSerializer(allow_null=True))
    def get_owner(self, topic: Topic) -> Any:
        """Whose the request is."""
        owner = topic_owner(self.context["viewer"], topic)
        return OwnerSerializer(owner.organisation).data if owner.organisation is not None else None


class TopicFileSerializer(serializers.Serializer[Any]):
    """The file of the work."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    url = serializers.SerializerMethodField()

    def get_url(self, stored: Any) -> str:
        """Where its content is."""
        return reverse("clusterkit_files:download", args=[stored.pk])


class TopicViewSerializer(TopicSerializer):
    """A topic as deep as you see it: result, file, note and names of people are for its two sides."""

    student = serializers.SerializerMethodField()
    supervisor = serializers.SerializerMethodField()
    student_shown = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(TopicSerializer.Meta):
        fields = (
            *TopicSerializer.Meta.fields,
            *("student", "student_shown", "supervisor", "result", "file", "note", "actions"),
        )
        read_only_fields = fields

    @property
    def _view(self) -> TopicView:
        return self.context["topic"]  # type: ignore[no-any-return]

    def get_student(self, topic: Topic) -> str:
        """Empty where you may not know it."""
        return self._view.student

    def get_student_shown(self, topic: Topic) -> bool:
        """Whether readers know the student's name."""
        return topic.student_shown_at is not None

    def get_supervisor(self, topic: Topic) -> str:
        """Empty where you may not know it."""
        return self._view.supervisor

    def get_result(self, topic: Topic) -> str:
        """What was found."""
        return self._view.result

    @extend_schema_field(TopicFileSerializer(allow_null=True))
    def get_file(self, topic: Topic) -> Any:
        """The file of the work."""
        return TopicFileSerializer(self._view.file).data if self._view.file is not None else None

    def get_note(self, topic: Topic) -> str:
        """The last reason."""
        return self._view.note

    def get_actions(self, topic: Topic) -> list[str]:
        """Names of transitions."""
        return sorted(self._view.open_names)


class TopicWrite(serializers.Serializer[Any]):
    """A proposal. ``university`` is yours where you act for one, else the one that you turn to with your request."""

    item = serializers.IntegerField()
    university = serializers.IntegerField()
    kind = serializers.ChoiceField(TopicKind.choices)
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    semester = serializers.RegexField(r"^20[0-9]{2}/[12]$", help_text='Such as "2026/1": the autumn of 2026/27.')
    due_on = serializers.DateField()


class TopicReason(ItemVersionSerializer):
    """A reason that the other side reads."""

    reason = serializers.CharField(max_length=2000)


class TopicStart(ItemVersionSerializer):
    """Who works on it: numbers of accounts, confirmed people of the university."""

    student = serializers.IntegerField()
    supervisor = serializers.IntegerField(required=False, allow_null=True, default=None)


class TopicDeliver(ItemVersionSerializer):
    """What was found."""

    result = serializers.CharField(max_length=4000)


class TopicDeliverFile(TopicDeliver):
    """What was found, with a file."""

    file = serializers.FileField(required=False)


class TopicShown(serializers.Serializer[Any]):
    """Whether readers of the topic know the student's name."""

    shown = serializers.BooleanField()


class TopicPerson(serializers.Serializer[Any]):
    """Somebody whom the university confirmed: ``id`` is for naming him student or supervisor."""

    id = serializers.IntegerField()
    name = serializers.CharField()
