"""Invitations by e-mail: sent, opened, accepted once, taken back, sent again, and dead in a copy."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from clusterkit import presets
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.selectors import has_consent
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, TooMany, Vetoed
from clusterkit.core.policies import SystemActor, policy_of
from clusterkit.directory.actions import ACCEPT_INVITATION, REVOKE_INVITATION
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationRole, AffiliationState, InvitationState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed
from clusterkit.directory.invitation_links import digest_in, token_of
from clusterkit.directory.models import Affiliation, Invitation, Organisation
from clusterkit.directory.selectors import invitation_of, invitations
from clusterkit.directory.services import (
    accept_invitation,
    forget_addresses,
    invite,
    resend_invitation,
    revoke_invitation,
)
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.tenancy.context import cluster_context, current_cluster
from clusterkit.tenancy.hooks import WorkerTick, worker_tick
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationRequestFactory,
    InvitationFactory,
)

pytestmark = pytest.mark.django_db


def test_what_came_of_an_invitation_is_told_by_its_moments() -> None:
    now, user = timezone.now(), UserFactory()
    assert InvitationFactory().state == InvitationState.WAITING
    assert InvitationFactory(expires_at=now).state_label == "ran out"
    assert InvitationFactory(accepted_at=now, accepted_by=user).state == InvitationState.ACCEPTED
    revoked = InvitationFactory(revoked_at=now, expires_at=now - timedelta(days=1), email="")
    assert revoked.state == InvitationState.REVOKED
    assert str(revoked) == f"Invitation to act for {revoked.organisation}"


@pytest.mark.parametrize(
    "values",
    [
        {"email": "twice@example.org"},
        {"accepted_at": timezone.now(), "revoked_at": timezone.now()},
        {"email": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, object]) -> None:
    first = InvitationFactory(email="twice@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(**{"organisation": first.organisation, **values})


def token_in(message: Any) -> str:
    """The word in the link of a mail."""
    found = re.search(r"/participants/invitations/open/([^/]+)/", message.body)
    assert found
    return found[1]


@pytest.fixture
def dina(_stand_in_alpha: None) -> Any:
    """Somebody who is registered and acts for nobody."""
    return UserFactory(name="Dina Invited", email="dina@example.org")


@pytest.fixture
def invited(naftan: Organisation, people: dict[str, Any]) -> Invitation:
    """An invitation of the admin of naftan to Dina."""
    row: Invitation = InvitationFactory(
        organisation=naftan, invited_by=people["admin"], email="dina@example.org", key="of-dina"
    )
    return row


def test_the_mail_says_who_invites_whom_to_what(
    naftan: Organisation,
    viewers: dict[str, Viewer],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = invite(organisation=naftan, email=" New@Example.org ", actor=viewers["admin"], role="admin")
    assert (row.email, row.role, row.state) == ("new@example.org", "admin", InvitationState.WAITING)
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert "Ada Admin" in mail.outbox[0].subject
    assert current_cluster().absolute_url("/participants/invitations/open/") in mail.outbox[0].body
    assert invitation_of(token_in(mail.outbox[0])) == row
    row.refresh_from_db()
    assert row.sent_at is not None
    assert [entry.action for entry in written] == ["directory.invite"]
    assert "new@example.org" not in f"{written[0].target}{written[0].after}"


def test_the_link_is_not_in_the_database(
    naftan: Organisation, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = invite(organisation=naftan, email="new@example.org", actor=viewers["admin"])
    token = token_in(mail.outbox[0])
    assert digest_in(token) == row.digest
    assert row.digest not in token
    assert invitation_of(f"{token}x") is None


def test_a_mail_that_does_not_leave_is_not_called_sent(
    naftan: Organisation, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    silent = presets.mail("tests.apps.directory.test_domain_claims.NoServer")
    with override_settings(**silent), django_capture_on_commit_callbacks(execute=True):
        row = invite(organisation=naftan, email="new@example.org", actor=viewers["admin"])
    row.refresh_from_db()
    assert row.sent_at is None


def test_who_is_known_and_who_is_not_are_told_alike(
    naftan: Organisation, dina: Any, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    """What the inviter gets is the same but for the address, and so is the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        rows = [
            invite(organisation=naftan, email=email, actor=viewers["admin"])
            for email in ("dina@example.org", "nobody@example.org")
        ]
    shown = [{**vars(row), "id": 0, "email": "", "digest": "", "_state": None, "expires_at": None} for row in rows]
    for values in shown:
        values.pop("created_at")
    assert shown[0] == shown[1]
    bodies = [message.body.replace(token_in(message), "") for message in mail.outbox]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("who", ["registered", "member", "representative", "outsider", "guest"])
