"""Writes of affiliations: who acts for an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts.services import accept, require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import Changed, apply
from clusterkit.directory import notices
from clusterkit.directory.actions import ADD_MEMBER, CHANGE_ROLE, DESCRIBE, REQUEST
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.selectors import organisation_admin_ids
from clusterkit.directory.services.admins import keep_an_admin, lock_organisation
from clusterkit.directory.services.invitations import pass_invitations_on
from clusterkit.directory.transitions import AFFILIATION


@transaction.atomic
def request_affiliation(
    *,
    organisation: Organisation,
    actor: Actor,
    position: str = "",
    message: str = "",
    is_listed: bool = False,
    page: str = "",
) -> Affiliation:
    """Ask to act for *organisation*. Its admins are told, or the coordinators where it has none.

    *is_listed* is the consent to be shown to members, given on the *page* where the box was ticked.

    Raises ``Conflict`` when the person acts for it already or asked before; ``NotVisible``.
    """
    policy_of(Organisation).require(actor, REQUEST, organisation)
    if actor.user_id is None:
        raise NotPermitted
    try:
        with transaction.atomic():
            affiliation: Affiliation = Affiliation.objects.create(
                organisation=organisation,
                user_id=actor.user_id,
                position=position.strip(),
                message=message.strip(),
                is_listed=is_listed,
            )
    except IntegrityError as error:
        raise Conflict(_("You asked for this already, or you act for this organisation.")) from error
    require_present(actor)
    if is_listed:
        accept(actor=actor, purpose=LISTED, page=page)
    ports.record(
        actor=actor,
        action=REQUEST.code,
        target=affiliation,
        after={"organisation": organisation.pk, "state": affiliation.state, "position": affiliation.position},
    )
    recipients = organisation_admin_ids(organisation) or coordinator_ids()
    path = reverse("clusterkit_directory:people", kwargs={"slug": organisation.slug})
    ports.notify(notice_of(notices.REQUESTED, affiliation, recipients, path, person=actor.display_name))
    return affiliation


def confirm_affiliation(
    *,
    affiliation: Affiliation,
    actor: Actor,
    role: str = AffiliationRole.REPRESENTATIVE,
    expected_version: int | None = None,
) -> Affiliation:
    """Confirm that the person acts for the organisation, as *role*. From his next request on it counts.

    Raises ``InvalidInput`` for an unknown role, and what ``core.transitions.apply`` raises.
    """
    _check_role(role)

    def effect(row: Affiliation) -> dict[str, Any]:
        row.role = role
        return {"role": role}

    return apply(
        AFFILIATION,
        "confirm",
        affiliation,
        actor=actor,
        expected_version=expected_version,
        veto=affiliation_confirmation,
        effect=effect,
        notices=lambda row: [notice_of(notices.CONFIRMED, row, [row.user_id], row.organisation.get_absolute_url())],
        announce=affiliation_confirmed,
    )


def decline_affiliation(
    *, affiliation: Affiliation, actor: Actor, reason: str, expected_version: int | None = None
) -> Affiliation:
    """Say no, with a reason that the person reads. He may ask again."""
    return apply(
        AFFILIATION,
        "decline",
        affiliation,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        notices=lambda row: [
            notice_of(notices.DECLINED, row, [row.user_id], row.organisation.get_absolute_url(), reason=reason.strip())
        ],
    )


def withdraw_affiliation(*, affiliation: Affiliation, actor: Actor, expected_version: int | None = None) -> Affiliation:
    """Take one's own request back."""
    return apply(AFFILIATION, "withdraw", affiliation, actor=actor, expected_version=expected_version)


@transaction.atomic
def change_role(
    *, affiliation: Affiliation, actor: Actor, role: str, expected_version: int | None = None
) -> Affiliation:
    """Make somebody an admin of the organisation, or a representative again.

    Raises ``InvalidInput`` for an unknown role, ``Conflict`` for the last admin or one who does not act for it now.
    """
    _check_role(role)
    lock_organisation(affiliation.organisation_id)
    locked = lock_affiliation(affiliation)
    policy_of(Affiliation).require(actor, CHANGE_ROLE, locked)
    if locked.state != AffiliationState.CONFIRMED:
        raise Conflict(_("This person does not act for the organisation now."))
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion
    before = locked.role
    if role != AffiliationRole.ADMIN:
        keep_an_admin(locked)
        pass_invitations_on(locked, None)
    locked.role = role
    locked.version += 1
    locked.save()
    ports.record(actor=actor, action=CHANGE_ROLE.code, target=locked, before={"role": before}, after={"role": role})
    return locked


