"""What people do on the public host, and what operators do with requests. What they do with clusters: ``hosting.actions``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import GUEST, OPERATOR, declare

VIEW_CATALOGUE = declare("registry.view", GUEST, _("See the catalogue of clusters"))
ASK = declare("registry.ask", GUEST, _("Ask for a cluster"))
CONFIRM = declare("registry.confirm", GUEST, _("Confirm the e-mail of a request for a cluster"))
OPERATE = declare("registry.operate", OPERATOR, _("Operate the platform"))
APPROVE = declare("registry.approve", OPERATOR, _("Approve a request for a cluster"))
DECLINE = declare("registry.decline", OPERATOR, _("Decline a request for a cluster"))
EXPIRE = declare("registry.expire", OPERATOR, _("Let a request for a cluster expire"))
SEND_AGAIN = declare("registry.send_again", OPERATOR, _("Send the mail about a request again"))
SECURE = declare("registry.secure", OPERATOR, _("Set up a second factor for one's own sign-in"))
