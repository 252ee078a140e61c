"""What is done with private files. Whether one file is open to one person is its purpose's answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, GUEST, REGISTERED, declare

VIEW = declare("files.view", GUEST, _("Download a file that is open to one"))
UPLOAD = declare("files.upload", REGISTERED, _("Upload a file"))
REMOVE = declare("files.remove", REGISTERED, _("Remove a file"))
EXPIRE = declare("files.expire", COORDINATOR, _("Delete a file after its retention time"))
