"""People of the exchange: owners, answerers, readers, coordinators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory


@dataclass
class Person:
    """A user with an organisation (or none); ``viewer`` is read anew each time."""

    user: Any
    organisation: Organisation | None = None

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.user)


Make = Callable[..., Person]


@pytest.fixture
def person(db: None) -> Make:
    """Makes a person: ``person(tier="member", organisation=o)``."""

    def make(*, tier: str | None = None, organisation: Organisation | None = None) -> Person:
        user = UserFactory(tier=tier)
        if organisation is not None:
            AffiliationFactory(user=user, organisation=organisation)
        return Person(user, organisation)

    return make


@pytest.fixture
def owner(person: Make) -> Person:
    """A member who acts for an organisation."""
    return person(tier=MEMBER, organisation=OrganisationFactory())


@pytest.fixture
def answerer(person: Make) -> Person:
    """A member who acts for another organisation."""
    return person(tier=MEMBER, organisation=OrganisationFactory())


@pytest.fixture
def reader(person: Make) -> Person:
    """A registered person without an organisation."""
    return person()


@pytest.fixture
def coordinator(person: Make) -> Person:
    """A coordinator."""
    return person(tier=COORDINATOR)


@pytest.fixture
def guest(db: None) -> Viewer:
    """Nobody in particular."""
    from django.contrib.auth.models import AnonymousUser

    return viewer_of(AnonymousUser())


@dataclass
class Told:
    """What went through the ports of audit and notices."""

    audit: list[ports.AuditEntry]
    notices: list[ports.Notice]

    def kinds(self) -> list[str]:
        return [notice.kind.code for notice in self.notices]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Listens at the two ports."""
    heard = Told([], [])
    monkeypatch.setattr(ports.audit, "_filled", heard.audit.append)
    monkeypatch.setattr(ports.notices, "_filled", heard.notices.extend)
    return heard
