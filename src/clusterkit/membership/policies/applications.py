"""Who may see and do what with applications and their files.

Two sides meet here: the *applicant side*, the administrators of the organisation, and the *reviewers*, the
coordinators who are not affiliated with it. A coordinator who is stands on the applicant side only. The *council* reads
what it votes on.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.enums import MessageKind
from clusterkit.membership.models import Application, Document, Message, Opinion, Revision
from clusterkit.membership.policies.sides import chairs, file_scope, is_applicant_side, is_impartial, votes_on

APPLICANT_ACTIONS: Final = frozenset(
    {actions.APPLY, actions.EDIT, actions.SUBMIT, actions.RESUBMIT, actions.WITHDRAW},
)
REVIEWER_ACTIONS: Final = frozenset(
    {
        actions.REVIEW,
        actions.ASSIGN,
        actions.TAKE_UP,
        actions.REQUEST_INFO,
        actions.PROPOSE,
        actions.OPEN_VOTE,
        actions.BREAK_OFF,
        actions.APPROVE,
        actions.REJECT,
    }
)


@register
class ApplicationPolicy(Policy[Application]):
    """A draft is the applicant side's alone; what was once sent is the reviewers' too."""

    model = Application
    view = actions.VIEW_APPLICATION

    def permits(self, actor: Actor, action: Action, obj: Application) -> bool:
        """By side. States are the machine's business."""
        own = is_applicant_side(actor, obj.organisation_id)
        reviews = is_impartial(actor, obj.organisation_id) and obj.submitted_at is not None
        if action in APPLICANT_ACTIONS:
            return own
        if action in REVIEWER_ACTIONS:
            return reviews
        if action == self.view:
            return own or reviews or votes_on(actor, obj)
        if action == actions.WRITE:
            return own or reviews
        if action == actions.CLOSE_VOTE:
            return reviews or actor.is_system or (chairs(actor) and votes_on(actor, obj))
        return action == actions.EXPIRE and actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The files of both sides, and of the council."""
        own, reviewed, voted = file_scope(actor)
        return queryset.filter(own | reviewed | voted)


def may_look_after(person: Actor, application: Application) -> bool:
    """Whether the application may be given to *person*: to who may review it himself, so never to somebody with a side."""
    return ApplicationPolicy().can(person, actions.REVIEW, application)


def _sees_file(actor: Actor, application: Application) -> bool:
    return ApplicationPolicy().can(actor, actions.VIEW_APPLICATION, application)


@register
class RevisionPolicy(Policy[Revision]):
    """As its application."""

    model = Revision
    view = actions.VIEW_APPLICATION

    def permits(self, actor: Actor, action: Action, obj: Revision) -> bool:
        """Nobody changes a revision."""
        return action == self.view and _sees_file(actor, obj.application)

    def scope(self, actor: Actor, queryset: QuerySet[Revision]) -> QuerySet[Revision]:
        """As its application."""
        own, reviewed, voted = file_scope(actor, "application__")
        return queryset.filter(own | reviewed | voted)


@register
class DocumentPolicy(Policy[Document]):
    """Confidential: the applicant side, and the reviewers and the council once it was sent in a revision."""

    model = Document
    view = actions.VIEW_APPLICATION

    def permits(self, actor: Actor, action: Action, obj: Document) -> bool:
        """The applicant side adds and removes."""
        application = obj.application
        if is_applicant_side(actor, application.organisation_id):
            return action in (self.view, actions.EDIT)
        return action == self.view and _sees_file(actor, application) and obj.revisions.exists()

    def scope(self, actor: Actor, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """As ``permits``."""
        own, reviewed, voted = file_scope(actor, "application__")
        through: Any = Revision.documents.through
        sent = Exists(through.objects.filter(document_id=OuterRef("pk")))
        return queryset.filter(own | ((reviewed | voted) & sent))


@register
class MessagePolicy(Policy[Message]):
    """Messages and steps are both sides', notes the reviewers' only."""

    model = Message
    view = actions.VIEW_APPLICATION

    def permits(self, actor: Actor, action: Action, obj: Message) -> bool:
        """Nobody changes a line of the file."""
        application = obj.application
        if action != self.view or not _sees_file(actor, application):
            return False
        return obj.kind != MessageKind.NOTE or is_impartial(actor, application.organisation_id)

    def scope(self, actor: Actor, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """As ``permits``."""
        own, reviewed, voted = file_scope(actor, "application__")
        return queryset.filter(((own | voted) & ~Q(kind=MessageKind.NOTE)) | reviewed)


@register
class OpinionPolicy(Policy[Opinion]):
    """What reviewers think is the reviewers' until it is decided, and afterwards too."""

    model = Opinion
    view = actions.REVIEW

    def permits(self, actor: Actor, action: Action, obj: Opinion) -> bool:
        """Reviewers see it; one withdraws one's own."""
        if not is_impartial(actor, obj.application.organisation_id) or obj.application.submitted_at is None:
            return False
        return action == self.view or (action == actions.PROPOSE and obj.reviewer_id == actor.user_id)

    def scope(self, actor: Actor, queryset: QuerySet[Opinion]) -> QuerySet[Opinion]:
        """As ``permits``."""
        _own, reviewed, _voted = file_scope(actor, "application__")
        return queryset.filter(reviewed)
