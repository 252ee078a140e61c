"""What belongs to private talks, in any state, without the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from clusterkit.core.policies import SystemActor
from clusterkit.files.services import store_file
from clusterkit.ideas.enums import InterestState, ItemState
from clusterkit.ideas.models import FollowUp, MessageFile, Outcome, TalkMark
from clusterkit.ideas.services import TALK_PURPOSE
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.files import PDF, upload
from clusterkit.testing.factories.ideas import InterestFactory, InterestMessageFactory, OutcomeFactory


class MessageFileFactory(factory.django.DjangoModelFactory):
    """A file that came with a message of a talk; ``content`` and ``name`` are the file's."""

    class Meta:
        model = MessageFile

    message = factory.SubFactory(InterestMessageFactory)
    interest = factory.SelfAttribute("message.interest")
    organisation = factory.SelfAttribute("message.organisation")
    content = PDF
    name = "offer.pdf"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        content = upload(kwargs.pop("content"), kwargs.pop("name"))
        stored = store_file(upload=content, purpose=TALK_PURPOSE, actor=SystemActor())
        return super()._create(model_class, *args, file=stored, **kwargs)


class TalkMarkFactory(factory.django.DjangoModelFactory):
    """Somebody has seen a talk just now."""

    class Meta:
        model = TalkMark

    interest = factory.SubFactory(InterestFactory)
    user = factory.SubFactory(UserFactory)
    seen_at = factory.LazyFunction(timezone.now)


class ConfirmedOutcomeFactory(OutcomeFactory):
    """What came of an item, confirmed by the other side."""

    class Meta:
        model = Outcome

    interest = factory.SubFactory(InterestFactory, state=InterestState.ACCEPTED, item__state=ItemState.FULFILLED)
    item = factory.SelfAttribute("interest.item")
    confirmed_at = factory.LazyFunction(timezone.now)


class FollowUpFactory(factory.django.DjangoModelFactory):
    """A question about a confirmed outcome that is due today."""

    class Meta:
        model = FollowUp

    outcome = factory.SubFactory(ConfirmedOutcomeFactory)
    months = 3
    due_on = factory.LazyFunction(timezone.localdate)
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
