"""What people do with applications and memberships."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

SEE_HOW = declare("membership.see_how", GUEST, _("Read how to join"))

APPLY = declare("membership.apply", REGISTERED, _("Apply for membership on behalf of an organisation"))
VIEW_APPLICATION = declare("membership.view_application", REGISTERED, _("Open an application for membership"))
EDIT = declare("membership.edit", REGISTERED, _("Fill in an application for membership"))
SUBMIT = declare("membership.submit", REGISTERED, _("Send an application for membership"))
RESUBMIT = declare("membership.resubmit", REGISTERED, _("Send a completed application again"))
WITHDRAW = declare("membership.withdraw", REGISTERED, _("Withdraw an application for membership"))
WRITE = declare("membership.write", REGISTERED, _("Write a message about an application"))

REVIEW = declare("membership.review", COORDINATOR, _("Review applications for membership"))
ASSIGN = declare("membership.assign", COORDINATOR, _("Name who looks after an application"))
MANAGE_REASONS = declare("membership.manage_reasons", COORDINATOR, _("Keep the predefined reasons"))
TAKE_UP = declare("membership.take_up", COORDINATOR, _("Take up an application"))
REQUEST_INFO = declare("membership.request_info", COORDINATOR, _("Ask the applicant for more"))
PROPOSE = declare("membership.propose", COORDINATOR, _("Propose a decision on an application"))
APPROVE = declare("membership.approve", COORDINATOR, _("Approve an application"))
REJECT = declare("membership.reject", COORDINATOR, _("Reject an application"))
OPEN_VOTE = declare("membership.open_vote", COORDINATOR, _("Put an application to the vote of the council"))
BREAK_OFF = declare("membership.break_off", COORDINATOR, _("Break a vote of the council off"))
EXPIRE = declare("membership.expire", COORDINATOR, _("Close an application that was not completed in time"))

VIEW_MEMBERSHIP = declare("membership.view", GUEST, _("See which organisations are members"))
VIEW_OWN = declare("membership.view_own", REGISTERED, _("See the membership of one's own organisation"))
LIST_MEMBERS = declare("membership.list_members", COORDINATOR, _("See all memberships with their terms"))
ADMIT = declare("membership.admit", COORDINATOR, _("Enter a membership"))
RENEW = declare("membership.renew", COORDINATOR, _("Renew a membership"))
SUSPEND = declare("membership.suspend", COORDINATOR, _("Suspend a membership"))
RESUME = declare("membership.resume", COORDINATOR, _("Resume a membership"))
REVOKE = declare("membership.revoke", COORDINATOR, _("Revoke a membership"))
RESIGN = declare("membership.resign", REGISTERED, _("Leave the cluster"))
CHANGE_LEVEL = declare("membership.change_level", COORDINATOR, _("Give a member another level of participation"))
MANAGE_LEVELS = declare("membership.manage_levels", COORDINATOR, _("Keep the levels of participation"))
ASK_RENEWAL = declare("membership.ask_renewal", REGISTERED, _("Ask for the renewal of a membership"))
DOWNLOAD_CERTIFICATE = declare(
    "membership.download_certificate", REGISTERED, _("Download the certificate of membership")
)
ISSUE_CERTIFICATE = declare("membership.issue_certificate", REGISTERED, _("Issue a certificate of membership anew"))
VERIFY_CERTIFICATE = declare("membership.verify_certificate", GUEST, _("Ask whether a certificate is valid"))

VIEW_COUNCIL = declare("membership.view_council", MEMBER, _("See who sits in the council"))
VIEW_BALLOT = declare("membership.view_ballot", REGISTERED, _("Open a vote of the council"))
CAST = declare("membership.cast", REGISTERED, _("Vote for a seat in the council"))
CLOSE_VOTE = declare("membership.close_vote", REGISTERED, _("Close a vote of the council"))
SEAT = declare("membership.seat", COORDINATOR, _("Give an organisation a seat in the council"))
MEET = declare("membership.meet", COORDINATOR, _("Plan and lead a meeting of the council"))
SET_UP = declare("membership.set_up", COORDINATOR, _("Set how the cluster decides on membership"))

VIEW_COMPOSITION = declare(
    "membership.view_composition", REGISTERED, _("See whether the cluster has the members that its rules ask for")
)
EXPORT_LISTS = declare("membership.export_lists", COORDINATOR, _("Take the lists of members and applications home"))
