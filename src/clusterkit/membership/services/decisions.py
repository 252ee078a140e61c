"""The decision: reviewers give their verdict on a revision, and the cluster's rule says when it is decided.

Nobody decides on an organisation he is affiliated with: it is asked when he speaks, and again, of everybody
whose verdict counts, at the moment of the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import viewer_by_id
from clusterkit.accounts.services import require_present
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, StaleVersion, StateConflict
from clusterkit.core.policies import Actor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.membership import actions, hooks
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import ApplicationState, ReasonPurpose, Verdict
from clusterkit.membership.models import Application, Opinion, Reason, Revision
from clusterkit.membership.policies import is_impartial
from clusterkit.membership.rules import Outcome, Said
from clusterkit.membership.selectors.office import reviewers_rule
from clusterkit.membership.selectors.people import applicant_side_ids, reviewer_ids
from clusterkit.membership.services.file import check_state, check_version, lock, notice, notice_of
from clusterkit.membership.services.outcomes import admit_applicant, reapply_day, refuse_applicant
from clusterkit.membership.services.reasons import chosen_reason, text_of
from clusterkit.membership.transitions import MACHINE

RECUSED = _("You are affiliated with this organisation, so others decide.")


@transaction.atomic
def propose_decision(
    *,
    application: Application,
    verdict: str,
    actor: Actor,
    revision: int,
    reason: str = "",
    reason_code: str = "",
    expected_version: int | None = None,
) -> Application:
    """Give the first verdict on a revision, or one that differs from another's. The rule may decide at once.

    *reason_code* is the predefined reason of a rejection: its text is taken where *reason* is empty. *revision* is the number the reviewer looked at. Raises ``StaleVersion`` when there is a newer one,
    ``InvalidInput`` for a rejection without a reason, ``Conflict`` when he spoke already or when somebody
    proposed the same (then it is to be confirmed), ``NotPermitted`` for the affiliated, ``Vetoed``.
    """
    locked, opinions = _prepare(application, actor, revision, expected_version)
    wanted = _verdict(verdict)
    chosen = chosen_reason(ReasonPurpose.REJECT, reason_code) if wanted == Verdict.REJECT else None
    reason = reason.strip() or text_of(chosen)
    if wanted == Verdict.REJECT and not reason:
        raise InvalidInput(_("Give a reason: the applicant will read it."), field="reason")
    _check_silent(opinions, actor)
    if any(opinion.verdict == wanted for opinion in opinions):
        raise Conflict(
            _("Somebody proposed the same in the meantime. Look at it, and confirm it if you agree."),
            details={"changes": [str(opinion) for opinion in opinions]},
        )
    own = _speak(locked, actor, wanted, reason, chosen.code if chosen is not None else "")
    outcome = _count([*opinions, own])
    if outcome.verdict is not None:
        return _decide(locked, outcome.verdict, own, actor, [own])
    _record_verdict(locked, own, actor, outcome)
    return locked


@transaction.atomic
def confirm_decision(
    *, application: Application, verdict: str, actor: Actor, revision: int, expected_version: int | None = None
) -> Application:
    """Agree with what another reviewer proposed. With enough who agree and nobody against, it is decided.

    The result is still under review when another verdict stands against it or the rule needs more people. Raises
    as :func:`propose_decision`, and ``Conflict`` when nobody else proposes this any more.
    """
    locked, opinions = _prepare(application, actor, revision, expected_version)
    wanted = _verdict(verdict)
    others = [item for item in opinions if item.verdict == wanted and item.reviewer_id != actor.user_id]
    if not others:
        raise Conflict(_("Nobody else proposes this now, so there is nothing to confirm. A second person is needed."))
    own = next((item for item in opinions if item.reviewer_id == actor.user_id), None)
    if own is not None and own.verdict != wanted:
        _check_silent(opinions, actor)
    if own is None:
        own = _speak(locked, actor, wanted, others[0].reason, others[0].reason_code)
        opinions = [*opinions, own]
        spoke = True
    else:
        spoke = False
    outcome = _count(opinions)
    if outcome.verdict is not None:
        return _decide(locked, outcome.verdict, others[0], actor, [*others, own])
    if not spoke:
        raise Conflict(_("You said this already. Others see it differently, or more people are needed."))
    _record_verdict(locked, own, actor, outcome)
    return locked


@transaction.atomic
def withdraw_proposal(*, application: Application, actor: Actor) -> Application:
    """Take one's own verdict on the present revision back. Raises ``Conflict`` where there is none."""
    locked = lock(application)
    policy_of(Application).require(actor, actions.PROPOSE, locked)
    check_state(locked, frozenset({ApplicationState.UNDER_REVIEW}))
    own = _live(locked).filter(reviewer_id=actor.user_id).first()
    if own is None:
        raise Conflict(_("You have no proposal here to take back."))
    own.withdrawn_at = timezone.now()
    own.save(update_fields=["withdrawn_at"])
    ports.record(actor=actor, action=actions.PROPOSE.code, target=locked, before={"verdict": own.verdict})
    return locked


