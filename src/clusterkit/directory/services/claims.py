"""Writes of claims of mail domains: claimed, proved by the link of a mail, settled by the office, given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible, StaleVersion
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.directory import notices
from clusterkit.directory.actions import CLAIM_DOMAIN
from clusterkit.directory.enums import LIVE_CLAIM_STATES, DomainClaimState, DomainProof, Mailbox
from clusterkit.directory.hooks import DomainClaimed, domain_claim_confirmed, domain_claim_ended, domain_claimed
from clusterkit.directory.mail_domains import claimable
from clusterkit.directory.models import DomainClaim, Organisation
from clusterkit.directory.selectors import organisation_admin_ids
from clusterkit.directory.services.claim_links import read_link, send_link
from clusterkit.directory.transitions import DOMAIN_CLAIM
from clusterkit.tenancy.locks import hold

CLAIMS_A_DAY: Final = 10
"""So many claims an organisation makes in a day: each sends a mail to somebody who did not ask for it."""
MAILS_A_CLAIM: Final = 5
WAIT: Final = timedelta(minutes=5)
"""Between two mails of a claim."""


@transaction.atomic
def claim_domain(
    *,
    organisation: Organisation,
    domain: str,
    actor: Actor,
    mailbox: str = Mailbox.ADMIN,
    admits_at_once: bool = True,
) -> DomainClaim:
    """Claim *domain* for *organisation* and mail a link to *mailbox* there. Nothing counts before it is used.

    Whether another organisation has the domain is not told before the link was used: then the office decides.

    Raises ``InvalidInput`` for what is no domain, one of a mail service or an unknown mailbox; ``Conflict`` where the
    organisation is not shown on the site, has claimed the domain already or made many claims today.
    """
    policy_of(Organisation).require(actor, CLAIM_DOMAIN, organisation)
    name = claimable(domain)
    _check_mailbox(mailbox)
    # One claim of an organisation after the other, so that the count holds.
    locked = Organisation.objects.select_for_update(no_key=True, of=("self",)).filter(pk=organisation.pk).first()
    if locked is None:
        raise NotVisible
    if not locked.is_published:
        raise Conflict(_("The office of the cluster looks at your organisation first. Claim the domain afterwards."))
    today = timezone.now() - timedelta(days=1)
    if locked.domain_claims.filter(created_at__gt=today).count() >= CLAIMS_A_DAY:
        raise Conflict(_("That is enough for a day. Try again tomorrow, or write to the office of the cluster."))
    try:
        with transaction.atomic():
            claim: DomainClaim = DomainClaim.objects.create(
                organisation=locked,
                domain=name,
                mailbox=mailbox,
                admits_at_once=admits_at_once,
                claimed_by_id=actor.user_id,
            )
    except IntegrityError as error:
        raise Conflict(_("Your organisation has claimed this domain already."), field="domain") from error
    require_present(actor)
    ports.record(
        actor=actor,
        action=CLAIM_DOMAIN.code,
        target=claim,
        after={"organisation": locked.pk, "domain": name, "mailbox": mailbox, "state": claim.state},
    )
    send_link(claim, actor)
    domain_claimed.announce_on_commit(DomainClaimed(claim, actor))
    return claim


@transaction.atomic
def mail_again(*, claim: DomainClaim, actor: Actor, mailbox: str = "") -> DomainClaim:
    """Send a new link, to another *mailbox* where one is given. The link before opens nothing any more.

    Raises ``Conflict`` when the claim does not wait, right after the last mail, and after many mails.
    """
    locked = _lock(claim, actor)
    if locked.state != DomainClaimState.WAITING:
        raise Conflict(_("This claim does not wait for a mail any more."))
    if locked.mails >= MAILS_A_CLAIM:
        raise Conflict(_("Many mails went out already. Write to the office of the cluster: it can confirm the domain."))
    if locked.mailed_at is not None and timezone.now() - locked.mailed_at < WAIT:
        raise Conflict(_("A mail is on its way. Look also among the junk mail, and try again in five minutes."))
    before = locked.mailbox
    locked.mailbox = mailbox or before
    _check_mailbox(locked.mailbox)
    send_link(locked, actor)
    ports.record(
        actor=actor,
        action=CLAIM_DOMAIN.code,
        target=locked,
        before={"mailbox": before},
        after={"mailbox": locked.mailbox},
    )
    return locked


@transaction.atomic
def change_claim(
    *, claim: DomainClaim, actor: Actor, admits_at_once: bool, expected_version: int | None = None
) -> DomainClaim:
    """Choose whether people with an address at the domain act for the organisation at once, or are confirmed first."""
    locked = _lock(claim, actor)
    if locked.state not in LIVE_CLAIM_STATES:
        raise Conflict(_("This claim is over."))
    if expected_version is not None and locked.version != expected_version:
        raise StaleVersion
    before, locked.admits_at_once = locked.admits_at_once, admits_at_once
    locked.version += 1
    locked.save()
    ports.record(
        actor=actor,
        action=CLAIM_DOMAIN.code,
        target=locked,
        before={"admits_at_once": before},
        after={"admits_at_once": admits_at_once},
    )
    return locked


def prove_domain(*, token: str, actor: Actor) -> DomainClaim:
    """Use the link of a mail, once. Where another organisation has the domain, the office decides.

    Raises ``NotVisible`` for a link that opens nothing (any more), ``StateConflict`` for who comes second.
    """
    claim = read_link(token)
    return _proved(claim, actor, DomainProof.MAIL, claim.key_digest)


def confirm_claimed_domain(*, claim: DomainClaim, actor: Actor | None = None) -> DomainClaim:
    """Take a waiting claim as proved by a check of the host's own. It counts as the link of the mail does.

    Raises ``NotPermitted`` for anybody but the system, and what ``core.transitions.apply`` raises.
    """
    who = actor or SystemActor()
    if not who.is_system:
        raise NotPermitted
    return _proved(claim, who, DomainProof.HOST)


@transaction.atomic
def _proved(claim: DomainClaim, actor: Actor, proof: DomainProof, digest: str | None = None) -> DomainClaim:
    # Two organisations that prove one domain do so one after the other. There is no row that both could lock.
    hold("mail-domain", claim.domain)
    taken = DomainClaim.objects.filter(domain=claim.domain, state=DomainClaimState.CONFIRMED).exists()

    def effect(row: DomainClaim) -> dict[str, Any]:
        if digest is not None and row.key_digest != digest:
            raise NotVisible  # a newer link was sent meanwhile
        return _closed(row, proof="" if taken else proof)

    return apply(
        DOMAIN_CLAIM,
        "dispute" if taken else "prove",
        claim,
        actor=actor,
        effect=effect,
        notices=lambda row: [_ask_office(row) if taken else _tell(notices.CLAIM_CONFIRMED, row, actor)],
        announce=None if taken else domain_claim_confirmed,
    )


@transaction.atomic
def settle_claim(
    *, claim: DomainClaim, actor: Actor, reason: str = "", expected_version: int | None = None
) -> DomainClaim:
    """Give the domain to the organisation of *claim*, by the office. Who had it until now has it no longer.

    Raises what ``core.transitions.apply`` raises.
    """
    hold("mail-domain", claim.domain)
    policy_of(DomainClaim).require(actor, DOMAIN_CLAIM["settle"].action, claim)
    others = DomainClaim.objects.filter(domain=claim.domain, state=DomainClaimState.CONFIRMED).exclude(pk=claim.pk)
    replaced = [str(end_claim(claim=row, actor=actor, reason=reason).organisation) for row in others]

    def effect(row: DomainClaim) -> dict[str, Any]:
        return {**_closed(row, proof=DomainProof.OFFICE), **({"replaced": ", ".join(replaced)} if replaced else {})}

    return apply(
        DOMAIN_CLAIM,
        "settle",
        claim,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=effect,
        notices=lambda row: [_tell(notices.CLAIM_CONFIRMED, row, actor)],
        announce=domain_claim_confirmed,
    )


def decline_claim(*, claim: DomainClaim, actor: Actor, reason: str, expected_version: int | None = None) -> DomainClaim:
    """Say, by the office, that the domain is not this organisation's. Its administrators read the *reason*."""
    return apply(
        DOMAIN_CLAIM,
        "decline",
        claim,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=_closed,
        notices=lambda row: [_tell(notices.CLAIM_DECLINED, row, actor, reason=reason.strip())],
    )


