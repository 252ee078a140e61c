"""What a person writes about what he knows: kept tidy, his alone until he agrees, and gone with him."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.actions import ERASE_PERSON, MANAGE_OWN, SEE_PROFILE
from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.models import Expertise, ExpertiseTag, Profile
from clusterkit.accounts.selectors import known_tags, name_of, shown_expertise, tags_of
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.accounts.services.export import take_data
from clusterkit.accounts.validators import tag_key, tidy_tag
from clusterkit.audit.models import AuditRow
from clusterkit.core.exceptions import InvalidInput
from clusterkit.core.policies import SystemActor, can, visible_to
from clusterkit.testing.factories.accounts import (
    CoordinatorFactory,
    ExpertiseFactory,
    MemberFactory,
    UserFactory,
    agree,
)

pytestmark = pytest.mark.django_db
PROFILE, ME = "/accounts/profile/", "/api/v1/me/"
CONSENT = "/accounts/consents/accounts.expertise/"


@pytest.fixture
def anna() -> Any:
    return MemberFactory(name="Anna Kavaleva", email="anna@example.org")


def tags(user: Any) -> dict[str, list[str]]:
    return tags_of(user.pk)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  welding   of\tpipes ", "welding of pipes"),
        ("НПЗ\u00a0\u2009Нафтан", "НПЗ Нафтан"),
        ("wel\u00adding\u200b", "welding"),
        ("one\r\ntwo", "one two"),
        ("Нафтаи\u0306", "Нафтай"),
        ("\u202e", ""),
    ],
)
def test_a_tag_is_kept_on_one_line_without_what_nobody_sees(written: str, kept: str) -> None:
    assert tidy_tag(written) == kept


def test_spellings_that_differ_in_case_and_spaces_are_one() -> None:
    assert tag_key(" Сварка  ТРУБ") == tag_key("сварка труб")
    assert tag_key("Straße") == tag_key("STRASSE")


def test_skills_and_topics_are_saved_on_the_profile(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    form = {"name": name_of(anna), "skills": ["HAZOP ", "", "welding", "hazop"], "topics": ["Standards", " "]}
    assert client.post(PROFILE, form).headers["Location"] == PROFILE
    assert tags(anna) == {"skills": ["HAZOP", "welding"], "topics": ["Standards"]}
    page = client.get(PROFILE).text
    assert 'value="HAZOP"' in page
    assert 'value="Standards"' in page
    entry = AuditRow.objects.filter(action=MANAGE_OWN.code).latest("pk")
    assert entry.after == {"changed": ["skills", "topics"]}  # which parts, not what they hold
    client.post(PROFILE, {**form, "skills": ["welding", "HAZOP"]})
    assert tags(anna)["skills"] == ["welding", "HAZOP"]
    client.post(PROFILE, {**form, "skills": "", "topics": ""})
    assert not Expertise.objects.exists()


def test_a_page_without_the_inputs_takes_nothing_away(client_for: Callable[..., Client], anna: Any) -> None:
    ExpertiseFactory(user=anna, skills=["Welding"])
    client_for(anna).post(PROFILE, {"name": "Anna", "position": "Chief"})
    assert tags(anna)["skills"] == ["Welding"]


def test_there_is_always_room_for_more_but_for_twenty_at_most(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    assert client.get(PROFILE).text.count('name="skills"') == 6
    ExpertiseFactory(user=anna, skills=[f"Skill {number}" for number in range(5)])
    assert client.get(PROFILE).text.count('name="skills"') == 8
    services.edit_profile(actor=viewer_of(anna), skills=[f"Skill {number}" for number in range(19)])
    assert client.get(PROFILE).text.count('name="skills"') == 20


@pytest.mark.parametrize(
    ("bad", "words"),
    [([f"Skill {number}" for number in range(21)], "20"), (["x" * 61], "longer than 60")],
)
def test_too_many_and_too_long_ones_come_back_as_they_were_typed(
    client_for: Callable[..., Client], anna: Any, bad: list[str], words: str
) -> None:
    answer = client_for(anna).post(PROFILE, {"name": name_of(anna), "skills": bad})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert all(f'value="{text}"' in answer.text for text in bad)
    assert not Expertise.objects.exists()
    with pytest.raises(InvalidInput) as refused:
        services.edit_profile(actor=viewer_of(anna), skills=bad, position="Chief")
    assert refused.value.field == "skills"
    api = client_for(anna).patch(ME, {"skills": bad}, content_type="application/json")
    assert api.status_code == 400
    assert words in json.dumps(api.json())


def test_the_api_reads_and_writes_them(client_for: Callable[..., Client], anna: Any) -> None:
    client = client_for(anna)
    answer = client.patch(ME, {"skills": ["CAD", "cad"], "topics": ["Pumps"]}, content_type="application/json")
    assert (answer.json()["skills"], answer.json()["topics"]) == (["CAD"], ["Pumps"])
    assert client.patch(ME, {"position": "Chief"}, content_type="application/json").json()["skills"] == ["CAD"]
    assert client.patch(ME, {"skills": "CAD"}, content_type="application/json").status_code == 400
    assert client.patch(ME, {"skills": [{"a": 1}]}, content_type="application/json").status_code == 400
    assert client.patch(ME, {"skills": []}, content_type="application/json").json()["skills"] == []


def test_words_in_use_are_offered_as_far_as_the_person_sees_them(client_for: Callable[..., Client], anna: Any) -> None:
    ExpertiseFactory(skills=["Welding"], topics=["Standards"])
    ExpertiseFactory(skills=["welding", "Secret art"], consent=False)
    page = client_for(anna).get(PROFILE).text
    assert '<option value="Welding">' in page
    assert '<option value="Standards">' in page
    assert "Secret art" not in page
    assert "Welding" not in client_for(UserFactory()).get(PROFILE).text


def test_spellings_are_counted_together(anna: Any) -> None:
    ExpertiseFactory(skills=["Welding"])
    ExpertiseFactory(skills=["welding", "CAD"])
    found = known_tags(viewer_of(anna), TagKind.SKILL)
    assert [(tag.key, tag.number) for tag in found] == [("welding", 2), ("cad", 1)]
    assert found[0].name.lower() == "welding"
    assert known_tags(viewer_of(anna), TagKind.TOPIC) == []


def test_nobody_else_sees_it_before_the_consent_and_after_it_was_taken_back(
    client_for: Callable[..., Client], anna: Any
) -> None:
    viewers = {name: viewer_of(user) for name, user in (("member", MemberFactory()), ("office", CoordinatorFactory()))}
    registered, client = viewer_of(UserFactory()), client_for(anna)
    expertise = ExpertiseFactory(user=anna, skills=["Welding"], consent=False)

    def seen_by(viewer: Any) -> tuple[bool, bool, bool]:
        row = Expertise.objects.get(pk=expertise.pk)
        tag = ExpertiseTag.objects.get(expertise=row)
        in_list = visible_to(viewer, Expertise.objects.all()).exists()
        assert can(viewer, SEE_PROFILE, tag) == can(viewer, SEE_PROFILE, row) == in_list
        assert visible_to(viewer, ExpertiseTag.objects.all()).exists() == in_list
        return in_list, shown_expertise(viewer).exists(), bool(known_tags(viewer, TagKind.SKILL))

    assert "Only you see what you know" in client.get(PROFILE).text
    assert seen_by(viewer_of(anna)) == (True, False, False)
    assert all(seen_by(viewer) == (False, False, False) for viewer in viewers.values())
    client.post(f"{CONSENT}give/", {"version": EXPERTISE.version})
    page = client.get(PROFILE).text
    assert "Members find you" in page
    assert "Only you see what you know" not in page
    assert all(seen_by(viewer) == (True, True, True) for viewer in viewers.values())
    assert seen_by(registered) == (False, False, False)
    client.post(f"{CONSENT}withdraw/")
    assert all(seen_by(viewer) == (False, False, False) for viewer in viewers.values())
    assert tags(anna)["skills"] == ["Welding"]  # what he wrote is his still


def test_others_read_it_and_do_no_more(anna: Any) -> None:
    expertise = ExpertiseFactory(user=anna)
    own, member, office = (viewer_of(user) for user in (anna, MemberFactory(), CoordinatorFactory()))
    for action, people in ((MANAGE_OWN, [own]), (SEE_PROFILE, [own, member, office]), (ERASE_PERSON, [])):
        assert [viewer for viewer in (own, member, office) if can(viewer, action, expertise)] == people


def test_the_profile_of_a_person_is_seen_with_what_he_knows(anna: Any) -> None:
    profile: Any = Profile.objects.create(user=anna, position="Chief")
    viewers = [viewer_of(user) for user in (anna, CoordinatorFactory(), MemberFactory(), UserFactory())]

    def seen() -> list[bool]:
        found = [visible_to(viewer, Profile.objects.all()).exists() for viewer in viewers]
        assert found == [can(viewer, SEE_PROFILE, profile) for viewer in viewers]
        return found

    assert seen() == [True, True, False, False]
    agree(anna, EXPERTISE)
    assert seen() == [True, True, True, False]
    assert [can(viewer, MANAGE_OWN, profile) for viewer in viewers] == [True, False, False, False]


def test_a_closed_account_is_not_found(anna: Any) -> None:
    ExpertiseFactory(user=anna)
    viewer = viewer_of(MemberFactory())
    assert shown_expertise(viewer).exists()
    anna.is_active = False
    anna.save()
    assert not visible_to(viewer, Expertise.objects.all()).exists()
    assert not can(viewer, SEE_PROFILE, Expertise.objects.get())


def test_the_office_finds_in_the_admin_whom_members_find(client_for: Callable[..., Client]) -> None:
    shown, hidden = ExpertiseFactory(skills=["Welding"]), ExpertiseFactory(skills=["Secret art"], consent=False)
    client = client_for(CoordinatorFactory())
    address = "/admin/clusterkit_accounts/expertise/"
    page = client.get(address).text
    assert "Welding" in page
    assert "Secret art" not in page
    assert client.get(f"{address}{shown.pk}/change/").status_code == 200
    assert client.get(f"{address}{hidden.pk}/change/").status_code == 302


def test_it_is_in_his_archive_and_goes_with_him(anna: Any) -> None:
    ExpertiseFactory(user=anna, skills=["Welding"], topics=["Standards"])
    other = ExpertiseFactory(skills=["Secret art"])
    with take_data(actor=viewer_of(anna)) as archive, zipfile.ZipFile(archive) as packed:
        rows = json.loads(packed.read("expertise.json"))
        readme = packed.read("README.txt").decode()
    assert [(row["kind"], row["name"]) for row in rows] == [("skill", "Welding"), ("topic", "Standards")]
    assert "Your skills and what you want to be asked about" in readme
    erase_person(user_id=anna.pk, actor=SystemActor(), reason="On request")
    assert list(Expertise.objects.all()) == [other]
    assert {tag.expertise for tag in ExpertiseTag.objects.all()} == {other}


def test_the_page_of_the_erasure_says_so(client_for: Callable[..., Client], anna: Any) -> None:
    assert "Your skills and what you wanted to be asked about" in client_for(anna).get("/accounts/data/erase/").text


def test_who_agreed_before_writing_is_told_what_is_missing(client_for: Callable[..., Client], anna: Any) -> None:
    agree(anna, EXPERTISE)
    assert "as soon as you write a skill or a topic" in client_for(anna).get(PROFILE).text
