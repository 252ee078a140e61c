"""Who administers two organisations applies for the one that he chose, unless he says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.services import choose_organisation
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory

pytestmark = pytest.mark.django_db


def test_the_form_comes_with_it_chosen(client_for: Any) -> None:
    user = UserFactory()
    rows = [AdminAffiliationFactory(user=user), AdminAffiliationFactory(user=user), AffiliationFactory(user=user)]
    client = client_for(user)
    # For the third he may act, but not apply: then nothing is chosen.
    for row, chosen in ((rows[1], rows[1]), (rows[0], rows[0]), (rows[2], None)):
        choose_organisation(organisation_id=row.organisation_id, actor=viewer_of(user))
        form = client.get("/membership/apply/").context_data["form"]
        assert form["organisation"].value() == (chosen.organisation_id if chosen else None)
