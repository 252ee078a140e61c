"""Two clusters with equal primary keys: nothing of one is seen, changed or told in the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from clusterkit.core.exceptions import NotVisible
from clusterkit.membership import selectors
from clusterkit.membership.models import Application, Document, Revision
from clusterkit.membership.services import confirm_decision, propose_decision, save_draft
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.exceptions import CrossTenantError
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.plugin import BETA_HOST
from tests.apps.membership.conftest import Party, make_party


def test_equal_keys_do_not_mix(party: Party, beta: Cluster, client_for: Callable[..., Client]) -> None:
    here = party.reviewed()
    Application.objects.filter(pk=here.pk).update(motivation="canary-alpha")
    # The page shows what was sent.
    Revision.objects.filter(application=here).update(answers={"motivation": "canary-alpha"})
    with cluster_context(beta):
        other = make_party(pk=party.applicant.pk)
        there = other.draft(pk=here.pk, motivation="canary-beta")
        assert (there.pk, other.applicant.pk) == (here.pk, party.applicant.pk)
        assert [row.motivation for row in selectors.visible_applications(other.viewer("applicant"))] == ["canary-beta"]
        with pytest.raises(NotVisible):
            save_draft(application=there, actor=other.viewer("first"), motivation="x")
        with pytest.raises(CrossTenantError):
            here.save()
        there_client = client_for(other.applicant, host=BETA_HOST)
    here_client = client_for(party.applicant)
    path = f"/api/v1/applications/{here.pk}/"
    assert here_client.get(path).json()["motivation"] == "canary-alpha"
    assert there_client.get(path).json()["motivation"] == "canary-beta"
    # The session of one cluster is a guest's in the other.
    assert there_client.get(path, headers={"host": "alpha.testserver"}).status_code in (401, 403)
    page = here_client.get(here.get_absolute_url()).content.decode()
    assert "canary-alpha" in page
    assert "canary-beta" not in page


def test_a_membership_counts_in_its_cluster_only(party: Party, beta: Cluster) -> None:
    application = propose_decision(
        application=party.reviewed(), verdict="approve", revision=1, actor=party.viewer("first")
    )
    confirm_decision(application=application, verdict="approve", revision=1, actor=party.viewer("second"))
    assert party.viewer("applicant").tier == "member"
    with cluster_context(beta):
        other = make_party(pk=party.applicant.pk)
        assert other.applicant.pk == party.applicant.pk
        assert other.viewer("applicant").tier == "registered"
        assert not Document.objects.exists()
