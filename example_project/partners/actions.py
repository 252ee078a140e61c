"""The tier of the extension, and what people do with safety records."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, REGISTERED, declare

PARTNER: Final = "partner"

VIEW = declare("partners.view", GUEST, _("See whose safety at work is certified"), highest=REGISTERED)
VIEW_DETAILS = declare(
    "partners.view_details", PARTNER, _("See the details of a safety certificate"), lowest=REGISTERED, highest=MEMBER
)
MANAGE = declare("partners.manage", COORDINATOR, _("Enter safety certificates"))