def test_only_who_looks_after_the_organisation_invites(
    who: str, naftan: Organisation, invited: Invitation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(NotPermitted):
        invite(organisation=naftan, email="new@example.org", actor=viewers[who])
    for call in (resend_invitation, revoke_invitation):
        with pytest.raises((NotVisible, NotPermitted)):
            call(invitation=invited, actor=viewers[who])
    assert not invitations(viewers[who]).exists()


def test_the_office_invites_too_but_not_the_platform(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    assert invite(organisation=naftan, email="new@example.org", actor=viewers["coordinator"]).pk
    with pytest.raises(NotPermitted):
        invite(organisation=naftan, email="other@example.org", actor=SystemActor())


def test_what_cannot_be_invited(
    naftan: Organisation, people: dict[str, Any], invited: Invitation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(InvalidInput):
        invite(organisation=naftan, email="new@example.org", actor=viewers["admin"], role="owner")
    with pytest.raises(Conflict):
        invite(organisation=naftan, email="Dina@example.org", actor=viewers["admin"])
    with pytest.raises(Conflict):
        invite(organisation=naftan, email=people["representative"].email.upper(), actor=viewers["admin"])


def test_one_that_ran_out_is_sent_anew(
    naftan: Organisation, invited: Invitation, viewers: dict[str, Viewer], dina: Any
) -> None:
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    again = invite(organisation=naftan, email="dina@example.org", actor=viewers["coordinator"])
    assert (again.pk, again.state, again.invited_by_id) == (
        invited.pk,
        InvitationState.WAITING,
        viewers["coordinator"].user_id,
    )
    assert invitation_of(token_of("of-dina")) is None


def test_sent_again_the_earlier_link_is_dead(
    invited: Invitation, viewers: dict[str, Viewer], dina: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        resend_invitation(invitation=invited, actor=viewers["admin"])
    with pytest.raises(NotVisible):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    accept_invitation(token=token_in(mail.outbox[0]), actor=viewer_of(dina))


def test_taken_back_nobody_accepts(invited: Invitation, viewers: dict[str, Viewer], dina: Any) -> None:
    revoked = revoke_invitation(invitation=invited, actor=viewers["admin"])
    assert (revoked.state, revoked.email, revoked.revoked_by_id) == ("revoked", "", viewers["admin"].user_id)
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    for call in (resend_invitation, revoke_invitation):
        with pytest.raises(Conflict):
            call(invitation=invited, actor=viewers["admin"])
    Invitation.objects.all().delete()
    with pytest.raises(NotVisible):
        revoke_invitation(invitation=invited, actor=viewers["admin"])


def test_accepted_it_counts_at_once_and_once(
    naftan: Organisation,
    invited: Invitation,
    dina: Any,
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Any] = []
    with affiliation_confirmed.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        row = accept_invitation(
            token=token_of("of-dina"), actor=viewer_of(dina), position=" Chemist ", is_listed=True, page="/here/"
        )
    assert (row.state, row.role, row.position, row.is_listed) == ("confirmed", "representative", "Chemist", True)
    assert viewer_of(dina).organisation_ids == {naftan.pk}
    assert has_consent(dina, LISTED)
    assert [(notice.kind.code, notice.recipients) for notice in sent] == [
        ("directory.invitation_accepted", [invited.invited_by_id])
    ]
    assert [entry.action for entry in written if entry.action.startswith("directory")] == [
        "directory.accept_invitation"
    ]
    assert [change.obj.pk for change in heard] == [row.pk]
    invited.refresh_from_db()
    assert (invited.state, invited.accepted_by_id, invited.email) == (InvitationState.ACCEPTED, dina.pk, "")
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))


def test_an_open_request_is_answered_by_it(naftan: Organisation, invited: Invitation, dina: Any) -> None:
    asked = AffiliationRequestFactory(organisation=naftan, user=dina, position="Chemist")
    row = accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    assert (row.pk, row.state, row.position, row.version) == (asked.pk, "confirmed", "Chemist", 2)


@pytest.mark.parametrize(
    ("as_role", "has_role", "gets"), [("admin", "representative", "admin"), ("representative", "admin", "admin")]
)
def test_who_acts_already_loses_nothing(
    as_role: str, has_role: str, gets: str, naftan: Organisation, invited: Invitation, dina: Any
) -> None:
    Invitation.objects.update(role=as_role)
    had = AdminAffiliationFactory(organisation=naftan, user=dina, role=has_role)
    heard: list[Any] = []
    with affiliation_confirmed.override(heard.append):
        row = accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    assert (row.pk, row.role, heard) == (had.pk, gets, [])


def test_it_is_bound_to_the_address(invited: Invitation, dina: Any, viewers: dict[str, Viewer]) -> None:
    for who in ("registered", "coordinator", "admin"):
        with pytest.raises(NotPermitted):
            accept_invitation(token=token_of("of-dina"), actor=viewers[who])
    with pytest.raises(NotPermitted):
        accept_invitation(token=token_of("of-dina"), actor=viewers["guest"])
    dina.emailaddress_set.update(verified=False)
    with pytest.raises(NotPermitted):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    dina.emailaddress_set.update(verified=True, email="DINA@example.org")
    assert accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina)).user_id == dina.pk


