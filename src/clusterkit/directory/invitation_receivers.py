"""What becomes of invitations beside what people do: in the archive of one's data, at an erasure, in a copy, by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts.hooks import ErasedPerson, PersonalData, Section, person_erased, personal_data
from clusterkit.accounts.sections import section
from clusterkit.directory.hooks import Belonging, Belongings, Leaving, handover_outlook
from clusterkit.directory.models import Invitation
from clusterkit.directory.selectors import waiting_invitations
from clusterkit.directory.services import forget_addresses, void_invitations
from clusterkit.hosting.hooks import ClusterCopied, cluster_copied
from clusterkit.tenancy.hooks import WorkerTick, worker_tick


@handover_outlook.connect(order=10)
def waiting_for_answers(payload: Leaving) -> Sequence[Belongings]:
    """The invitations that he sent and nobody answered yet."""
    rows = waiting_invitations(payload.actor, payload.organisation).filter(invited_by_id=payload.user.pk)
    found = [Belonging(row.email) for row in rows]
    note = _("They go on with an administrator who takes over; else they are taken back.")
    return [Belongings(_("Invitations by e-mail"), len(found), found, note)]


@personal_data.connect(order=21)
def own_invitations(payload: PersonalData) -> Sequence[Section]:
    """Whom the person invited, and what he accepted."""
    user_id = payload.viewer.user_id or 0
    rows = Invitation.objects.filter(Q(invited_by_id=user_id) | Q(accepted_by_id=user_id)).order_by("pk")
    fields = ("organisation__name", "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    return [section("invitations", _("Invitations you sent or accepted"), rows, *fields)]


@person_erased.connect(order=210)
def forget_invitations(payload: ErasedPerson) -> Mapping[str, int]:
    """What he sent and what was sent to him is accepted by nobody any more; his address is blanked."""
    addresses = [address.lower() for address in payload.addresses]
    waiting = Invitation.objects.waiting().filter(Q(email__in=addresses) | Q(invited_by_id=payload.user_id))
    number = waiting.update(revoked_at=timezone.now(), email="")
    Invitation.objects.filter(email__in=addresses).update(email="")
    return {"invitations": number}


@cluster_copied.connect
def nobody_is_invited(payload: ClusterCopied) -> None:
    """In a copied cluster no invitation of the original is accepted."""
    void_invitations()


@worker_tick.connect
def forget_who_never_came(payload: WorkerTick) -> None:
    """Addresses of people who did not accept are kept no longer than needed."""
    forget_addresses(now=payload.now)
