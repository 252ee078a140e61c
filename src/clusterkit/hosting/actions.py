"""What operators do with whole clusters, in the console or by command."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import OPERATOR, declare

CREATE = declare("hosting.create", OPERATOR, _("Create a cluster"))
SUSPEND = declare("hosting.suspend", OPERATOR, _("Suspend a cluster"))
RESUME = declare("hosting.resume", OPERATOR, _("Open a cluster again"))
ARCHIVE = declare("hosting.archive", OPERATOR, _("Archive a cluster"))
RENAME = declare("hosting.rename", OPERATOR, _("Rename a cluster"))
ADD_DOMAIN = declare("hosting.add_domain", OPERATOR, _("Add a host name to a cluster"))
BACK_UP = declare("hosting.back_up", OPERATOR, _("Back up a cluster"))
RESTORE = declare("hosting.restore", OPERATOR, _("Restore a cluster from an archive"))
CLONE = declare("hosting.clone", OPERATOR, _("Copy a cluster"))
DELETE = declare("hosting.delete", OPERATOR, _("Remove a cluster for good"))
REPAIR = declare("hosting.repair", OPERATOR, _("Clear away what a broken-off command left"))
MIGRATE = declare("hosting.migrate", OPERATOR, _("Migrate the clusters"))
