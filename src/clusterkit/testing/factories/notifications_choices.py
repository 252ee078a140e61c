"""What people chose about notices."""

from __future__ import annotations

import factory

from clusterkit.core.ports import MailTiming
from clusterkit.notifications.models import MutedTarget, Preference
from clusterkit.testing.factories.accounts import UserFactory


class PreferenceFactory(factory.django.DjangoModelFactory):
    """No mails of one kind."""

    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)
    kind = "directory.affiliation_declined"
    mail = MailTiming.NONE


class MutedTargetFactory(factory.django.DjangoModelFactory):
    """Nothing more about one notice."""

    class Meta:
        model = MutedTarget

    user = factory.SubFactory(UserFactory)
    target_label = "clusterkit_notifications.notification"
    target_pk = factory.Sequence(str)
