"""What operators do with jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import OPERATOR, declare

RESEND = declare("jobs.resend", OPERATOR, _("Let a job that was given up run again"))
DISCARD = declare("jobs.discard", OPERATOR, _("Throw away a job that was given up"))
