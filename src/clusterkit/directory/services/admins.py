"""The rule that an organisation never loses its last administrator, held under a lock of its row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clusterkit.core.exceptions import Conflict
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.selectors.leaving import is_last_admin


def lock_organisation(organisation_id: int) -> None:
    """Admins of one organisation leave one after the other: each sees whether the one before is gone."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=organisation_id).first()


def keep_an_admin(row: Affiliation) -> None:
    """Refuse when *row*, an admin until now, is the last one."""
    if is_last_admin(row):
        raise Conflict(_("This is the last administrator of the organisation. Appoint another one first."))
