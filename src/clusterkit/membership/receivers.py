"""What membership gives the rooms below and shows on the surfaces of the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from clusterkit.access.models import Grant
from clusterkit.access.tiers import tiers
from clusterkit.core import ports
from clusterkit.core.policies import COORDINATOR, MEMBER, Actor
from clusterkit.core.surfaces import Block, Entry, Task, ViewerPayload
from clusterkit.core.transitions import Changed
from clusterkit.directory.hooks import OrganisationPage
from clusterkit.hosting.hooks import SeedCluster
from clusterkit.membership import actions, selectors
from clusterkit.membership.enums import ApplicationState, MembershipStatus
from clusterkit.membership.models import Application
from clusterkit.membership.selectors.joining import Standing, own_open_applications
from clusterkit.membership.selectors.terms import first_day
from clusterkit.membership.services import delete_old_documents, expire_due, remind_of_ends
from clusterkit.membership.services.assignment import free_left, free_of
from clusterkit.membership.services.deadlines import remind_of_corrections, remind_of_reviews
from clusterkit.membership.services.levels import add_first_levels
from clusterkit.membership.services.reasons import add_first_reasons
from clusterkit.membership.standing import APPLICATION
from clusterkit.membership.views.joining import join_steps
from clusterkit.tenancy.hooks import WorkerTick


def join_entry(payload: ViewerPayload) -> Entry | None:
    """The way into the cluster, for guests and for people whose organisations are no members. Asks the database nothing.

    Whoever is on the way already is led to his application.
    """
    viewer = payload.viewer
    if APPLICATION in viewer.pending and viewer.allows(actions.VIEW_APPLICATION):
        return Entry(_("My application"), _own_application(viewer), order=10)
    if viewer.member_organisation_ids or not viewer.allows(actions.SEE_HOW):
        return None
    if tiers.reaches(viewer.tier, MEMBER):
        return None
    return Entry(_("Join the cluster"), reverse("clusterkit_membership:join"), order=10)


def next_step(payload: ViewerPayload) -> Entry | None:
    """What a person whose tier is too low may do about it."""
    viewer = payload.viewer
    if not viewer.is_authenticated or viewer.member_organisation_ids:
        return None
    if APPLICATION in viewer.pending and viewer.allows(actions.VIEW_APPLICATION):
        return Entry(_("My application"), _own_application(viewer))
    return Entry(_("How to join the cluster"), reverse("clusterkit_membership:join"))


def _own_application(viewer: Actor) -> str:
    return reverse("clusterkit_membership:application", kwargs={"pk": viewer.pending[APPLICATION]})


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """One's own membership, and the office's lists."""
    entries = []
    if payload.viewer.organisation_ids:
        entries.append(Entry(_("My membership"), reverse("clusterkit_membership:mine"), order=30))
    if payload.viewer.allows(actions.REVIEW):
        entries.append(Entry(_("Applications"), reverse("clusterkit_membership:applications"), order=60))
    if payload.viewer.allows(actions.LIST_MEMBERS):
        entries.append(Entry(_("Members and their terms"), reverse("clusterkit_membership:members"), order=61))
    return entries


def tasks(payload: ViewerPayload) -> Sequence[Task]:
    """Drafts to finish, questions of the office, terms that end."""
    viewer = payload.viewer
    if not viewer.administered_ids:
        return ()
    found = [task for row in own_open_applications(viewer) if (task := _own_task(row)) is not None]
    for term in selectors.ending_for(viewer):
        grace = term.effective_status == MembershipStatus.GRACE
        found.append(
            Task(
                _("The membership of %(organisation)s ends") % {"organisation": term.organisation},
                term.get_absolute_url(),
                _("in force until %(day)s") % {"day": date_format(term.grace_until if grace else term.ends_on)},
                tone="bad" if grace else "warn",
            )
        )
    return found


def _own_task(row: Application) -> Task | None:
    if row.state == ApplicationState.DRAFT:
        return Task(
            _("Finish the application of %(organisation)s") % {"organisation": row.organisation},
            row.get_absolute_url(),
            _("a draft, not sent yet"),
            row.created_at,
        )
    if row.state == ApplicationState.NEEDS_INFO:
        return Task(
            _("Complete the application of %(organisation)s") % {"organisation": row.organisation},
            row.get_absolute_url(),
            _("answer by %(day)s") % {"day": date_format(row.due_on)} if row.due_on else "",
            row.state_changed_at,
            "warn",
        )
    return None


def office_tasks(payload: ViewerPayload) -> Sequence[Task]:
    """What waits for this reviewer: applications, proposals that need a second person, renewals that were asked for."""
    if not payload.viewer.allows(actions.REVIEW):
        return ()
    renewals = [
        Task(
            _("%(organisation)s wants to renew its membership") % {"organisation": term.organisation},
            term.get_absolute_url(),
            _("in force until %(day)s") % {"day": date_format(term.grace_until)},
            term.renewal_asked_at,
        )
        for term in selectors.renewals_asked(payload.viewer)
    ]
    return [*(_office_task(row) for row in selectors.waiting_for(payload.viewer)), *renewals]


def _office_task(row: Application) -> Task:
    has_proposal = bool(getattr(row, "has_proposal", False))
    if row.state == ApplicationState.SUBMITTED:
        text = _("%(organisation)s applies for membership")
    elif has_proposal:
        text = _("The decision on %(organisation)s needs a second person")
    else:
        text = _("Decide on the application of %(organisation)s")
    waiting = _("for %(time)s") % {"time": timesince(row.state_changed_at)}
    due = row.review_due
    is_pressing = has_proposal or (due is not None and due.tone != "neutral")
    return Task(
        text % {"organisation": row.organisation},
        row.get_absolute_url(),
        waiting if due is None else f"{waiting}, {due.text}",
        row.state_changed_at,
        "warn" if is_pressing else "info",
    )


def home(payload: ViewerPayload) -> Block | None:
    """How to join, for guests; not where the site is kept for reading."""
    if payload.viewer.is_authenticated or not payload.viewer.allows(actions.SEE_HOW) or ports.is_read_only.call():
        return None
    return Block("clusterkit/membership/blocks/join.html", {"steps": join_steps(Standing("guest"))}, order=5)


def organisation_panel(payload: OrganisationPage) -> Block | None:
    """Since when the organisation is a member; its own people and coordinators see the term too."""
    terms = list(selectors.visible_memberships(payload.viewer).filter(organisation=payload.organisation))
    current = next((term for term in terms if term.is_in_force), None)
    if current is None:
        return None
    card = selectors.membership_card(payload.viewer, current)
    return Block(
        "clusterkit/membership/blocks/member_since.html",
        {
            "member_since": first_day(terms, current),
            "status": current.effective_status.label if card.status else "",
            "tone": current.tone,
            "level": current.level.name,
            "ends_on": card.ends_on,
            "url": current.get_absolute_url() if card.status else "",
        },
        place="side",
        order=20,
    )


def first_levels(payload: SeedCluster) -> None:
    """The levels of participation that a new cluster begins with."""
    add_first_levels(languages=payload.cluster.languages)


def reasons_of_new_cluster(payload: SeedCluster) -> None:
    """The predefined reasons that a new cluster begins with."""
    add_first_reasons(languages=payload.cluster.languages)


def free_who_left(instance: Grant, **kwargs: Any) -> None:
    """Put back what somebody looks after whose place in the office was just taken back."""
    if instance.tier == COORDINATOR:
        free_of([instance.user_id])


def free_who_took_a_side(payload: Changed[Any]) -> None:
    """Put back what somebody looks after who acts for the applicant from now on."""
    free_of([payload.obj.user_id])


def tick(payload: WorkerTick) -> None:
    """Free and close what is over, delete documents whose time is over, and remind of terms and deadlines that end."""
    free_left()
    expire_due()
    delete_old_documents()
    remind_of_ends()
    remind_of_corrections()
    remind_of_reviews()
