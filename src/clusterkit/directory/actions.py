"""What people do with organisations and for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

VIEW = declare("directory.view", GUEST, _("See the participants"), highest=REGISTERED)
VIEW_CAPABILITIES = declare(
    "directory.view_capabilities", REGISTERED, _("See what organisations offer"), lowest=GUEST, highest=MEMBER
)
VIEW_PEOPLE = declare(
    "directory.view_people", MEMBER, _("See people and contacts"), lowest=REGISTERED, highest=COORDINATOR
)
CREATE = declare("directory.create_organisation", REGISTERED, _("Register an organisation"), highest=COORDINATOR)
EDIT = declare("directory.edit_organisation", REGISTERED, _("Edit the page of one's organisation"))
PUBLISH = declare("directory.publish_organisation", COORDINATOR, _("Show an organisation on the site, or hide it"))
MANAGE_PEOPLE = declare("directory.manage_people", REGISTERED, _("Manage the people of one's organisation"))
MANAGE_SECTORS = declare("directory.manage_sectors", COORDINATOR, _("Manage the list of sectors"))
VIEW_HISTORY = declare("directory.view_history", REGISTERED, _("See who changed the page of one's organisation"))
MERGE = declare("directory.merge_organisations", COORDINATOR, _("Make one organisation of two"))

VIEW_AFFILIATIONS = declare("directory.view_affiliations", REGISTERED, _("See who acts for an organisation"))
REQUEST = declare("directory.request_affiliation", REGISTERED, _("Ask to act for an organisation"))
CONFIRM = declare("directory.confirm_affiliation", REGISTERED, _("Confirm that a person acts for the organisation"))
DECLINE = declare("directory.decline_affiliation", REGISTERED, _("Decline that a person acts for the organisation"))
WITHDRAW = declare("directory.withdraw_affiliation", REGISTERED, _("Take one's request back"))
END = declare("directory.end_affiliation", REGISTERED, _("End that a person acts for the organisation"))
CHANGE_ROLE = declare("directory.change_role", REGISTERED, _("Change somebody's role in the organisation"))
DESCRIBE = declare("directory.describe_affiliation", REGISTERED, _("Describe one's own place in the organisation"))
ADD_MEMBER = declare("directory.add_member", COORDINATOR, _("Add a person to an organisation directly"))

VIEW_INVITATIONS = declare("directory.view_invitations", REGISTERED, _("See whom one's organisation invited"))
INVITE = declare("directory.invite", REGISTERED, _("Invite somebody by e-mail to act for one's organisation"))
RESEND_INVITATION = declare("directory.resend_invitation", REGISTERED, _("Send an invitation again"))
REVOKE_INVITATION = declare("directory.revoke_invitation", REGISTERED, _("Take an invitation back"))
OPEN_INVITATION = declare("directory.open_invitation", GUEST, _("Open an invitation by its link"))
ACCEPT_INVITATION = declare("directory.accept_invitation", REGISTERED, _("Accept an invitation to one's address"))

VIEW_CLAIMS = declare("directory.view_domain_claims", REGISTERED, _("See the mail domains of one's organisation"))
CLAIM_DOMAIN = declare("directory.claim_domain", REGISTERED, _("Claim a mail domain for one's organisation"))
PROVE_DOMAIN = declare("directory.prove_domain", GUEST, _("Answer the mail about a mail domain"))
END_CLAIM = declare("directory.end_domain_claim", REGISTERED, _("Give a mail domain up, or take it away"))
SETTLE_CLAIM = declare("directory.settle_domain_claim", COORDINATOR, _("Decide whose a mail domain is"))
JOIN_BY_ADDRESS = declare(
    "directory.join_by_address", REGISTERED, _("Act for an organisation by one's address at its mail domain")
)
CHOOSE = declare("directory.choose_organisation", REGISTERED, _("Choose for which of one's organisations one acts"))

VIEW_LINKS = declare(
    "directory.view_links",
    COORDINATOR,
    _("See how much people of different organisations have to do with each other"),
    lowest=MEMBER,
    highest=COORDINATOR,
)
