"""What people do on the public host."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.policies import GUEST, declare

VIEW_CATALOGUE = declare("registry.view", GUEST, _("See the catalogue of clusters"))
