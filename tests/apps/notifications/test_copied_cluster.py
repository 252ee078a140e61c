"""A mail that waits does not leave twice because its cluster was copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clusterkit.hosting.archives import back_up, clone, restore
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.enums import DropReason, MailState
from clusterkit.notifications.models import OutboxMail
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.tenancy.services import update_cluster
from clusterkit.testing.factories.notifications import OutboxMailFactory


@pytest.fixture
def waiting(settings: Any) -> Cluster:
    """A cluster with a mail that was sent and one that waits. It does not use notices any more."""
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 0.02, "DRAIN_SECONDS": 0.0}
    one = create_cluster(slug="one", host="one.testserver", name="One")
    with cluster_context(one):
        OutboxMailFactory(state=MailState.SENT)
        OutboxMailFactory()
    return update_cluster(cluster=one, disabled_apps=["clusterkit_notifications"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["clone", "restore"])
def test_what_waits_is_kept_for_the_office_and_not_sent(
    waiting: Cluster, way: str, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    if way == "clone":
        copy = clone(cluster=waiting, slug="two", host="two.testserver")
    else:
        back_up(cluster=waiting, target=tmp_path / "one.tar")
        copy = restore(path=tmp_path / "one.tar", replace=True)
    with cluster_context(copy):
        deliver_due()
        assert list(OutboxMail.objects.order_by("pk").values_list("state", "drop_reason")) == [
            (MailState.SENT, ""),
            (MailState.DROPPED, DropReason.COPIED),
        ]
    assert mailoutbox == []
