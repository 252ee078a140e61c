"""Mail domains: claimed, proved by the link of a mail once, disputed, settled by the office, given up."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from clusterkit import presets
from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import (
    Conflict,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.core.policies import SystemActor
from clusterkit.core.surfaces import ViewerPayload
from clusterkit.directory import receivers
from clusterkit.directory.enums import DomainClaimState, DomainProof
from clusterkit.directory.hooks import DomainClaimed, domain_claim_confirmed, domain_claim_ended, domain_claimed
from clusterkit.directory.mail_domains import claimable, normalise
from clusterkit.directory.models import DomainClaim, Organisation
from clusterkit.directory.services import (
    change_claim,
    claim_domain,
    confirm_claimed_domain,
    decline_claim,
    end_claim,
    mail_again,
    prove_domain,
    read_link,
    settle_claim,
)
from clusterkit.directory.services.claims import CLAIMS_A_DAY, MAILS_A_CLAIM
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    DomainClaimFactory,
    OrganisationFactory,
    WaitingDomainClaimFactory,
)
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db


def token_in(message: Any) -> str:
    """The last part of the link in a mail."""
    found = re.search(r"/participants/domains/link/([^/\s]+)/", message.body)
    assert found
    return found[1]


@pytest.fixture
def claim(
    naftan: Organisation, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> tuple[DomainClaim, str]:
    """Naftan claims naftan.example; with the token in the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        row = claim_domain(organisation=naftan, domain="Naftan.Example", actor=viewers["admin"], mailbox="postmaster")
    return row, token_in(mail.outbox.pop())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("naftan.example", "naftan.example"),
        (" @Naftan.Example. ", "naftan.example"),
        ("info@naftan.example", "naftan.example"),
        ("завод.бел", "xn--80aegj1b.xn--90ais"),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("-bad-.example", ""),
        ("two words.example", ""),
        ("a..b", ""),
        (f"{'a' * 64}.example", ""),
        ("", ""),
    ],
)
def test_a_mail_domain_has_one_form(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@pytest.mark.parametrize("domain", ["gmail.com", "mail.ru", "yandex.by", "tut.by", "vip.mail.ru", "host-says.example"])
def test_where_anybody_may_have_an_address_nobody_claims(domain: str, settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "PUBLIC_MAIL_DOMAINS": ["Host-Says.example"]}
    with pytest.raises(InvalidInput, match="Anybody may have an address there"):
        claimable(domain)


def test_a_claim_waits_for_the_answer_to_its_mail(
    naftan: Organisation,
    viewers: dict[str, Viewer],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[DomainClaimed] = []
    with domain_claimed.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        row = claim_domain(organisation=naftan, domain="naftan.example", actor=viewers["admin"], mailbox="info")
    row.refresh_from_db()
    assert (row.state, row.proof, row.claimed_by_id) == (DomainClaimState.WAITING, "", viewers["admin"].user_id)
    (message,) = mail.outbox
    assert message.to == ["info@naftan.example"]
    assert "Ada Admin" in message.body
    assert "Naftan" in message.subject
    assert row.mailed_at is not None
    token = token_in(message)
    assert read_link(token) == row
    # What is stored does not open the link.
    assert row.key_digest not in token
    assert [payload.claim for payload in heard] == [row]
    assert written[-1].after["domain"] == "naftan.example"


@pytest.mark.parametrize(
    ("domain", "mailbox", "field"),
    [("nothing", "admin", "domain"), ("gmail.com", "admin", "domain"), ("naftan.example", "director", "mailbox")],
)
def test_bad_input_names_its_field(
    domain: str, mailbox: str, field: str, naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        claim_domain(organisation=naftan, domain=domain, actor=viewers["admin"], mailbox=mailbox)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["guest", "registered", "member", "representative", "outsider"])
def test_only_its_admins_and_the_office_claim(who: str, naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    with pytest.raises(NotPermitted):
        claim_domain(organisation=naftan, domain="naftan.example", actor=viewers[who])
    assert claim_domain(organisation=naftan, domain="naftan.example", actor=viewers["coordinator"])


def test_an_organisation_that_is_not_shown_waits_for_the_office(
    naftan: Organisation, viewers: dict[str, Viewer]
) -> None:
    Organisation.objects.filter(pk=naftan.pk).update(is_published=False)
    with pytest.raises(Conflict, match="looks at your organisation first"):
        claim_domain(organisation=naftan, domain="naftan.example", actor=viewers["admin"])
    assert mail.outbox == []


def test_the_same_domain_is_claimed_once_and_not_many_a_day(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    make = partial(claim_domain, organisation=naftan, actor=viewers["admin"])
    make(domain="naftan.example")
    with pytest.raises(Conflict, match="claimed this domain already"):
        make(domain="NAFTAN.example")
    for number in range(CLAIMS_A_DAY - 1):
        make(domain=f"naftan-{number}.example")
    with pytest.raises(Conflict, match="enough for a day"):
        make(domain="one-more.example")
    DomainClaim.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert make(domain="one-more.example")


def test_the_link_confirms_it_once(
    claim: tuple[DomainClaim, str],
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    row, token = claim
    heard: list[Any] = []
    with domain_claim_confirmed.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        done = prove_domain(token=token, actor=viewers["guest"])
    assert (done.pk, done.state, done.proof, done.key_digest) == (
        row.pk,
        DomainClaimState.CONFIRMED,
        DomainProof.MAIL,
        "",
    )
    assert [payload.obj for payload in heard] == [row]
    assert [(notice.kind.code, [*notice.recipients]) for notice in sent] == [
        ("directory.domain_confirmed", [viewers["admin"].user_id])
    ]
    (entry,) = [item for item in written if item.action == "directory.prove_domain"]
    assert entry.after == {"state": "confirmed", "domain": "naftan.example", "proof": "mail"}
    with pytest.raises(NotVisible):
        prove_domain(token=token, actor=viewers["guest"])


def test_links_that_open_nothing(
    claim: tuple[DomainClaim, str], viewers: dict[str, Viewer], beta: Cluster, settings: Any
) -> None:
    row, token = claim
    with pytest.raises(NotVisible):
        read_link(token[:-3])
    with cluster_context(beta), pytest.raises(NotVisible):
        read_link(token)
    DomainClaim.objects.filter(pk=row.pk).update(link_expires_at=timezone.now())
    with pytest.raises(NotVisible):
        prove_domain(token=token, actor=viewers["guest"])


def test_a_newer_mail_ends_the_older_link(
    claim: tuple[DomainClaim, str], viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    row, token = claim
    with pytest.raises(Conflict, match="on its way"):
        mail_again(claim=row, actor=viewers["admin"])
    DomainClaim.objects.update(mailed_at=timezone.now() - timedelta(minutes=6))
    with django_capture_on_commit_callbacks(execute=True):
        mail_again(claim=row, actor=viewers["admin"], mailbox="webmaster")
    (message,) = mail.outbox
    assert message.to == ["webmaster@naftan.example"]
    with pytest.raises(NotVisible):
        read_link(token)
    assert read_link(token_in(message)) == row


def test_a_mail_that_was_not_taken_is_sent_again_at_once(
    naftan: Organisation, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    silent = presets.mail("tests.apps.directory.test_domain_claims.NoServer")
    with override_settings(**silent), django_capture_on_commit_callbacks(execute=True):
        row = claim_domain(organisation=naftan, domain="naftan.example", actor=viewers["admin"])
    row.refresh_from_db()
    assert row.mailed_at is None
    with django_capture_on_commit_callbacks(execute=True):
        mail_again(claim=row, actor=viewers["admin"])
    row.refresh_from_db()
    assert row.mailed_at is not None


class NoServer:
    """A mail server that does not answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise OSError("nobody there")


def test_mails_have_an_end(claim: tuple[DomainClaim, str], viewers: dict[str, Viewer]) -> None:
    row, _token = claim
    DomainClaim.objects.update(mails=MAILS_A_CLAIM, mailed_at=None)
    with pytest.raises(Conflict, match="Many mails"):
        mail_again(claim=row, actor=viewers["admin"])
    DomainClaim.objects.update(mails=1)
    with pytest.raises(InvalidInput):
        mail_again(claim=row, actor=viewers["admin"], mailbox="director")
    with pytest.raises(NotVisible):
        mail_again(claim=row, actor=viewers["outsider"])
    end_claim(claim=row, actor=viewers["admin"])
    with pytest.raises(Conflict, match="does not wait"):
        mail_again(claim=row, actor=viewers["admin"])
    DomainClaim.objects.all().delete()
    with pytest.raises(NotVisible):
        mail_again(claim=row, actor=viewers["admin"])


def test_a_domain_of_another_one_goes_to_the_office(
    claim: tuple[DomainClaim, str], viewers: dict[str, Viewer], sent: list[ports.Notice]
) -> None:
    _row, token = claim
    holder = DomainClaimFactory(domain="naftan.example")
    row = prove_domain(token=token, actor=viewers["guest"])
    assert (row.state, row.proof, row.key_digest) == (DomainClaimState.DISPUTED, "", "")
    assert [(notice.kind.code, [*notice.recipients]) for notice in sent] == [
        ("directory.domain_disputed", [viewers["coordinator"].user_id])
    ]
    (task,) = receivers.office_tasks(ViewerPayload(viewers["coordinator"]))
    assert "naftan.example" in str(task.title)
    holder.refresh_from_db()
    assert holder.state == DomainClaimState.CONFIRMED


def test_the_office_gives_it_to_the_other_one(
    naftan: Organisation,
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    admin = AdminAffiliationFactory()
    holder = DomainClaimFactory(organisation=admin.organisation, domain="naftan.example")
    disputed = WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example", state=DomainClaimState.DISPUTED)
    ended: list[Any] = []
    with domain_claim_ended.override(ended.append), django_capture_on_commit_callbacks(execute=True):
        row = settle_claim(claim=disputed, actor=viewers["coordinator"], reason="Both were asked.")
    holder.refresh_from_db()
    assert (row.state, row.proof, holder.state) == (
        DomainClaimState.CONFIRMED,
        DomainProof.OFFICE,
        DomainClaimState.ENDED,
    )
    assert {(notice.kind.code, *notice.recipients) for notice in sent} == {
        ("directory.domain_ended", admin.user_id),
        ("directory.domain_confirmed", viewers["admin"].user_id),
    }
    assert [payload.obj for payload in ended] == [holder]
    assert written[-1].after["replaced"] == str(holder.organisation)
    assert written[-1].reason == "Both were asked."


def test_the_office_confirms_without_a_mail_or_declines(
    claim: tuple[DomainClaim, str], viewers: dict[str, Viewer], sent: list[ports.Notice]
) -> None:
    row, token = claim
    for who in ("admin", "outsider"):
        with pytest.raises((NotPermitted, NotVisible)):
            settle_claim(claim=row, actor=viewers[who])
        with pytest.raises((NotPermitted, NotVisible)):
            decline_claim(claim=row, actor=viewers[who], reason="No.")
    with pytest.raises(InvalidInput):
        decline_claim(claim=row, actor=viewers["coordinator"], reason=" ")
    declined = decline_claim(claim=row, actor=viewers["coordinator"], reason="Not theirs.")
    assert declined.state == DomainClaimState.DECLINED
    assert sent[-1].context["reason"] == "Not theirs."
    with pytest.raises(NotVisible):
        read_link(token)
    again = claim_domain(organisation=row.organisation, domain="naftan.example", actor=viewers["admin"])
    assert settle_claim(claim=again, actor=viewers["coordinator"]).proof == DomainProof.OFFICE


def test_a_host_that_can_tell_confirms_it_itself(
    naftan: Organisation, viewers: dict[str, Viewer], django_capture_on_commit_callbacks: Any
) -> None:
    """As a receiver that looks into the DNS would."""

    def look(payload: DomainClaimed) -> None:
        confirm_claimed_domain(claim=payload.claim)

    with domain_claimed.override(look), django_capture_on_commit_callbacks(execute=True):
        row = claim_domain(organisation=naftan, domain="naftan.example", actor=viewers["admin"])
    row.refresh_from_db()
    assert (row.state, row.proof) == (DomainClaimState.CONFIRMED, DomainProof.HOST)
    with pytest.raises(NotPermitted):
        confirm_claimed_domain(claim=row, actor=viewers["coordinator"])
    other = WaitingDomainClaimFactory(domain="naftan.example")
    assert confirm_claimed_domain(claim=other, actor=SystemActor()).state == DomainClaimState.DISPUTED


def test_who_is_let_in_is_the_organisations_choice(claim: tuple[DomainClaim, str], viewers: dict[str, Viewer]) -> None:
    row, _token = claim
    DomainClaim.objects.update(version=3)
    with pytest.raises(StaleVersion):
        change_claim(claim=row, actor=viewers["admin"], admits_at_once=False, expected_version=2)
    changed = change_claim(claim=row, actor=viewers["admin"], admits_at_once=False, expected_version=3)
    assert (changed.admits_at_once, changed.version) == (False, 4)
    end_claim(claim=row, actor=viewers["admin"])
    with pytest.raises(Conflict, match="over"):
        change_claim(claim=row, actor=viewers["admin"], admits_at_once=True)


@pytest.mark.parametrize(("who", "told"), [("admin", False), ("coordinator", True)])
def test_a_domain_is_given_up_or_taken_away(
    who: str, told: bool, naftan: Organisation, viewers: dict[str, Viewer], sent: list[ports.Notice]
) -> None:
    row = DomainClaimFactory(organisation=naftan)
    ended = end_claim(claim=row, actor=viewers[who], reason="Sold.")
    assert ended.state == DomainClaimState.ENDED
    assert bool(sent and sent[-1].recipients) is told
    with pytest.raises(StateConflict):
        end_claim(claim=row, actor=viewers[who])


def test_the_database_keeps_one_owner_and_no_used_link(naftan: Organisation) -> None:
    DomainClaimFactory(domain="naftan.example")
    for values in (
        {"domain": "naftan.example"},
        {"domain": "other.example", "key_digest": "d" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DomainClaimFactory(organisation=naftan, **values)
    WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingDomainClaimFactory(organisation=naftan, domain="naftan.example")


def test_in_a_copy_the_links_are_dead(claim: tuple[DomainClaim, str], alpha: Cluster) -> None:
    row, token = claim
    cluster_copied.collect(ClusterCopied(alpha, "clone", "before"), switched_off=True)
    with pytest.raises(NotVisible):
        read_link(token)
    row.refresh_from_db()
    assert row.state == DomainClaimState.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_link_used_twenty_times_at_once_is_used_once() -> None:
    admin = AdminAffiliationFactory()
    office = viewer_of(CoordinatorFactory())
    claim_domain(organisation=admin.organisation, domain="naftan.example", actor=viewer_of(admin.user))
    token = token_in(mail.outbox[-1])
    results = at_once(*[partial(prove_domain, token=token, actor=office)] * 20)
    assert sorted({type(result).__name__ for result in results} - {"NotVisible", "StateConflict"}) == ["DomainClaim"]
    assert sum(isinstance(result, DomainClaim) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_prove_one_domain_at_once_leave_one_owner() -> None:
    office = viewer_of(CoordinatorFactory())
    for number in range(3):
        tokens = []
        for organisation in (OrganisationFactory(), OrganisationFactory()):
            claim_domain(organisation=organisation, domain=f"both-{number}.example", actor=office)
            tokens.append(token_in(mail.outbox[-1]))
        results = at_once(*[partial(prove_domain, token=token, actor=office) for token in tokens])
        assert sorted(result.state for result in results) == ["confirmed", "disputed"]


@pytest.mark.django_db(transaction=True)
def test_without_waiting_for_each_other_both_would_find_the_domain_free() -> None:
    """The control: what each looks at before it confirms, looked at by both at once."""
    import threading

    asked = threading.Barrier(2)

    def look() -> bool:
        with transaction.atomic():
            taken = DomainClaim.objects.filter(domain="both.example", state=DomainClaimState.CONFIRMED).exists()
            asked.wait(10)
            DomainClaimFactory(domain="both.example")
            return taken

    results = at_once(look, look)
    # Both found it free; only the database's own rule kept the second one out, with an error nobody can act on.
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "bool"]
