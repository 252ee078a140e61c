"""What people do with accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

REGISTER = declare("accounts.register", GUEST, _("Register"))
MANAGE_OWN = declare("accounts.manage_own", REGISTERED, _("Manage one's own account"))
TAKE_DATA = declare("accounts.take_data", REGISTERED, _("Take one's own data home"))
SEE_PEOPLE = declare("accounts.see_people", COORDINATOR, _("See who is registered"))
ERASE_PERSON = declare("accounts.erase_person", COORDINATOR, _("Erase a person on his request"))
SEE_PROFILE = declare("accounts.see_profile", REGISTERED, _("See what people write about themselves"))
"""What each sees of it: his own, and what :data:`SEE_EXPERTISE` opens to him."""
SEE_EXPERTISE = declare(
    "accounts.see_expertise", MEMBER, _("See what people know and may be asked about"), highest=COORDINATOR
)
