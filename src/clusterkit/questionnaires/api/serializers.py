"""What the API of forms takes and gives."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from clusterkit.core.api.fields import TranslatedText
from clusterkit.questionnaires.enums import GREATEST, LONGEST, QuestionKind, VersionState
from clusterkit.questionnaires.models import Questionnaire, Version
from clusterkit.questionnaires.purposes import purposes
from clusterkit.questionnaires.validators import CHOICE_LIMIT, HELP_LIMIT, LABEL_LIMIT, MOST_CHOICES


class ChoiceSerializer(serializers.Serializer[Any]):
    """One of the things to choose from; without ``code`` it gets one."""

    code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    label = TranslatedText(max_length=CHOICE_LIMIT)  # type: ignore[assignment] # the name of the column


class AskedSerializer(serializers.Serializer[Any]):
    """A question as it is asked. ``help`` may be empty; limits that its kind does not have are null."""

    code = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=QuestionKind.choices, read_only=True)
    label = TranslatedText(read_only=True)  # type: ignore[assignment] # the name of the column
    help = TranslatedText(read_only=True)
    is_required = serializers.BooleanField(read_only=True)
    choices = ChoiceSerializer(many=True, read_only=True)
    min_value = serializers.IntegerField(read_only=True, allow_null=True)
    max_value = serializers.IntegerField(read_only=True, allow_null=True)
    max_length = serializers.IntegerField(read_only=True, allow_null=True)
    document_kinds = serializers.ListField(child=serializers.CharField(), read_only=True)


class QuestionSerializer(AskedSerializer):
    """A question of a version, by its key; ``revision`` counts its changes."""

    id = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(source="version_id", read_only=True)
    revision = serializers.IntegerField(read_only=True)


class VersionSerializer(serializers.ModelSerializer[Version]):
    """A version with its questions."""

    state = serializers.ChoiceField(choices=VersionState.choices, read_only=True)
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta:
        model = Version
        fields = ("id", "number", "state", "revision", "published_at", "questions")
        read_only_fields = fields


class FormSerializer(serializers.ModelSerializer[Questionnaire]):
    """A form with its versions; the one that is being changed is there for the office alone."""

    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment] # the name of the column
    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Questionnaire
        fields = ("id", "purpose", "subject", "label", "versions")
        read_only_fields = fields


class BeginSerializer(serializers.Serializer[Any]):
    """What the form is for."""

    purpose = serializers.CharField(max_length=60)

    def validate_purpose(self, value: str) -> str:
        """A purpose that an app registered."""
        purpose = purposes.get(value)
        if purpose is None or purpose.subject_label is not None:
            raise serializers.ValidationError(_("There is no such form."))
        return value


class RevisionSerializer(serializers.Serializer[Any]):
    """The state of the draft that the program read; another one is refused."""

    revision = serializers.IntegerField(required=False, min_value=1)


class QuestionWrite(serializers.Serializer[Any]):
    """A question to add or to change. Its kind stays once it was in use; ``code`` counts when it is added."""

    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    label = TranslatedText(max_length=LABEL_LIMIT)  # type: ignore[assignment] # the name of the column
    help = TranslatedText(max_length=HELP_LIMIT, allow_blank=True, required=False)
    is_required = serializers.BooleanField(default=True)
    choices = ChoiceSerializer(many=True, required=False, max_length=MOST_CHOICES)  # type: ignore[call-arg]
    min_value = serializers.IntegerField(required=False, allow_null=True, min_value=-GREATEST, max_value=GREATEST)
    max_value = serializers.IntegerField(required=False, allow_null=True, min_value=-GREATEST, max_value=GREATEST)
    max_length = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=max(LONGEST.values()))
    document_kinds = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=20)


class NewQuestion(QuestionWrite):
    """A question to add."""

    code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class QuestionChange(QuestionWrite):
    """A question to change: what you give. ``revision`` is the one the program read."""

    revision = serializers.IntegerField(required=False, min_value=1)


class MoveSerializer(serializers.Serializer[Any]):
    """By how many places: above zero is down, below is up."""

    by = serializers.IntegerField(min_value=-100, max_value=100)
