"""Every write of events, one function for each use case."""

from clusterkit.events.services.due import run_due
from clusterkit.events.services.exporting import export_registrations
from clusterkit.events.services.managing import (
    cancel_event,
    copy_event,
    create_event,
    end_event,
    publish_event,
    update_event,
)
from clusterkit.events.services.office import (
    approve_registration,
    check_in,
    mark_absent,
    registration_by_code,
    reject_registration,
    undo_check_in,
)
from clusterkit.events.services.registering import (
    accept_offer,
    cancel_registration,
    change_mode,
    decline_offer,
    register,
    set_consent,
)

__all__ = [
    "accept_offer",
    "approve_registration",
    "cancel_event",
    "cancel_registration",
    "change_mode",
    "check_in",
    "copy_event",
    "create_event",
    "decline_offer",
    "end_event",
    "export_registrations",
    "mark_absent",
    "publish_event",
    "register",
    "registration_by_code",
    "reject_registration",
    "run_due",
    "set_consent",
    "undo_check_in",
    "update_event",
]
