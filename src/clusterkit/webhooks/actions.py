"""What people do with web hooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, declare

MANAGE = declare("webhooks.manage", COORDINATOR, _("Let other systems know what happens here"))
