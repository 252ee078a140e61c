"""The people around one application: its applicant, two reviewers, and a coordinator who is affiliated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.policies import COORDINATOR
from clusterkit.directory.models import Organisation
from clusterkit.membership.models import Application
from clusterkit.membership.services import submit, take_up
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory


@dataclass
class Party:
    """Users; ``viewer`` reads their standing anew each time."""

    organisation: Organisation
    applicant: Any
    first: Any
    second: Any
    affiliated: Any
    stranger: Any

    def viewer(self, name: str) -> Viewer:
        """The standing of one of them now."""
        return viewer_of(getattr(self, name))

    def draft(self, **values: Any) -> Application:
        """A complete draft of the organisation."""
        application: Application = ApplicationFactory(organisation=self.organisation, complete=True, **values)
        return application

    def submitted(self) -> Application:
        """An application that the office has."""
        return submit(application=self.draft(), actor=self.viewer("applicant"))

    def reviewed(self) -> Application:
        """An application that the first reviewer took up."""
        return take_up(application=self.submitted(), actor=self.viewer("first"))


def make_party(**applicant: Any) -> Party:
    """The people of one organisation that is not published yet; *applicant* are values of its administrator."""
    organisation = OrganisationFactory(is_published=False)
    party = Party(
        organisation=organisation,
        applicant=UserFactory(name="Anna Applicant", **applicant),
        first=UserFactory(name="Felix First", tier=COORDINATOR),
        second=UserFactory(name="Sofia Second", tier=COORDINATOR),
        affiliated=UserFactory(name="Alex Affiliated", tier=COORDINATOR),
        stranger=UserFactory(name="Stan Stranger"),
    )
    AdminAffiliationFactory(organisation=organisation, user=party.applicant)
    AffiliationFactory(organisation=organisation, user=party.affiliated)
    AdminAffiliationFactory(user=party.stranger)
    return party


@pytest.fixture
def party(db: None) -> Party:
    """The people around one application."""
    return make_party()


def asked(captured: Any) -> int:
    """How many statements were sent, without the switches of the schema, which depend on what stood before."""
    return sum(not query["sql"].startswith("SET ") for query in captured.captured_queries)


@pytest.fixture
def quiet_hosts(settings: Any) -> None:
    """The once-a-second question of the host cache would come and go in the counts."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
