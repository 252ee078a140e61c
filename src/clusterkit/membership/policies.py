"""Who may see and do what with applications and memberships.

Two sides meet here: the *applicant side*, the administrators of the organisation, and the *reviewers*, the
coordinators who are not affiliated with it. A coordinator who is stands on the applicant side only.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clusterkit.core.policies import Action, Actor, Policy, register
from clusterkit.membership import actions
from clusterkit.membership.enums import MessageKind
from clusterkit.membership.models import Application, Document, Membership, Message, Opinion, Revision

APPLICANT_ACTIONS: Final = frozenset(
    {actions.APPLY, actions.EDIT, actions.SUBMIT, actions.RESUBMIT, actions.WITHDRAW},
)
REVIEWER_ACTIONS: Final = frozenset(
    {
        actions.REVIEW,
        actions.TAKE_UP,
        actions.REQUEST_INFO,
        actions.PROPOSE,
        actions.APPROVE,
        actions.REJECT,
    }
)
BOTH_ACTIONS: Final = frozenset({actions.VIEW_APPLICATION, actions.WRITE})
TERM_ACTIONS: Final = frozenset(
    {actions.ADMIT, actions.RENEW, actions.SUSPEND, actions.RESUME, actions.REVOKE},
)


def is_applicant_side(actor: Actor, organisation_id: int) -> bool:
    """Whether *actor* administers the organisation."""
    return organisation_id in actor.administered_ids


def is_impartial(actor: Actor, organisation_id: int) -> bool:
    """Whether *actor* coordinates the cluster and has nothing to do with the organisation."""
    return actor.is_coordinator and organisation_id not in actor.organisation_ids


def _file_scope(actor: Actor, prefix: str = "") -> tuple[Q, Q]:
    """Conditions on the application behind *prefix*: the applicant side's files, the reviewers' files."""
    own = Q(**{f"{prefix}organisation_id__in": actor.administered_ids})
    if not actor.is_coordinator:
        return own, Q(pk__in=[])
    sent = Q(**{f"{prefix}submitted_at__isnull": False})
    return own, sent & ~Q(**{f"{prefix}organisation_id__in": actor.organisation_ids})


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
        if action in BOTH_ACTIONS:
            return own or reviews
        return action == actions.EXPIRE and actor.is_system

    def scope(self, actor: Actor, queryset: QuerySet[Application]) -> QuerySet[Application]:
        """The files of both sides."""
        own, reviewed = _file_scope(actor)
        return queryset.filter(own | reviewed)


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
        own, reviewed = _file_scope(actor, "application__")
        return queryset.filter(own | reviewed)


@register
class DocumentPolicy(Policy[Document]):
    """Confidential: the applicant side, and the reviewers once it was sent in a revision."""

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
        own, reviewed = _file_scope(actor, "application__")
        through: Any = Revision.documents.through
        sent = Exists(through.objects.filter(document_id=OuterRef("pk")))
        return queryset.filter(own | (reviewed & sent))


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
        own, reviewed = _file_scope(actor, "application__")
        return queryset.filter((own & ~Q(kind=MessageKind.NOTE)) | reviewed)


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
        _own, reviewed = _file_scope(actor, "application__")
        return queryset.filter(reviewed)


@register
class MembershipPolicy(Policy[Membership]):
    """That an organisation is a member is public; its terms are its own and the coordinators'."""

    model = Membership
    view = actions.VIEW_MEMBERSHIP

    def permits(self, actor: Actor, action: Action, obj: Membership) -> bool:
        """Terms are changed by impartial coordinators; leaving is also the organisation's own act."""
        if action in TERM_ACTIONS:
            return is_impartial(actor, obj.organisation_id)
        if action == actions.RESIGN:
            return is_applicant_side(actor, obj.organisation_id) or is_impartial(actor, obj.organisation_id)
        inside = actor.is_coordinator or obj.organisation_id in actor.organisation_ids
        if action == actions.VIEW_OWN:
            return inside
        return action == self.view and (inside or (obj.is_in_force and obj.organisation.is_published))

    def scope(self, actor: Actor, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        """Terms in force of published organisations; one's own; all for coordinators."""
        if actor.is_coordinator:
            return queryset
        in_force = Membership.objects.in_force_on(timezone.localdate()).filter(organisation__is_published=True)
        return queryset.filter(Q(organisation_id__in=actor.organisation_ids) | Q(pk__in=in_force.values("pk")))
