"""Who may see and edit the forms of a cluster."""

from __future__ import annotations

from django.db.models import QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.enums import VersionState
from clusterkit.questionnaires.models import Question, Questionnaire, Version


@register
class QuestionnairePolicy(Policy[Questionnaire]):
    """Which forms there are is no secret among registered people; the office edits them.

    The form of one thing is the office's: whether somebody may know of the thing is decided where it is filled in.
    """

    model = Questionnaire
    view = actions.READ

    def permits(self, actor: Actor, action: Action, obj: Questionnaire) -> bool:
        """Reading the cluster's own needs no more; editing is for coordinators."""
        if actor.is_coordinator:
            return action in (self.view, actions.MANAGE)
        return action == self.view and not obj.subject

    def scope(self, actor: Actor, queryset: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
        """All for the office, the cluster's own for the others."""
        return queryset if actor.is_coordinator else queryset.filter(subject="")


@register
class VersionPolicy(Policy[Version]):
    """What is or was asked may be read; a draft is the office's."""

    model = Version
    view = actions.READ

    def permits(self, actor: Actor, action: Action, obj: Version) -> bool:
        """Only the office sees a draft; the state says what can be done, the services ask it."""
        if action == self.view:
            return actor.is_coordinator or not (obj.is_draft or obj.questionnaire.subject)
        return action == actions.MANAGE and actor.is_coordinator

    def scope(self, actor: Actor, queryset: QuerySet[Version]) -> QuerySet[Version]:
        """As ``permits``."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(questionnaire__subject="").exclude(state=VersionState.DRAFT)


@register
class QuestionPolicy(Policy[Question]):
    """As its version."""

    model = Question
    view = actions.READ

    def permits(self, actor: Actor, action: Action, obj: Question) -> bool:
        """As its version."""
        return VersionPolicy().permits(actor, action, obj.version)

    def scope(self, actor: Actor, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """As its version."""
        if actor.is_coordinator:
            return queryset
        return queryset.filter(version__questionnaire__subject="").exclude(version__state=VersionState.DRAFT)
