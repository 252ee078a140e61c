"""What is done with notices and with the outbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATOR, REGISTERED, declare

VIEW = declare("notices.view", REGISTERED, _("Read one's own notices"))
CHOOSE = declare("notices.choose", REGISTERED, _("Choose which mails one gets"))
VIEW_OUTBOX = declare("notices.view_outbox", COORDINATOR, _("See which mails were sent"))
RESEND = declare("notices.resend", COORDINATOR, _("Send a mail again"))
