"""Where the office finds its forms."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from clusterkit.core.surfaces import Entry, ViewerPayload
from clusterkit.questionnaires import actions
from clusterkit.questionnaires.purposes import purposes


def account(payload: ViewerPayload) -> Sequence[Entry]:
    """The way to the forms, for the office of a cluster that has some. Asks the database nothing."""
    if not payload.viewer.allows(actions.MANAGE) or not purposes.in_use():
        return ()
    return [Entry(_("Forms"), reverse("clusterkit_questionnaires:forms"), order=64)]
