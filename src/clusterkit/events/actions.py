"""What people do with events and registrations, and the tier each needs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

VIEW = declare("events.view", GUEST, _("See the events"), lowest=GUEST, highest=MEMBER)
VIEW_ATTENDEES = declare(
    "events.view_attendees", MEMBER, _("See who comes and agreed to be listed"), lowest=REGISTERED, highest=COORDINATOR
)
REGISTER = declare("events.register", REGISTERED, _("Register for an event"), lowest=REGISTERED, highest=MEMBER)

BRING_GUESTS = declare(
    "events.bring_guests", MEMBER, _("Bring guests to an event"), lowest=REGISTERED, highest=COORDINATOR
)

VIEW_REGISTRATION = declare("events.view_registration", REGISTERED, _("See one's own registrations"))
CHANGE_REGISTRATION = declare("events.change_registration", REGISTERED, _("Change one's registration"))
CANCEL_REGISTRATION = declare("events.cancel_registration", REGISTERED, _("Cancel one's registration"))
ANSWER_OFFER = declare("events.answer_offer", REGISTERED, _("Answer the offer of a place"))

MANAGE = declare("events.manage", COORDINATOR, _("Write and change events"))
PUBLISH = declare("events.publish", COORDINATOR, _("Publish an event"))
CANCEL = declare("events.cancel", COORDINATOR, _("Cancel an event"))
END = declare("events.end", COORDINATOR, _("Close an event that is over"))
PROMOTE = declare("events.promote", COORDINATOR, _("Give the next person in the queue a place"))
DECIDE = declare("events.decide", COORDINATOR, _("Approve or decline registrations"))
CHECK_IN = declare("events.check_in", COORDINATOR, _("Check people in at the door"))
EXPORT = declare("events.export", COORDINATOR, _("Export the list of registrations"))
ISSUE_CERTIFICATES = declare("events.issue_certificates", COORDINATOR, _("Issue certificates of attendance"))
VERIFY_CERTIFICATE = declare("events.verify_certificate", GUEST, _("Ask whether a certificate of attendance is valid"))

MEET = declare("events.meet", REGISTERED, _("Arrange short meetings at an event"), lowest=REGISTERED, highest=MEMBER)
ANSWER_MEETING = declare("events.answer_meeting", REGISTERED, _("Answer the proposal of a short meeting"))
CALL_OFF_MEETING = declare("events.call_off_meeting", REGISTERED, _("Call off a short meeting"))
GIVE_FEEDBACK = declare("events.give_feedback", REGISTERED, _("Say how an event was"))
