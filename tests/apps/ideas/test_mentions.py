"""Whom a text names: found as the directory shows people, told where they may read, plain words for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.accounts.consents import EXPERTISE
from clusterkit.accounts.services import write_decision
from clusterkit.core.markdown import render_markdown
from clusterkit.core.policies import MEMBER
from clusterkit.ideas import hooks, services
from clusterkit.ideas.enums import ItemMode
from clusterkit.ideas.mentions import bound, plain, written
from clusterkit.ideas.models import Comment
from clusterkit.ideas.selectors.mentions import mentionable
from clusterkit.testing.factories.accounts import ExpertiseFactory, UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import CommentFactory, DraftFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person, Told

ClientFor = Callable[..., Client]


def known_person(name: str = "Anna Known") -> Any:
    """Somebody whom members find."""
    return ExpertiseFactory(user__name=name).user


def told_of(told: Told, code: str = "ideas.mention") -> list[int]:
    return sorted(user for notice in told.notices if notice.kind.code == code for user in notice.recipients)


# The text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ask @plant about it", "Ask @[plant](organisation:plant) about it"),
        ("(@plant)", "(@[plant](organisation:plant))"),
        ("@plant, @other and @plant.", "@[plant](organisation:plant), @other and @[plant](organisation:plant)."),
        ("anna@plant.by", "anna@plant.by"),
        ("@plant.by", "@plant.by"),
        ("`@plant`", "`@plant`"),
        ("```\n@plant\n```", "```\n@plant\n```"),
        ("@[Anna](person:7) and @[Ivan](person:8)", "@[Anna](person:7) and @Ivan"),
        ("@[Plant](organisation:plant)", "@[Plant](organisation:plant)"),
    ],
)
def test_a_text_keeps_the_references_that_its_author_may_make(typed: str, kept: str) -> None:
    assert bound(typed, {"organisation:plant", "person:7"}) == kept


@given(st.text(alphabet="ab@[](): \n`-persongati7:", max_size=80))
def test_nothing_typed_is_lost(text: str) -> None:
    assert plain(bound(text, set())) == plain(text)
    assert plain(bound(text, {"organisation:a", "person:7"})) == plain(text)


@given(st.text(min_size=1, max_size=60))
def test_a_reference_that_was_offered_is_one(name: str) -> None:
    text = written("person", 7, name)
    assert '<a href="/x/"' in render_markdown(text, {"person:7": ("Anna", "/x/")})


def test_a_mention_is_a_link_for_who_may_follow_it_and_else_a_name() -> None:
    text = "@[Anna](person:7) `@[Anna](person:7)`"
    assert render_markdown(text) == "<p>@Anna <code>@[Anna](person:7)</code></p>\n"
    assert render_markdown(text, {"person:7": ("Anna K.", "/p/7/")}).startswith(
        '<p><a href="/p/7/" rel="nofollow ugc noopener">@Anna K.</a> <code>'
    )


# Who is named, and who reads it


@pytest.mark.django_db
def test_a_member_mentions_people_who_agreed_to_be_found(
    client_for: ClientFor, owner: Person, reader: Person, told: Told
) -> None:
    known, hidden = known_person(), UserFactory(name="Boris Hidden", tier=MEMBER)
    item = ItemFactory()
    text = f"@[Anna](person:{known.pk}) and @[Boris](person:{hidden.pk})"
    comment = services.add_comment(item=item, text=text, actor=owner.viewer)
    assert comment.text == f"@[Anna](person:{known.pk}) and @Boris"
    assert told_of(told) == [known.pk]
    link = f'href="{reverse("clusterkit_directory:person", args=[known.pk])}"'
    assert link in client_for(owner.user).get(item.get_absolute_url()).content.decode()
    page = client_for(reader.user).get(item.get_absolute_url()).content.decode()
    assert link not in page
    assert "@Anna and @Boris" in page


@pytest.mark.django_db
def test_who_takes_back_his_consent_is_a_plain_name_again(client_for: ClientFor, owner: Person) -> None:
    known = known_person()
    item = CommentFactory(text=f"@[Anna](person:{known.pk})").item
    write_decision(user_id=known.pk, purpose=EXPERTISE, given=False, page="/")
    page = client_for(owner.user).get(item.get_absolute_url()).content.decode()
    assert reverse("clusterkit_directory:person", args=[known.pk]) not in page
    assert "@Anna" in page


@pytest.mark.django_db
def test_who_may_not_see_people_names_nobody(reader: Person, told: Told) -> None:
    known = known_person()
    comment = services.add_comment(item=ItemFactory(), text=f"@[Anna](person:{known.pk})", actor=reader.viewer)
    assert comment.text == "@Anna"
    assert not told_of(told)


@pytest.mark.django_db
def test_an_organisation_is_named_by_its_address_and_its_administrators_hear_of_it(
    client_for: ClientFor, reader: Person, told: Told
) -> None:
    admin = AdminAffiliationFactory(organisation__slug="plant", organisation__is_published=True)
    AdminAffiliationFactory(organisation__slug="unseen", organisation__is_published=False)
    item = ItemFactory()
    services.add_comment(item=item, text="Ask @plant or @unseen", actor=reader.viewer)
    assert told_of(told) == [admin.user_id]
    page = client_for(reader.user).get(item.get_absolute_url()).content.decode()
    assert f'href="{admin.organisation.get_absolute_url()}"' in page
    assert "@unseen" in page


@pytest.mark.django_db
def test_only_who_may_read_the_item_is_told(owner: Person, person: Make, told: Told) -> None:
    admin = AdminAffiliationFactory(organisation__slug="plant")
    item = ItemFactory(organisation=owner.organisation, mode=ItemMode.MEMBERS)
    services.add_comment(item=item, text="Ask @plant", actor=owner.viewer)
    assert admin.user_id not in told_of(told)


@pytest.mark.django_db
def test_a_correction_tells_those_who_are_named_newly(owner: Person, told: Told) -> None:
    first, second = known_person(), known_person("Vera Known")
    comment = services.add_comment(item=ItemFactory(), text=f"@[A](person:{first.pk})", actor=owner.viewer)
    services.edit_comment(comment=comment, text=f"@[A](person:{first.pk}) @[V](person:{second.pk})", actor=owner.viewer)
    assert told_of(told) == sorted([first.pk, second.pk])


@pytest.mark.django_db
def test_who_is_named_in_a_text_hears_of_it_when_it_is_published(
    owner: Person, told: Told, django_capture_on_commit_callbacks: Any
) -> None:
    known = known_person()
    item = DraftFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    services.update_item(item=item, fields={"body": f"We ask @[Anna](person:{known.pk})"}, actor=owner.viewer)
    assert not told_of(told)
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(item=item, actor=owner.viewer)
    assert told_of(told) == [known.pk]
    (notice,) = [notice for notice in told.notices if notice.kind.code == "ideas.mention"]
    assert owner.viewer.display_name not in str(notice)
    assert str(owner.organisation) not in str(notice.context)
    assert hooks.item_published.name == "item_published"


@pytest.mark.django_db
def test_a_comment_of_a_nameless_owner_names_him_to_nobody_mentioned(owner: Person, told: Told) -> None:
    known = known_person()
    item = ItemFactory(organisation=owner.organisation, author=owner.user, mode=ItemMode.ANONYMOUS)
    services.add_comment(item=item, text=f"@[Anna](person:{known.pk})", actor=owner.viewer)
    (notice,) = [notice for notice in told.notices if known.pk in notice.recipients]
    assert notice.context["author"] == ""
    assert notice.context["text"] == "@Anna"


# Suggestions


@pytest.mark.django_db
def test_suggestions_are_what_the_directory_shows(owner: Person, reader: Person) -> None:
    known = known_person("Zinaida Found")
    UserFactory(name="Zinaida Unfound", tier=MEMBER)
    OrganisationFactory(slug="zinaida-plant", short_name={"en": "Zinaida Plant"}, is_published=True)
    OrganisationFactory(slug="zinaida-works", short_name={"en": "Zinaida Works"}, is_published=False)
    assert [entry.text for entry in mentionable(owner.viewer, "zinaida")] == [
        f"@[Zinaida Found](person:{known.pk})",
        "@[Zinaida Plant](organisation:zinaida-plant)",
    ]
    assert [entry.kind for entry in mentionable(reader.viewer, "zinaida")] == ["organisation"]
    assert mentionable(owner.viewer, " ") == []


@pytest.mark.django_db
def test_suggestions_as_page_as_list_and_as_json(client_for: ClientFor, owner: Person) -> None:
    known = known_person("Zinaida Found")
    text, client, url = (
        f"@[Zinaida Found](person:{known.pk})",
        client_for(owner.user),
        reverse("clusterkit_ideas:mention"),
    )
    assert text in client.get(url, {"q": "zina"}).content.decode()
    part = client.get(url, {"q": "zina"}, headers={"HX-Request": "true"}).content.decode()
    assert text in part
    assert "<html" not in part
    assert client.get("/api/v1/items/mentions/", {"q": "zina"}).json() == [
        {"kind": "person", "name": "Zinaida Found", "detail": "", "text": text}
    ]
    assert client_for().get(url, {"q": "zina"}).status_code != 200
    assert client_for().get("/api/v1/items/mentions/", {"q": "zina"}).status_code in (401, 403)
    assert client.get(url, {"q": "\x00'%_"}).status_code == 200


@pytest.mark.django_db
def test_a_person_mentions_by_what_was_suggested(client_for: ClientFor, owner: Person, told: Told) -> None:
    known = known_person("Zinaida Found")
    (entry,) = mentionable(owner.viewer, "Found Zin")
    item = ItemFactory()
    client_for(owner.user).post(reverse("clusterkit_ideas:comment", args=[item.pk]), {"text": f"Ask {entry.text}!"})
    assert Comment.objects.get().text == f"Ask @[Zinaida Found](person:{known.pk})!"
    assert known.pk in told_of(told)
