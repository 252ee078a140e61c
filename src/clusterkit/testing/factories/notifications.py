"""Notices and mails."""

from __future__ import annotations

import factory

from clusterkit.notifications.models import Notification, OutboxMail
from clusterkit.testing.factories.accounts import UserFactory


class _MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    recipient = factory.SubFactory(UserFactory)
    kind = "directory.affiliation_declined"
    context = factory.LazyFunction(lambda: {"organisation": "Naftan", "reason": ""})
    path = "/"
    event = factory.Sequence(lambda number: f"testing:made:{number}")


class NotificationFactory(_MessageFactory):
    """A notice that an organisation did not confirm a person."""

    class Meta:
        model = Notification


class OutboxMailFactory(_MessageFactory):
    """The same as a mail that is due."""

    class Meta:
        model = OutboxMail

    message_id = factory.Sequence(lambda number: f"<{number}@testing.example>")
