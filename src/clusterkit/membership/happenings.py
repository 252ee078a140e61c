"""What membership tells other systems. What is told of is the organisation, so who may see that hears of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.happenings import Happening, declare

ORGANISATION_JOINED = declare(Happening("organisation.joined", _("An organisation becomes a member")))
ORGANISATION_LEFT = declare(
    Happening("organisation.left", _("An organisation leaves, or its membership is taken back"))
)
