"""Lists ask the database no more for 200 rows than for 1 and 3: on pages and over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.testing.factories.accounts import ExpertiseFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from clusterkit.testing.factories.council import ProtocolFactory
from clusterkit.testing.factories.directory import (
    AffiliationFactory,
    DomainClaimFactory,
    InvitationFactory,
    OrganisationFactory,
)
from clusterkit.testing.factories.membership import ReasonFactory
from tests.apps.membership.conftest import Party, asked

NUMBERS = (1, 3, 200)


def of_one_organisation(factory: Any) -> Callable[[Party], Any]:
    return lambda party: factory(organisation=party.organisation)


LISTS: dict[str, tuple[Callable[[Party], Any], list[str]]] = {
    "participants": (lambda party: OrganisationFactory(), ["/participants/", "/api/v1/organisations/"]),
    "people of an organisation": (
        of_one_organisation(AffiliationFactory),
        ["/participants/{slug}/people/", "/api/v1/affiliations/"],
    ),
    "invitations": (
        of_one_organisation(InvitationFactory),
        ["/participants/{slug}/people/", "/api/v1/invitations/"],
    ),
    "mail domains": (
        lambda party: DomainClaimFactory(),
        ["/participants/domains/", "/api/v1/domain-claims/"],
    ),
    "people": (lambda party: ExpertiseFactory(), ["/participants/people/", "/api/v1/people/"]),
    "reasons": (lambda party: ReasonFactory(), ["/membership/reasons/", "/api/v1/reasons/"]),
    "the log": (lambda party: AuditRowFactory(), ["/audit/", "/api/v1/audit/"]),
    "protocols": (lambda party: ProtocolFactory(), ["/membership/council/", "/api/v1/council/protocols/"]),
}


@pytest.mark.long
@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_for_more_rows(
    name: str, party: Party, client_for: Callable[..., Client], quiet_hosts: None
) -> None:
    make, addresses = LISTS[name]
    client = client_for(party.first)
    counts: list[dict[str, int]] = []
    made = 0
    for number in NUMBERS:
        while made < number:
            make(party)
            made += 1
        found = {}
        for pattern in addresses:
            address = pattern.format(slug=party.organisation.slug)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            found[pattern] = asked(captured)
        counts.append(found)
    assert counts[0] == counts[1] == counts[2]
