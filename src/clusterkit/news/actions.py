"""What people do with news and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, MEMBER, declare

VIEW = declare("news.view", GUEST, _("Read news and pages"), lowest=GUEST, highest=MEMBER)
EDIT = declare("news.edit", COORDINATOR, _("Write news and pages"))