def test_who_invites_has_to_look_after_it_still(
    naftan: Organisation, people: dict[str, Any], invited: Invitation, dina: Any
) -> None:
    """Else somebody who was removed comes back by a link that he sent to himself."""
    Affiliation.objects.filter(user=people["admin"]).update(role=AffiliationRole.REPRESENTATIVE)
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    Invitation.objects.update(invited_by=None)
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    assert not Affiliation.objects.filter(user=dina).exists()


def test_a_host_may_refuse(invited: Invitation, dina: Any) -> None:
    seen: list[Any] = []

    def refuse(change: Any) -> str:
        seen.append((change.obj.user_id, change.obj.state, change.actor.user_id))
        return "Not today"

    with affiliation_confirmation.override(refuse), pytest.raises(Vetoed):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    assert seen == [(dina.pk, AffiliationState.REQUESTED, dina.pk)]
    assert not Affiliation.objects.filter(user=dina).exists()


def test_strangers_are_left_in_peace(naftan: Organisation, viewers: dict[str, Viewer], settings: Any) -> None:
    row = invite(organisation=naftan, email="new@example.org", actor=viewers["admin"])
    for _number in range(4):
        resend_invitation(invitation=row, actor=viewers["admin"])
    with pytest.raises(TooMany):
        resend_invitation(invitation=row, actor=viewers["admin"])
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "INVITATIONS_A_DAY": 6}
    invite(organisation=naftan, email="new2@example.org", actor=viewers["admin"])
    with pytest.raises(TooMany):
        invite(organisation=naftan, email="new3@example.org", actor=viewers["admin"])


def test_who_never_came_is_forgotten(invited: Invitation) -> None:
    now = timezone.now()
    Invitation.objects.update(expires_at=now - timedelta(days=13))
    assert forget_addresses(now=now) == 0
    assert forget_addresses(now=now + timedelta(days=2)) == 1
    invited.refresh_from_db()
    assert (invited.state, invited.email) == (InvitationState.REVOKED, "")


def test_a_copy_of_the_cluster_has_dead_invitations(
    alpha: Cluster, beta: Cluster, invited: Invitation, dina: Any
) -> None:
    with cluster_context(beta):
        InvitationFactory(key="of-dina")
        elsewhere = token_of("of-dina")
    assert invitation_of(elsewhere) is None, "signed for another schema"
    cluster_copied.collect(ClusterCopied(alpha, "clone", "before"), switched_off=True)
    invited.refresh_from_db()
    assert (invited.state, invited.email) == (InvitationState.REVOKED, "")
    with pytest.raises(Conflict):
        accept_invitation(token=token_of("of-dina"), actor=viewer_of(dina))
    with cluster_context(beta):
        assert Invitation.objects.get().state == InvitationState.WAITING


def test_time_and_the_archive_of_ones_data_know_them(
    alpha: Cluster, naftan: Organisation, invited: Invitation, viewers: dict[str, Viewer], dina: Any
) -> None:
    def rows_of(viewer: Viewer) -> list[Any]:
        sections = [row for rows in personal_data.collect(PersonalData(viewer)) for row in rows]
        return list(next(row for row in sections if row.name == "invitations").rows)

    assert [row["email"] for row in rows_of(viewers["admin"])] == ["dina@example.org"]
    assert rows_of(viewer_of(dina)) == []
    worker_tick.announce(WorkerTick(alpha, timezone.now() + timedelta(days=40)))
    invited.refresh_from_db()
    assert (invited.state, invited.email) == (InvitationState.REVOKED, "")


def test_the_office_sees_all_and_accepts_none(invited: Invitation, viewers: dict[str, Viewer]) -> None:
    assert list(invitations(viewers["coordinator"])) == [invited]
    policy = policy_of(Invitation)
    assert policy.can(viewers["coordinator"], REVOKE_INVITATION, invited)
    assert not policy.can(viewers["coordinator"], ACCEPT_INVITATION, invited)
