"""University topics in any state, without the services."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone

from clusterkit.directory.enums import OrganisationKind
from clusterkit.ideas.enums import TopicKind
from clusterkit.ideas.models import Topic
from clusterkit.ideas.semesters import Semester
from clusterkit.testing.factories.directory import OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory


class TopicFactory(factory.django.DjangoModelFactory):
    """A topic that the university proposed."""

    class Meta:
        model = Topic

    item = factory.SubFactory(ItemFactory)
    university = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.UNIVERSITY)
    proposed_by = factory.SelfAttribute("university")
    kind = TopicKind.THESIS
    title = factory.Sequence(lambda number: f"Topic {number}")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    semester = factory.LazyAttribute(lambda row: Semester.of(row.due_on).code)