def end_claim(
    *, claim: DomainClaim, actor: Actor, reason: str = "", expected_version: int | None = None
) -> DomainClaim:
    """Give a domain up, or take it away by the office. Who acts for the organisation already goes on doing so."""
    return apply(
        DOMAIN_CLAIM,
        "end",
        claim,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=_closed,
        notices=lambda row: [_tell(notices.CLAIM_ENDED, row, actor, reason=reason.strip())],
        announce=domain_claim_ended,
    )


def _closed(row: DomainClaim, *, proof: str = "") -> dict[str, Any]:
    """No link opens it any more."""
    row.key_digest, row.link_expires_at = "", None
    row.proof = proof or row.proof
    return {"domain": row.domain, **({"proof": str(proof)} if proof else {})}


def _lock(claim: DomainClaim, actor: Actor) -> DomainClaim:
    locked: DomainClaim | None = DomainClaim.objects.select_for_update(of=("self",)).filter(pk=claim.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(DomainClaim).require(actor, CLAIM_DOMAIN, locked)
    return locked


def _check_mailbox(mailbox: str) -> None:
    if mailbox not in Mailbox.values:
        raise InvalidInput(_("Choose one of the addresses of the list."), field="mailbox")


def _tell(kind: ports.NoticeKind, row: DomainClaim, actor: Actor, **context: str) -> ports.Notice:
    """To the organisation's administrators, but not to who did it himself."""
    told = [user_id for user_id in organisation_admin_ids(row.organisation) if user_id != actor.user_id]
    path = reverse("clusterkit_directory:domains", kwargs={"slug": row.organisation.slug})
    return _notice(kind, row, told, path, **context)


def _ask_office(row: DomainClaim) -> ports.Notice:
    return _notice(notices.CLAIM_DISPUTED, row, coordinator_ids(), reverse("clusterkit_directory:domain-claims"))


def _notice(
    kind: ports.NoticeKind, row: DomainClaim, recipients: Sequence[int], path: str, **context: str
) -> ports.Notice:
    return ports.Notice(
        kind=kind,
        recipients=recipients,
        path=path,
        event=f"directory.domain_claim:{row.pk}:{kind.code.rpartition('.')[2]}:{row.version}",
        context={"organisation": str(row.organisation), "domain": row.domain, **context},
        target=row,
    )
