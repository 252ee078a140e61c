"""Who may do what with the log: coordinators read it and take the rows home, and nothing else is done with it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from clusterkit.access.viewer import viewer_of
from clusterkit.audit.models import AuditChain
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory, AuditSealFactory
from tests.apps.permission_table import differences

pytestmark = pytest.mark.django_db

READERS = "coordinator system"


@pytest.fixture
def people(db: None) -> dict[str, Actor]:
    """Everybody's standing."""
    users = {"registered": UserFactory(), "member": MemberFactory(), "coordinator": CoordinatorFactory()}
    viewers: dict[str, Actor] = {name: viewer_of(user) for name, user in users.items()}
    return {"guest": viewer_of(AnonymousUser()), **viewers, "system": SystemActor()}


def test_the_whole_table(people: dict[str, Actor]) -> None:
    chain = AuditChain.objects.first() or AuditChain.objects.create()
    rows = {"row": AuditRowFactory(), "seal": AuditSealFactory(), "chain": chain}
    table = {"row": {"view export": READERS}, "seal": {"view": READERS}, "chain": {"view": READERS}}
    assert differences("audit", people, rows, table) == []
