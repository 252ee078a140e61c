"""What the API of membership takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusterkit.core.policies import Actor
from clusterkit.directory.models import Organisation
from clusterkit.files.models import StoredFile
from clusterkit.membership.enums import ASSIGNABLE_STATES, DocumentKind, MembershipStatus, Verdict
from clusterkit.membership.models import ANSWER_FIELDS, Application, Document, Membership
from clusterkit.membership.policies import is_impartial
from clusterkit.membership.selectors.terms import membership_card
from clusterkit.membership.transitions import MACHINE
from clusterkit.questionnaires.api.serializers import AskedSerializer


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application. ``actions`` are the transitions that the person may do now; who looks after it is told reviewers."""

    organisation_name = serializers.CharField(source="organisation.__str__", read_only=True)
    actions = serializers.SerializerMethodField()
    assignee = serializers.SerializerMethodField()
    assignee_name = serializers.SerializerMethodField()
    review_due_at = serializers.SerializerMethodField()
    answers = serializers.DictField(read_only=True)
    form = serializers.IntegerField(source="form_id", read_only=True, allow_null=True)

    class Meta:
        model = Application
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "state",
            "version",
            "revision",
            *ANSWER_FIELDS,
            "answers",
            "form",
            "info_reason",
            "info_text",
            "due_on",
            "decision_reason",
            "decision_text",
            "may_reapply_on",
            "submitted_at",
            "decided_at",
            "state_changed_at",
            "created_at",
            "assignee",
            "assignee_name",
            "review_due_at",
            "actions",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, obj: Application) -> list[str]:
        """Names of the transitions that are open to the person."""
        viewer: Actor = self.context["view"].viewer
        return [item.name for item in MACHINE.available(obj, viewer)]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_assignee(self, obj: Application) -> int | None:
        """Who looks after it, for reviewers."""
        return obj.assignee_id if self.get_assignee_name(obj) else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_assignee_name(self, obj: Application) -> str | None:
        """His name, for reviewers."""
        view = self.context["view"]
        # Asked for every row, whatever it is: a list asks as much for one as for many.
        name: str | None = view.office.get(obj.assignee_id)
        is_open = obj.state in ASSIGNABLE_STATES and is_impartial(view.viewer, obj.organisation_id)
        return name if is_open else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_review_due_at(self, obj: Application) -> datetime | None:
        """Until when the office wants to have reviewed it, for reviewers."""
        viewer: Actor = self.context["view"].viewer
        return obj.review_due_at if obj.review_due and is_impartial(viewer, obj.organisation_id) else None

    def to_representation(self, instance: Application) -> dict[str, Any]:
        """Reviewers see the answers that were sent, not what is typed since or was not asked any more."""
        data = super().to_representation(instance)
        viewer: Actor = self.context["view"].viewer
        if instance.organisation_id not in viewer.administered_ids:
            frozen = {item.number: item.answers for item in instance.revisions.all()}.get(instance.revision, {})
            data.update({name: frozen.get(name) for name in ANSWER_FIELDS}, answers=frozen)
        return data


class StartSerializer(serializers.Serializer[Any]):
    """The organisation that applies."""

    organisation = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.all())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        view = self.context.get("view")
        if view is not None and not getattr(view, "swagger_fake_view", False):
            from clusterkit.membership.selectors.joining import administered

            self.fields["organisation"].queryset = administered(view.viewer)  # type: ignore[attr-defined]


class DraftSerializer(serializers.ModelSerializer[Application]):
    """Answers to keep; those left out stay as they are. ``version`` is the one the program read.

    ``answers`` takes all of them by the codes of the questions, those with fields of their own too: a text, a number, a
    day as "2026-09-01", true or false, the code of a choice or a list of them. ``form`` is the version of the form that
    was read: after that the application's pages do not tell any more what is new in it.
    """

    version = serializers.IntegerField(required=False, min_value=1)
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)
    form = serializers.IntegerField(required=False, min_value=1)

    class Meta:
        model = Application
        fields = (*ANSWER_FIELDS, "answers", "form", "version")


class MissingSerializer(serializers.Serializer[Any]):
    """Something that lacks: the field (or "documents"), the code of the question, and what to do."""

    field = serializers.CharField()
    question = serializers.CharField()
    message = serializers.CharField(source="text")


class ApplicationFormSerializer(serializers.Serializer[Any]):
    """What is asked of an application now. ``missing`` is what it lacks before it can be sent."""

    version = serializers.IntegerField(source="form.version_id", allow_null=True)
    number = serializers.IntegerField(source="form.number")
    questions = AskedSerializer(source="form.questions", many=True)
    missing = MissingSerializer(many=True)


class VersionSerializer(serializers.Serializer[Any]):
    """The version that the program read; another one is refused."""

    version = serializers.IntegerField(required=False, min_value=1)


class WithdrawSerializer(VersionSerializer):
    """Why, if one wants to say."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


class RequestInfoSerializer(VersionSerializer):
    """What is needed and until when. ``reason`` is the code of a predefined reason; without ``text`` its text is sent."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    text = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")
    due_on = serializers.DateField(required=False)


class VerdictSerializer(VersionSerializer):
    """A verdict on a revision."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    revision = serializers.IntegerField(min_value=1)


class ProposeSerializer(VerdictSerializer):
    """A first verdict; a rejection needs a reason, in words or by the code of a predefined one."""

    reason_code = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")


class StoredFileSerializer(serializers.ModelSerializer[StoredFile]):
    """A private file: its content is at ``/files/<id>/``, until ``deleted_at`` where its retention time is over."""

    class Meta:
        model = StoredFile
        fields = ("id", "name", "content_type", "size", "sha256", "deleted_at")
        read_only_fields = fields


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document of an application. ``question`` is the code of the question that it was added for."""

    file = StoredFileSerializer(read_only=True)

    class Meta:
        model = Document
        fields = ("id", "kind", "title", "question", "is_current", "file", "created_at")
        read_only_fields = fields


class UploadSerializer(serializers.Serializer[Any]):
    """A file to add, as ``multipart/form-data``."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    title = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    question = serializers.CharField(required=False, allow_blank=True, max_length=64, default="")


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A term at the person's depth. ``level`` is the code of its level, ``tier`` what that gives its people: inner facts are null for who is neither inside nor coordinates."""

    organisation = serializers.IntegerField(source="organisation_id")
    organisation_name = serializers.CharField()
    organisation_slug = serializers.CharField()
    is_member = serializers.BooleanField()
    member_since = serializers.DateField()
    number = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=MembershipStatus.choices, allow_null=True)
    level = serializers.CharField(allow_null=True)
    tier = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    grace_until = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Membership
        fields = (
            "id",
            "organisation",
            "organisation_name",
            "organisation_slug",
            "is_member",
            "member_since",
            "number",
            "status",
            "level",
            "tier",
            "starts_on",
            "ends_on",
            "grace_until",
            "reason",
            "version",
        )
        read_only_fields = fields

    def to_representation(self, instance: Membership) -> dict[str, Any]:
        """The card of the selector, as the pages show it."""
        card = membership_card(self.context["view"].viewer, instance)
        values: dict[str, Any] = {
            "id": card.pk,
            "organisation": card.organisation_id,
            "organisation_name": card.organisation,
        }
        for name in self.Meta.fields[3:]:
            value = getattr(card, name)
            values[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return values
