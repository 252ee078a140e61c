"""Notices as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from clusterkit.core.ports import MailTiming
from clusterkit.notifications.selectors import Choice
from clusterkit.notifications.texts import InboxEntry


class NoticeSerializer(serializers.Serializer[InboxEntry]):
    """One notice in the language of the request. ``path`` is the address inside the site of what it is about.

    ``about`` names the thing, so that notices about one stand together; ``is_hidden``: you may not see it any more.
    """

    id = serializers.IntegerField(source="notification.pk", read_only=True)
    kind = serializers.CharField(source="notification.kind", read_only=True)
    kind_label = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True)
    text = serializers.CharField(source="body", read_only=True)
    path = serializers.SerializerMethodField()
    about = serializers.CharField(read_only=True)
    is_hidden = serializers.BooleanField(read_only=True)
    created_at = serializers.DateTimeField(source="notification.created_at", read_only=True)
    read_at = serializers.DateTimeField(source="notification.read_at", read_only=True, allow_null=True)

    def get_path(self, entry: InboxEntry) -> str:
        """The address; empty where the thing is hidden."""
        return "" if entry.is_hidden else entry.notification.path


class NoticeChoiceSerializer(serializers.Serializer[Choice]):
    """How you are told of one kind: on the site or not, and when by mail. One that ``is_required`` always comes."""

    kind = serializers.CharField(source="kind.code", max_length=80)
    kind_label = serializers.CharField(source="kind.label", read_only=True)
    audience = serializers.CharField(source="kind.audience", read_only=True)
    is_required = serializers.BooleanField(source="kind.required", read_only=True)
    in_site = serializers.BooleanField()
    mail = serializers.ChoiceField(choices=MailTiming.choices)


class MutedSerializer(serializers.Serializer[Any]):
    """A thing of which you hear nothing, as ``about`` of a notice names it."""

    about = serializers.CharField(max_length=170)
