"""What is done with the audit log: it is read, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, declare

VIEW = declare("audit.view", COORDINATOR, _("Read the audit log"))
