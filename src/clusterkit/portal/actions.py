"""What people do on the portal's own pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import COORDINATE, GUEST, MEMBER, SIGNED_IN, declare

VIEW_HOME = declare("portal.home", GUEST, _("See the home page"))
SEARCH = declare("portal.search", GUEST, _("Search the site"), lowest=GUEST, highest=MEMBER)
VIEW_OWN = SIGNED_IN
VIEW_BOARD = COORDINATE
