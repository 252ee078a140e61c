"""A coordinator, and a server on this machine that web hooks may be tried at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core.policies import COORDINATOR
from clusterkit.jobs.scheduling import announce_clusters
from clusterkit.jobs.worker import Worker
from clusterkit.testing.factories.accounts import UserFactory
from tests.apps.webhooks.servers import Hook, listening


@pytest.fixture
def office(db: None) -> Any:
    """A coordinator."""
    return UserFactory(name="Olga Office", tier=COORDINATOR)


@pytest.fixture
def actor(office: Any) -> Viewer:
    """The coordinator as who acts."""
    return viewer_of(office)


@pytest.fixture
def hook(settings: Any) -> Iterator[Hook]:
    """A server on this machine; development alone may send there."""
    settings.DEBUG = True
    with listening() as server:
        yield server


@pytest.fixture
def worker(db: None) -> Worker:
    """A worker that knows the clusters."""
    announce_clusters(timezone.now())
    return Worker()
