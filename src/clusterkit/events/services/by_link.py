"""Answers that come by the link of a mail: its holder acts as the person to whom the mail went."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import NotVisible, StateConflict
from clusterkit.events.enums import RegistrationState
from clusterkit.events.mail_links import ACCEPT, CANCEL, LinkedAct
from clusterkit.events.models import Registration
from clusterkit.events.services.leaving import accept_offer, cancel_registration, decline_offer
from clusterkit.events.services.seats import has_account


def linked_registration(linked: LinkedAct) -> Registration:
    """The registration of a link. Raises ``NotVisible`` where it, or the person's account, is there no more."""
    rows = Registration.objects.select_related("event", "user", "host__user")
    found = rows.filter(pk=linked.registration_id).first()
    if found is None or not has_account(found):
        raise NotVisible
    return found


def is_open(linked: LinkedAct, registration: Registration) -> bool:
    """Whether the link can still do what it says: an offer is answered by the links of this offer only."""
    if linked.act == CANCEL:
        return registration.is_open
    ends = registration.offer_expires_at
    return registration.state == RegistrationState.OFFERED and ends is not None and ends.isoformat() == linked.until


def act_by_link(*, linked: LinkedAct) -> Registration:
    """Do what the link says, in the name of its person. Raises ``NotVisible``, ``NotPermitted``, ``StateConflict``."""
    registration = linked_registration(linked)
    if not is_open(linked, registration):
        raise StateConflict(_("This link was used already, or its time is over."))
    host = registration.host
    actor = viewer_of(registration.user if host is None else host.user)  # type: ignore[arg-type] # has_account saw it
    version = registration.version
    if linked.act == CANCEL:
        return cancel_registration(actor=actor, registration=registration, expected_version=version)
    answer = accept_offer if linked.act == ACCEPT else decline_offer
    return answer(actor=actor, registration=registration, expected_version=version)
