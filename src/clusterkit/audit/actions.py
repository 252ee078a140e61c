"""What is done with the audit log: it is read, there or in a table of one's own, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, OPERATOR, declare

VIEW = declare("audit.view", COORDINATOR, _("Read the audit log"))
EXPORT = declare("audit.export", COORDINATOR, _("Export the audit log"))
EXPORT_PLATFORM = declare("audit.export_platform", OPERATOR, _("Export the platform’s log"))
