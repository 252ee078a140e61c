"""Giving consents and taking them back. Each answer is a row of the register; none is ever changed."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts.actions import MANAGE_OWN
from clusterkit.accounts.consents import Purpose, digest_of
from clusterkit.accounts.models import ConsentDecision, ConsentText
from clusterkit.accounts.selectors import decision_in_force
from clusterkit.accounts.services.presence import own_user, page_language
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.policies import Actor


def kept_text(purpose: Purpose) -> ConsentText:
    """The row with the present words of *purpose*; made at the first answer to them."""
    wording = purpose.wording()
    text: ConsentText
    text, _made = ConsentText.objects.get_or_create(
        purpose=purpose.code,
        version=purpose.version,
        digest=digest_of(wording),
        defaults={"wording": wording},
    )
    return text


def write_decision(
    *, user_id: int, purpose: Purpose, given: bool, page: str = "", language: str | None = None
) -> ConsentDecision:
    """Add one answer to the register. For services: it asks no policy and writes no audit row."""
    decision: ConsentDecision = ConsentDecision.objects.create(
        user_id=user_id,
        purpose=purpose.code,
        version=purpose.version,
        text=kept_text(purpose),
        given=given,
        page=page[:300],
        language=page_language() if language is None else language,
    )
    return decision


@transaction.atomic
def give_consent(*, actor: Actor, purpose: Purpose, version: str, page: str = "") -> ConsentDecision:
    """Agree to the text that was shown. Twice is once.

    Raises ``Conflict`` when *version* is not the present one: another text was read.
    """
    if version != purpose.version:
        raise Conflict(_("The text was changed in the meantime. Please read it again."))
    user = own_user(actor, lock=True)
    last = decision_in_force(user.pk, purpose.code)
    if last is not None and last.given and last.version == version:
        return last
    decision = write_decision(user_id=user.pk, purpose=purpose, given=True, page=page)
    ports.record(
        actor=actor, action=MANAGE_OWN.code, target=decision, after={"consent": purpose.code, "version": version}
    )
    return decision


def accept(*, actor: Actor, purpose: Purpose, page: str = "") -> None:
    """Give the consent that a box of another form stands for, beside which its text was one click away. Twice is once."""
    give_consent(actor=actor, purpose=purpose, version=purpose.version, page=page)


@transaction.atomic
def withdraw_consent(*, actor: Actor, purpose: Purpose, page: str = "") -> None:
    """Take the consent back, whichever version it was given to. What rests on it ends at once.

    Without a required one the account is closed: nobody signs in with it until the office opens it again. Raises
    ``InvalidInput`` when that would leave the cluster without a coordinator.
    """
    if purpose.required:
        # All coordinators in one order, so that the last two cannot close their accounts at once.
        ids = [*coordinator_ids(), actor.user_id]
        list(get_user_model()._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))
    user = own_user(actor, lock=True)
    if purpose.required and coordinator_ids() == [user.pk]:
        raise InvalidInput(_("You are the only coordinator. Give somebody else the task first."))
    last = decision_in_force(user.pk, purpose.code)
    if last is None or not last.given:
        return
    decision = ConsentDecision.objects.create(
        user=user,
        purpose=purpose.code,
        version=last.version,
        text_id=last.text_id,
        given=False,
        page=page[:300],
        language=page_language(),
    )
    ports.record(actor=actor, action=MANAGE_OWN.code, target=decision, after={"withdrawn": purpose.code})
    if purpose.required:
        user.is_active = False
        user.save(update_fields=["is_active"])
