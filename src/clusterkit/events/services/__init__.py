"""Every write of events, one function for each use case."""

from clusterkit.events.services.absence import mark_rest_absent
from clusterkit.events.services.answers import change_answers, copy_questions, form_of
from clusterkit.events.services.certificates import issue_certificates, issue_due_certificates
from clusterkit.events.services.copying import copy_event
from clusterkit.events.services.door import (
    Act,
    check_in,
    note_act,
    note_acts,
    registration_by_code,
    undo_check_in,
)
from clusterkit.events.services.due import run_due
from clusterkit.events.services.exporting import export_registrations
from clusterkit.events.services.guests import bring_guest
from clusterkit.events.services.leaving import accept_offer, cancel_registration, decline_offer
from clusterkit.events.services.managing import (
    cancel_event,
    create_event,
    end_event,
    publish_event,
    update_event,
)
from clusterkit.events.services.office import (
    approve_registration,
    mark_absent,
    reject_registration,
)
from clusterkit.events.services.registering import change_mode, register, set_consent
from clusterkit.events.services.reserve import give_reserved, give_reserved_to

__all__ = [
    "Act",
    "accept_offer",
    "approve_registration",
    "bring_guest",
    "cancel_event",
    "cancel_registration",
    "change_answers",
    "change_mode",
    "check_in",
    "copy_event",
    "copy_questions",
    "create_event",
    "decline_offer",
    "end_event",
    "export_registrations",
    "form_of",
    "give_reserved",
    "give_reserved_to",
    "issue_certificates",
    "issue_due_certificates",
    "mark_absent",
    "mark_rest_absent",
    "note_act",
    "note_acts",
    "publish_event",
    "register",
    "registration_by_code",
    "reject_registration",
    "run_due",
    "set_consent",
    "undo_check_in",
    "update_event",
]
