"""People with a standing, for the tests of the directory."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.directory.models import Organisation
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
    SectorFactory,
)


@pytest.fixture
def naftan(_stand_in_alpha: None) -> Organisation:
    """A published organisation with something in each depth."""
    organisation: Organisation = OrganisationFactory(
        slug="naftan", short_name={"ru": "Нафтан", "en": "Naftan"}, sectors=[SectorFactory(code="refining")]
    )
    CapabilityFactory(organisation=organisation, title="Corrosion laboratory")
    ContactFactory(organisation=organisation, value="office@naftan.example.org")
    return organisation


@pytest.fixture
def people(naftan: Organisation) -> dict[str, Any]:
    """One user of each standing; admin and representative belong to naftan, outsider to another organisation."""
    return {
        "registered": UserFactory(name="Rita Registered"),
        "member": MemberFactory(name="Max Member"),
        "coordinator": CoordinatorFactory(name="Cora Coordinator"),
        "admin": AdminAffiliationFactory(
            organisation=naftan, user=UserFactory(name="Ada Admin"), position="Chief technologist"
        ).user,
        "representative": AffiliationFactory(
            organisation=naftan, user=UserFactory(name="Rob Representative"), is_listed=False
        ).user,
        "outsider": AdminAffiliationFactory(user=UserFactory(name="Olga Outsider")).user,
    }


@pytest.fixture
def viewers(people: dict[str, Any]) -> dict[str, Viewer]:
    """The standing of each of them, and of a guest."""
    return {"guest": viewer_of(AnonymousUser()), **{name: viewer_of(user) for name, user in people.items()}}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[ports.Notice]:
    """The notices that were handed to the port."""
    notices: list[ports.Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", notices.extend)
    return notices


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[ports.AuditEntry]:
    """What was handed to the audit port."""
    entries: list[ports.AuditEntry] = []
    monkeypatch.setattr(ports.audit, "_filled", entries.append)
    return entries