def _prepare(
    application: Application, actor: Actor, revision: int, expected_version: int | None
) -> tuple[Application, list[Opinion]]:
    locked = lock(application)
    policy = policy_of(Application)
    policy.require(actor, actions.PROPOSE, locked)
    standing = viewer_by_id(actor.user_id) if actor.user_id is not None else None
    if standing is None:
        raise NotPermitted(_("A decision needs a person who answers for it."))
    if not is_impartial(standing, locked.organisation_id):
        raise NotPermitted(RECUSED)
    check_state(locked, frozenset({ApplicationState.UNDER_REVIEW}))
    check_version(locked, expected_version)
    if revision != locked.revision:
        raise StaleVersion(
            _("The applicant sent a newer revision. Read it before you decide."),
            details={"revision": locked.revision, "expected": revision},
        )
    # Whoever became affiliated or lost the tier since he spoke does not count any more.
    opinions = [item for item in _live(locked) if _still_counts(item, locked)]
    return locked, opinions


def _live(application: Application) -> Any:
    return Opinion.objects.filter(
        application=application, revision__number=application.revision, withdrawn_at__isnull=True
    )


def _still_counts(opinion: Opinion, application: Application) -> bool:
    standing = viewer_by_id(opinion.reviewer_id)
    return standing is not None and is_impartial(standing, application.organisation_id)


def _verdict(verdict: str) -> Verdict:
    try:
        return Verdict(verdict)
    except ValueError as error:
        raise InvalidInput(_("Choose to approve or to reject."), field="verdict") from error


def _check_silent(opinions: Sequence[Opinion], actor: Actor) -> None:
    if any(item.reviewer_id == actor.user_id for item in opinions):
        raise StateConflict(_("You gave your verdict already. Take it back first if you changed your mind."))


def _speak(application: Application, actor: Actor, verdict: Verdict, reason: str, reason_code: str) -> Opinion:
    opinion = Opinion.objects.create(
        application=application,
        revision=Revision.objects.get(application=application, number=application.revision),
        reviewer_id=cast(int, actor.user_id),
        reviewer_name=actor.display_name[:160],
        verdict=verdict,
        reason=reason,
        reason_code=reason_code,
    )
    require_present(actor)
    return opinion


def _count(opinions: Sequence[Opinion]) -> Outcome:
    rule = reviewers_rule()
    if rule is None:
        raise Conflict(_("In this cluster the council decides. Put the application to its vote."))
    return rule.decide([Said(item.reviewer_id, Verdict(item.verdict)) for item in opinions])


def _record_verdict(application: Application, opinion: Opinion, actor: Actor, outcome: Outcome) -> None:
    ports.record(
        actor=actor,
        action=actions.PROPOSE.code,
        target=application,
        after={"verdict": opinion.verdict, "revision": application.revision, "contested": outcome.is_contested},
        reason=opinion.reason,
    )
    ports.notify(
        notice(
            application,
            kinds.PROPOSED,
            reviewer_ids(application.organisation_id, without=actor.user_id),
            event=f"verdict:{opinion.pk}",
            who=actor.display_name,
            verdict=opinion.verdict,
        )
    )


def _decide(
    application: Application, verdict: Verdict, said: Opinion, actor: Actor, opinions: Sequence[Opinion]
) -> Application:
    reason = said.reason
    # It was offered when it was chosen; that it was switched off since changes nothing in what was said.
    chosen = Reason.objects.filter(purpose=ReasonPurpose.REJECT, code=said.reason_code or "-").first()
    agreed = sorted({item.reviewer_name for item in opinions})

    def effect(locked: Application) -> dict[str, Any]:
        if verdict == Verdict.APPROVE:
            extra = admit_applicant(locked, actor=actor, reason=reason)
        else:
            extra = refuse_applicant(locked, actor=actor, reason=reason, chosen=chosen)
        return {"revision": locked.revision, "agreed": agreed, **extra}

    return apply(
        MACHINE,
        verdict.value,
        application,
        actor=actor,
        reason=reason,
        veto=hooks.before_decision,
        effect=effect,
        notices=notice_of(
            verdict.value,
            applicant_side_ids(application.organisation_id),
            reason=reason,
            may_reapply_on=date_format(reapply_day()) if verdict == Verdict.REJECT else "",
        ),
        announce=hooks.application_decided,
    )