@transaction.atomic
def describe_affiliation(
    *, affiliation: Affiliation, actor: Actor, position: str, is_listed: bool, page: str = ""
) -> Affiliation:
    """Change one's own position, and whether one is shown among the people of the organisation.

    To be shown is the consent to it, given on the *page* where the box was ticked.
    """
    locked = lock_affiliation(affiliation)
    policy_of(Affiliation).require(actor, DESCRIBE, locked)
    if locked.state not in LIVE_AFFILIATION_STATES:
        raise Conflict(_("You do not act for this organisation now."))
    before = {"position": locked.position, "is_listed": locked.is_listed}
    locked.position, locked.is_listed = position.strip(), is_listed
    locked.save()
    if is_listed:
        accept(actor=actor, purpose=LISTED, page=page)
    ports.record(
        actor=actor,
        action=DESCRIBE.code,
        target=locked,
        before=before,
        after={"position": locked.position, "is_listed": is_listed},
    )
    return locked


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    user: AbstractBaseUser,
    actor: Actor,
    role: str = AffiliationRole.REPRESENTATIVE,
    position: str = "",
    is_listed: bool = False,
) -> Affiliation:
    """Let *user* act for *organisation* at once, by a coordinator or the system. An open request is answered by it.

    Raises ``InvalidInput`` for an unknown role, ``Conflict`` when he acts for it already.
    """
    policy_of(Organisation).require(actor, ADD_MEMBER, organisation)
    _check_role(role)
    live = Affiliation.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, user_id=user.pk, state__in=LIVE_AFFILIATION_STATES
    )
    row = live.first()
    if row is not None and row.state == AffiliationState.CONFIRMED:
        raise Conflict(_("This person acts for the organisation already."))
    if row is not None:
        return confirm_affiliation(affiliation=row, actor=actor, role=role)
    try:
        with transaction.atomic():
            added: Affiliation = Affiliation.objects.create(
                organisation=organisation,
                user_id=user.pk,
                role=role,
                state=AffiliationState.CONFIRMED,
                position=position,
                is_listed=is_listed,
            )
    except IntegrityError as error:
        raise Conflict(_("This person acts for the organisation already.")) from error
    after = {"organisation": organisation.pk, "user": user.pk, "role": role}
    ports.record(actor=actor, action=ADD_MEMBER.code, target=added, after=after)
    if not actor.is_system:
        ports.notify(notice_of(notices.CONFIRMED, added, [added.user_id], organisation.get_absolute_url()))
    transition = AFFILIATION["confirm"]
    affiliation_confirmed.announce_on_commit(Changed(added, transition, AffiliationState.REQUESTED, actor))
    return added


def _check_role(role: str) -> None:
    if role not in AffiliationRole.values:
        raise InvalidInput(_("There is no such role."), field="role")


def lock_affiliation(affiliation: Affiliation) -> Affiliation:
    """The locked row. Raises ``NotVisible`` where it is gone."""
    locked: Affiliation | None = Affiliation.objects.select_for_update(of=("self",)).filter(pk=affiliation.pk).first()
    if locked is None:
        raise NotVisible
    return locked


def notice_of(
    kind: ports.NoticeKind, row: Affiliation, recipients: Sequence[int], path: str, **context: str
) -> ports.Notice:
    """The message about one affiliation."""
    return ports.Notice(
        kind=kind,
        recipients=recipients,
        path=path,
        event=f"directory.affiliation:{row.pk}:{kind.code.rpartition('.')[2]}:{row.version}",
        context={"organisation": str(row.organisation), "position": row.position, **context},
        target=row.organisation if row.organisation.is_published else row,
    )
