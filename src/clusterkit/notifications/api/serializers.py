"""Notices as JSON."""

from __future__ import annotations

from rest_framework import serializers

from clusterkit.notifications.texts import InboxEntry


class NoticeSerializer(serializers.Serializer[InboxEntry]):
    """One notice in the language of the request. ``path`` is the address inside the site of what it is about."""

    id = serializers.IntegerField(source="notification.pk", read_only=True)
    kind = serializers.CharField(source="notification.kind", read_only=True)
    kind_label = serializers.CharField(read_only=True)
    subject = serializers.CharField(read_only=True)
    text = serializers.CharField(source="body", read_only=True)
    path = serializers.CharField(source="notification.path", read_only=True)
    created_at = serializers.DateTimeField(source="notification.created_at", read_only=True)
    read_at = serializers.DateTimeField(source="notification.read_at", read_only=True, allow_null=True)
