"""For which of his organisations a person acts: the only one, the last chosen, the session's, the header's; never another's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from knox.models import get_token_model

from clusterkit.access.acting import SESSION_KEY
from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import SystemActor
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.services import choose_organisation
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, AffiliationRequestFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

CHOOSE = "/participants/acting/"
WHO = "/api/v1/"


@pytest.fixture
def pair(_stand_in_alpha: None) -> tuple[Any, Organisation, Organisation]:
    """Somebody who acts for two organisations."""
    user = UserFactory(name="Dina Double")
    one, two = (AffiliationFactory(user=user, organisation=OrganisationFactory()).organisation for _number in range(2))
    return user, one, two


def acting(client: Any, **headers: str) -> Any:
    return client.get(WHO, headers=headers).json()["acting_organisation"]


def test_who_acts_for_one_acts_for_that_one_and_who_for_none_for_none() -> None:
    row = AffiliationFactory()
    assert viewer_of(row.user).acting_organisation_id == row.organisation_id
    assert viewer_of(AffiliationRequestFactory().user).acting_organisation_id is None
    assert SystemActor().acting_organisation_id is None


def test_of_several_the_last_chosen_one_also_after_the_next_sign_in(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    assert viewer_of(user).acting_organisation_id is None
    for organisation in (two, one, two):
        choose_organisation(organisation_id=organisation.pk, actor=viewer_of(user))
        assert viewer_of(user).acting_organisation_id == organisation.pk
    assert acting(client_for(user)) == two.pk


def test_each_browser_acts_for_what_was_chosen_there(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    here, there = client_for(user), client_for(user)
    for client, organisation in ((here, one), (there, two)):
        answer = client.post(CHOOSE, {"organisation": organisation.slug, "next": "/exchange/"})
        assert (answer.status_code, answer["Location"]) == (302, "/exchange/")
    assert (acting(here), acting(there)) == (one.pk, two.pk)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "", "javascript:alert(1)"])
def test_the_switch_leads_back_on_this_site_only(target: str, pair: Any, client_for: Any) -> None:
    user, one, _two = pair
    answer = client_for(user).post(CHOOSE, {"organisation": one.slug, "next": target})
    assert answer["Location"] == "/participants/mine/"


@pytest.mark.parametrize("given", ["", "0", "x", "-1", "9" * 3000, "²", "a\0b"])
def test_nobody_chooses_what_is_not_his(given: str, pair: Any, client_for: Any) -> None:
    user, one, _two = pair
    client = client_for(user)
    client.post(CHOOSE, {"organisation": one.slug})
    for wrong in (given, AffiliationFactory().organisation.slug):
        answer = client.post(CHOOSE, {"organisation": wrong}, follow=True)
        assert "You do not act for this organisation" in answer.content.decode()
        assert acting(client) == one.pk
    with pytest.raises(InvalidInput):
        choose_organisation(organisation_id=one.pk, actor=SystemActor())


def test_guests_are_asked_to_sign_in_and_nothing_is_chosen_by_a_link(pair: Any, client_for: Any) -> None:
    user, one, _two = pair
    assert client_for().post(CHOOSE, {"organisation": one.slug}).status_code in (302, 401, 403)
    assert client_for(user).get(CHOOSE).status_code == 405


def test_it_loses_its_effect_with_the_affiliation(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    client = client_for(user)
    client.post(CHOOSE, {"organisation": two.slug})
    client.post(CHOOSE, {"organisation": one.slug})
    Affiliation.objects.filter(organisation=one).update(state=AffiliationState.ENDED)
    assert acting(client) == two.pk
    Affiliation.objects.filter(organisation=two).update(state=AffiliationState.ENDED)
    assert acting(client) is None


def test_a_choice_made_in_another_cluster_says_nothing_here(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    client = client_for(user)
    client.post(CHOOSE, {"organisation": one.slug})
    Affiliation.objects.update(chosen_at=None)
    assert acting(client) == one.pk
    session = client.session
    session[SESSION_KEY] = ["another_schema", two.pk]
    session.save()
    assert acting(client) is None


def test_a_program_names_it_in_a_header(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    client = client_for(user)
    client.post(CHOOSE, {"organisation": one.slug})
    assert acting(client, **{"X-Acting-Organisation": str(two.pk)}) == two.pk
    other = AffiliationFactory().organisation_id
    for value, status, code in ((str(other), 403, "not_permitted"), ("naftan", 400, "invalid"), ("0", 400, "invalid")):
        answer = client.get(WHO, headers={"X-Acting-Organisation": value})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    # Of a guest there is nothing to say.
    assert acting(client_for(), **{"X-Acting-Organisation": str(one.pk)}) is None


def test_a_token_takes_the_header_too(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    choose_organisation(organisation_id=one.pk, actor=viewer_of(user))
    _row, key = get_token_model().objects.create(user=user)
    client = client_for()
    headers = {"authorization": f"Token {key}"}
    assert acting(client, **headers) == one.pk
    assert acting(client, **headers, **{"X-Acting-Organisation": str(two.pk)}) == two.pk
    refused = client.get(WHO, headers={**headers, "X-Acting-Organisation": str(AffiliationFactory().organisation_id)})
    assert refused.status_code == 403


def test_the_api_chooses_for_the_next_requests(pair: Any, client_for: Any) -> None:
    user, _one, two = pair
    client = client_for(user)
    row = Affiliation.objects.get(user=user, organisation=two)
    assert client.post(f"/api/v1/affiliations/{row.pk}/choose/").status_code == 200
    assert acting(client) == two.pk


def test_the_menu_lets_one_choose_among_several_only(pair: Any, client_for: Any) -> None:
    user, one, two = pair
    page = client_for(user).get("/participants/").content.decode()
    assert page.count(f'action="{CHOOSE}"') == 2, "once in the menu of wide screens, once in that of phones"
    assert "Choose for whom you act" in page
    client = client_for(user)
    client.post(CHOOSE, {"organisation": one.slug})
    client.get("/participants/")
    page = client.get("/participants/").content.decode()
    assert "You act for" in page
    assert f'value="{one.slug}" aria-current="true">{one}<' in page
    assert f'value="{two.slug}">{two}<' in page
    assert CHOOSE not in client_for(AffiliationFactory().user).get("/participants/").content.decode()


@pytest.mark.parametrize("several", [1, 2, 4])
def test_the_menu_asks_for_the_names_once(several: int, client_for: Any) -> None:
    """However many organisations a person acts for: one statement, and none for who acts for one."""
    user = UserFactory()
    keys = sorted(AffiliationFactory(user=user).organisation_id for _number in range(several))
    client = client_for(user)
    with CaptureQueriesContext(connection) as asked:
        client.get("/participants/")
    by_key = [
        row["sql"] for row in asked.captured_queries if '"clusterkit_directory_organisation"."id" IN (' in row["sql"]
    ]
    names = [sql for sql in by_key if all(str(key) in sql.rpartition('"id" IN (')[2] for key in keys)]
    assert len([sql for sql in names if "COUNT" not in sql and "LIMIT" not in sql]) == (several > 1)
