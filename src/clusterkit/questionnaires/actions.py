"""What people do with the forms of a cluster."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, REGISTERED, declare

READ = declare("questionnaires.read", REGISTERED, _("Read what the cluster’s forms ask"))
MANAGE = declare("questionnaires.manage", COORDINATOR, _("Edit the cluster’s forms"))
