"""Who acts for two organisations comes for the one that he chose, unless he says otherwise."""

from __future__ import annotations

import pytest

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.services import choose_organisation
from clusterkit.events.forms import RegistrationForm
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def test_the_form_comes_with_it_chosen() -> None:
    user = UserFactory()
    one, two = (AffiliationFactory(user=user).organisation for _number in range(2))
    for organisation in (two, one):
        choose_organisation(organisation_id=organisation.pk, actor=viewer_of(user))
        form = RegistrationForm(viewer=viewer_of(user), event=EventFactory(), seats=[])
        assert form["organisation"].value() == organisation.pk
        assert "organisation_name" not in form.fields
