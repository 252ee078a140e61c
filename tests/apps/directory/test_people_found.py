"""People who are found by what they know: for members, by the consent of each, and nowhere a moment longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusterkit.access.models import Rule
from clusterkit.accounts.models import Profile
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core.policies import SystemActor
from clusterkit.directory.addresses import address_of
from clusterkit.directory.models import Organisation
from clusterkit.testing.factories.accounts import (
    CoordinatorFactory,
    ExpertiseFactory,
    MemberFactory,
    UserFactory,
)
from clusterkit.testing.factories.directory import AffiliationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
LIST, API = "/participants/people/", "/api/v1/people/"
WITHDRAW = "/accounts/consents/accounts.expertise/withdraw/"
NAME, SKILL, TOPIC = "Kanarka Zhyhimontava", "Underwater welding", "Standards for pumps"


@pytest.fixture
def kanarka(naftan: Organisation) -> Any:
    """A person who is found, and listed among the people of her organisation."""
    user: Any = MemberFactory(name=NAME, email="kanarka@example.org")
    Profile.objects.create(user=user, position="Chief welder", phone="+375 29 765-43-21", about="Pipes since 2009.")
    AffiliationFactory(user=user, organisation=naftan)
    ExpertiseFactory(user=user, skills=[SKILL, "HAZOP"], topics=[TOPIC])
    return user


@pytest.fixture
def member(client_for: Callable[..., Client], _stand_in_alpha: None) -> Client:
    return client_for(MemberFactory())


def read(client: Client, path: str) -> str:
    """The page as people read it: no-break spaces are spaces."""
    return str(client.get(path).text).replace("\u00a0", " ")


def names(client: Client, query: str = "") -> list[str]:
    return [row["name"] for row in client.get(f"{API}{query}").json()["results"]]


def test_the_list_shows_a_person_with_his_organisation_and_words(member: Client, kanarka: Any) -> None:
    page = read(member, LIST)
    for words in (NAME, "Chief welder", "Naftan", SKILL, "HAZOP", TOPIC, "1 person"):
        assert words in page
    assert "kanarka@example.org" not in page
    assert f'href="{LIST}{kanarka.pk}/"' in page


def test_the_page_of_a_person_tells_no_more_than_was_agreed_to(member: Client, kanarka: Any) -> None:
    page = read(member, f"{LIST}{kanarka.pk}/")
    for words in (f"<title>{NAME}", SKILL, TOPIC, "Pipes since 2009.", "/participants/naftan/"):
        assert words in page
    for words in ("kanarka@example.org", "765-43-21"):
        assert words not in page
    assert "/accounts/profile/" not in page.partition('id="main"')[2]


def test_one_edits_from_ones_own_page(client_for: Callable[..., Client], kanarka: Any) -> None:
    page = client_for(kanarka).get(f"{LIST}{kanarka.pk}/").text
    assert 'href="/accounts/profile/"' in page.partition('id="main"')[2]


def test_the_api_tells_the_same(member: Client, kanarka: Any, naftan: Organisation) -> None:
    row = {
        "id": kanarka.pk,
        "name": NAME,
        "position": "Chief welder",
        "about": "Pipes since 2009.",
        "skills": [SKILL, "HAZOP"],
        "topics": [TOPIC],
        "organisations": [{"id": naftan.pk, "name": str(naftan)}],
    }
    assert member.get(API).json()["results"] == [row]
    assert member.get(f"{API}{kanarka.pk}/").json() == row
    tags = member.get(f"{API}tags/").json()
    assert tags["topics"] == [{"name": TOPIC, "people": 1}]
    assert {tag["name"] for tag in tags["skills"]} == {SKILL, "HAZOP"}


@pytest.mark.parametrize("query", ["", "?q=welding", "?skill=hazop", "?page=7"])
def test_a_guest_and_a_registered_person_find_nothing_there(
    client_for: Callable[..., Client], kanarka: Any, query: str
) -> None:
    for client in (client_for(), client_for(UserFactory())):
        for path in (LIST, f"{LIST}{kanarka.pk}/", API, f"{API}{kanarka.pk}/", f"{API}tags/"):
            answer = client.get(f"{path}{query}")
            assert answer.status_code == 404
            assert NAME not in answer.text
            assert SKILL not in answer.text
        assert NAME not in client.get("/search/", {"q": "welding"}).text
        assert LIST not in client.get("/participants/").text


def test_a_registered_person_who_agreed_is_found_and_does_not_find(
    client_for: Callable[..., Client], member: Client
) -> None:
    user: Any = UserFactory(name="Rita Registered")
    ExpertiseFactory(user=user, skills=["Law"])
    assert names(member) == ["Rita Registered"]
    assert client_for(user).get(f"{LIST}{user.pk}/").status_code == 404


def test_a_cluster_may_keep_the_list_for_its_office(
    client_for: Callable[..., Client], member: Client, kanarka: Any
) -> None:
    Rule.objects.create(action="accounts.see_expertise", tier="coordinator")
    assert member.get(LIST).status_code == 404
    assert names(client_for(CoordinatorFactory())) == [NAME]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?skill=HAZOP", True),
        ("?skill=%20underwater%20%20WELDING", True),
        ("?skill=welding", False),
        ("?skill=Standards%20for%20pumps", False),
        ("?topic=standards%20for%20pumps", True),
        ("?topic=hazop", False),
        ("?q=kanarka", True),
        ("?q=weld", True),
        ("?q=standards%20kanarka", True),
        ("?q=chief", True),
        ("?q=naftan%20welding", True),
        ("?q=naftan%20dancing", False),
        ("?q=kanarka@example.org", False),
        ("?q=%2B375", False),
        ("?q=pipes&skill=hazop", False),
    ],
)
def test_filters_and_search_find_by_skill_topic_name_position_and_organisation(
    member: Client, kanarka: Any, query: str, found: bool
) -> None:
    assert (NAME in member.get(f"{LIST}{query}").text) == found
    assert names(member, query) == ([NAME] if found else [])


def test_russian_word_forms_are_found(member: Client) -> None:
    ExpertiseFactory(user=MemberFactory(name="Пётр"), skills=["Сварка трубопроводов"])
    assert names(member, "?q=сваркой трубопровода") == ["Пётр"]
    assert names(member, "?skill=СВАРКА ТРУБОПРОВОДОВ") == ["Пётр"]


def test_facets_count_people_and_lead_to_them(member: Client, kanarka: Any) -> None:
    ExpertiseFactory(user=MemberFactory(name="Aleh"), skills=["hazop"])
    page = member.get(LIST).text
    assert '<span class="ck-count">2</span>' in page
    chosen = member.get(f"{LIST}?skill=HAZOP").text
    assert "2 people" in chosen
    assert 'href="?" aria-current="true"' in chosen  # the choice leads back
    assert "Nobody fits" in member.get(f"{LIST}?skill=dancing").text


def test_a_long_list_of_skills_is_cut_in_the_list_only(member: Client) -> None:
    row: Any = ExpertiseFactory(skills=[f"Skill number {number}" for number in range(20)])
    assert "and 12 more" in member.get(LIST).text
    assert "Skill number 19" in member.get(f"{LIST}{row.user_id}/").text


def test_without_anybody_the_page_says_how_to_begin(member: Client) -> None:
    page = member.get(LIST).text
    assert "Nobody is found here yet" in page
    assert 'href="/accounts/profile/"' in page


def test_organisations_stand_beside_who_is_listed_among_their_people_only(member: Client, naftan: Organisation) -> None:
    quiet: Any = ExpertiseFactory(user=MemberFactory(name="Quiet"))
    AffiliationFactory(user=quiet.user, organisation=naftan, is_listed=False)
    draft = OrganisationFactory(is_published=False, short_name={"en": "Drafters", "ru": "Черновик"})
    AffiliationFactory(user=quiet.user, organisation=draft)
    rows = member.get(API).json()["results"]
    assert rows[0]["organisations"] == []
    page = member.get(LIST).text
    assert "Naftan" not in page
    assert "Drafters" not in page
    assert names(member, "?q=naftan") == []


def test_who_is_not_listed_is_told_how_his_organisation_would_stand_there(
    client_for: Callable[..., Client], kanarka: Any, naftan: Organisation
) -> None:
    quiet: Any = ExpertiseFactory().user
    row = AffiliationFactory(user=quiet, organisation=naftan, is_listed=False)
    page = client_for(quiet).get(f"{LIST}{quiet.pk}/").text
    assert "Your organisation does not stand here" in page
    assert f"/participants/affiliations/{row.pk}/" in page
    assert "does not stand here" not in client_for(kanarka).get(f"{LIST}{quiet.pk}/").text
    assert "does not stand here" not in client_for(kanarka).get(f"{LIST}{kanarka.pk}/").text


def test_the_menu_leads_there_whom_it_opens_to(client_for: Callable[..., Client], member: Client) -> None:
    assert f'href="{LIST}"' in member.get("/participants/").text
    assert f'href="{LIST}"' not in client_for(UserFactory()).get("/participants/").text
    assert address_of("People") != "people"  # no organisation takes the address of the list


# What a consent taken back hides at once, one by one.


@pytest.fixture
def before_and_after(
    client_for: Callable[..., Client], member: Client, kanarka: Any
) -> Callable[[Callable[[], Any]], tuple[Any, Any]]:
    """What a look at the site gives before the consent is taken back, and right after."""

    def ask(look: Callable[[], Any]) -> tuple[Any, Any]:
        before = look()
        assert client_for(kanarka).post(WITHDRAW).status_code == 302
        return before, look()

    return ask


Ask = Callable[[Callable[[], Any]], tuple[Any, Any]]


def test_taking_it_back_hides_one_in_the_list(before_and_after: Ask, member: Client) -> None:
    assert before_and_after(lambda: NAME in member.get(LIST).text) == (True, False)


def test_taking_it_back_hides_one_in_the_search(before_and_after: Ask, member: Client, kanarka: Any) -> None:
    def look() -> tuple[bool, bool, bool]:
        found = member.get("/search/", {"q": "underwater"}).text
        return f"{LIST}{kanarka.pk}/" in found, SKILL in found, NAME in member.get(f"{LIST}?q=kanarka").text

    assert before_and_after(look) == ((True, True, True), (False, False, False))


def test_taking_it_back_hides_one_in_the_api(before_and_after: Ask, member: Client, kanarka: Any) -> None:
    def look() -> tuple[list[str], int, list[str]]:
        return names(member), member.get(f"{API}{kanarka.pk}/").status_code, names(member, "?skill=hazop")

    assert before_and_after(look) == (([NAME], 200, [NAME]), ([], 404, []))


def test_taking_it_back_changes_the_counts(before_and_after: Ask, member: Client) -> None:
    ExpertiseFactory(skills=["hazop"])

    def look() -> tuple[bool, dict[str, int]]:
        tags = member.get(f"{API}tags/").json()
        return "2 people" in member.get(LIST).text, {tag["name"].lower(): tag["people"] for tag in tags["skills"]}

    before, after = before_and_after(look)
    assert before == (True, {"hazop": 2, SKILL.lower(): 1})
    assert after == (False, {"hazop": 1})


def test_taking_it_back_hides_the_words_from_filters_and_suggestions(before_and_after: Ask, member: Client) -> None:
    def look() -> tuple[bool, bool]:
        return SKILL in member.get(LIST).text, SKILL in member.get("/accounts/profile/").text

    assert before_and_after(look) == ((True, True), (False, False))


def test_taking_it_back_hides_the_title_of_the_page(before_and_after: Ask, member: Client, kanarka: Any) -> None:
    def look() -> tuple[int, bool]:
        answer = member.get(f"{LIST}{kanarka.pk}/")
        return answer.status_code, NAME in answer.text

    assert before_and_after(look) == ((200, True), (404, False))


def test_the_person_himself_sees_what_others_see(client_for: Callable[..., Client], kanarka: Any) -> None:
    client = client_for(kanarka)
    assert client.get(f"{LIST}{kanarka.pk}/").status_code == 200
    client.post(WITHDRAW)
    assert client.get(f"{LIST}{kanarka.pk}/").status_code == 404
    assert "Let me be found" in client.get(LIST).text


def test_the_page_of_the_organisation_stays_as_it_is(member: Client, client_for: Callable[..., Client]) -> None:
    """Being named there is a consent of its own."""
    row = AffiliationFactory(user=MemberFactory(name=NAME))
    ExpertiseFactory(user=row.user, skills=[SKILL])
    page = row.organisation.get_absolute_url()
    assert NAME in member.get(page).text
    assert SKILL not in member.get(page).text
    client_for(row.user).post(WITHDRAW)
    assert NAME in member.get(page).text


def test_who_is_erased_or_closed_is_not_found(member: Client, kanarka: Any) -> None:
    erase_person(user_id=kanarka.pk, actor=SystemActor(), reason="On request")
    other: Any = ExpertiseFactory().user
    assert names(member) == [other.get_full_name()]
    other.is_active = False
    other.save()
    assert names(member) == []


def test_an_address_of_nobody_is_a_404(member: Client) -> None:
    for key in ("799999", "0", str(10**30)):
        assert member.get(f"{LIST}{key}/").status_code == 404
        assert member.get(f"{API}{key}/").status_code == 404


@pytest.mark.parametrize("path", [LIST, API, "/search/?q=welding"])
def test_more_people_ask_the_database_no_more(client_for: Callable[..., Client], path: str, settings: Any) -> None:
    # The once-a-second question of the host cache would come and go in the counts.
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "HOST_CACHE_POLL": 3600}
    client = client_for(MemberFactory())

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return sum(not query["sql"].startswith("SET ") for query in queries)

    def add() -> None:
        row: Any = ExpertiseFactory(skills=["Welding", "HAZOP"], topics=["Pumps"])
        AffiliationFactory(user=row.user)
        Profile.objects.create(user=row.user, position="Welder")

    add()
    one = count()
    add()
    add()
    assert count() == one > 0
