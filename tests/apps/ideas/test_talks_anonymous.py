"""An item without a name: until an answer is accepted its side learns nowhere whose the item is, and then only that side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clusterkit.core.policies import MEMBER
from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemMode
from clusterkit.ideas.models import Interest, Item
from clusterkit.notifications.delivery import deliver_due
from clusterkit.notifications.models import Notification
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory, ContactFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import InterestFactory, ItemFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
TELLING = ("Naphtha", "naphtha", "Violetta", "Ostrovskaya")


@dataclass
class Market:
    """An anonymous item of a person with a telling name, and three organisations that answer it."""

    item: Item
    owner: Person
    accepted: Person
    waiting: Person
    declined: Person

    def talk_of(self, person: Person) -> Interest:
        return Interest.objects.get(organisation=person.organisation)


@pytest.fixture
def market(person: Make) -> Market:
    organisation = OrganisationFactory(slug="naphtha", short_name={"en": "Naphtha Works", "ru": "Naphtha Works"})
    ContactFactory(organisation=organisation, value="office@naphtha.example")
    user = UserFactory(tier=MEMBER, email="violetta@naphtha.example", name="Violetta Ostrovskaya")
    AffiliationFactory(user=user, organisation=organisation)
    item = ItemFactory(title="Sensors", organisation=organisation, author=user, mode=ItemMode.ANONYMOUS)
    sides = [person(tier=MEMBER, organisation=OrganisationFactory()) for _number in range(3)]
    return Market(item, Person(user, organisation), *sides)


def told_to(person: Person) -> str:
    """Everything that notices and mails say to a person."""
    deliver_due()
    mails = [letter for letter in mail.outbox if person.user.email in letter.to]
    parts: list[Any] = [(letter.subject, letter.message().as_string(), letter.body) for letter in mails]
    parts += [row.context for row in Notification.objects.filter(recipient=person.user)]
    return repr(parts)


def seen_by(client: Client, talk: Interest) -> str:
    """Everything that the pages and the API show to a person about the item and his talk."""
    api = "clusterkit_ideas_api:interest"
    addresses = [
        talk.get_absolute_url(),
        talk.item.get_absolute_url(),
        reverse("clusterkit_ideas:talks"),
        reverse("clusterkit_portal:own"),
        reverse("clusterkit_notifications:inbox"),
        reverse(f"{api}-list"),
        reverse(f"{api}-detail", args=[talk.pk]),
        reverse("clusterkit_ideas_api:item-detail", args=[talk.item_id]),
    ]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    return "".join(answer.content.decode() for answer in answers)


def tells(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


def answer(market: Market, person: Person) -> Interest:
    assert person.organisation is not None
    return services.send_interest(
        item=market.item, organisation=person.organisation, message="We can", actor=person.viewer
    )


def test_no_notice_or_mail_tells_whose_it_is_before_the_acceptance(market: Market) -> None:
    owner = market.owner.viewer
    for person in (market.accepted, market.waiting, market.declined):
        talk = answer(market, person)
        services.ask_more(interest=talk, text="How much?", actor=owner)
        services.write_message(interest=talk, text="And when?", actor=owner)
    services.answer_question(interest=market.talk_of(market.waiting), text="Ten tonnes", actor=market.waiting.viewer)
    services.decline_interest(interest=market.talk_of(market.declined), text="Not now", actor=owner)
    for person in (market.accepted, market.waiting, market.declined):
        assert tells(told_to(person)) == []
    # The side that answers names itself to the owner.
    heard = told_to(market.owner)
    assert all(str(person.organisation) in heard for person in (market.accepted, market.waiting, market.declined))


def test_the_name_lifts_for_the_accepted_pair_only(market: Market, client_for: ClientFor) -> None:
    owner = market.owner.viewer
    for person in (market.accepted, market.waiting, market.declined):
        talk = answer(market, person)
        services.write_message(interest=talk, text="When?", actor=owner)
        assert tells(seen_by(client_for(person.user), talk)) == []
    services.decline_interest(interest=market.talk_of(market.declined), text="Not now", actor=owner)
    services.accept_interest(interest=market.talk_of(market.accepted), actor=owner)
    for person in (market.waiting, market.declined):
        assert tells(seen_by(client_for(person.user), market.talk_of(person))) == []
        assert tells(told_to(person)) == []
    page = client_for(market.accepted.user).get(market.talk_of(market.accepted).get_absolute_url()).content.decode()
    assert "Naphtha Works" in page
    assert "office@naphtha.example" in page
    services.write_message(interest=market.talk_of(market.accepted), text="Monday?", actor=owner)
    assert "Violetta Ostrovskaya" in told_to(market.accepted)


def test_the_end_of_the_item_tells_nobody_else(market: Market, client_for: ClientFor) -> None:
    owner = market.owner.viewer
    for person in (market.accepted, market.waiting, market.declined):
        answer(market, person)
    services.decline_interest(interest=market.talk_of(market.declined), actor=owner)
    talk = services.accept_interest(interest=market.talk_of(market.accepted), actor=owner)
    services.close_with_outcome(
        item=Item.objects.get(pk=market.item.pk), kind="contract", interest=talk, text="Signed", actor=owner
    )
    accepted_name = str(market.accepted.organisation)
    for person in (market.waiting, market.declined):
        everything = seen_by(client_for(person.user), market.talk_of(person)) + told_to(person)
        assert tells(everything) == []
        # With whom it ended would help to guess whose it was.
        assert accepted_name not in everything
    assert accepted_name in client_for(market.owner.user).get(market.item.get_absolute_url()).content.decode()


def test_the_form_says_who_learns_what(market: Market, client_for: ClientFor) -> None:
    url = reverse("clusterkit_ideas:respond", args=[market.item.pk])
    page = client_for(market.waiting.user).get(url).content.decode()
    assert "learns the name of your organisation" in page
    assert tells(page) == []
    open_item = reverse("clusterkit_ideas:respond", args=[ItemFactory().pk])
    assert "learns the name of your organisation" not in client_for(market.waiting.user).get(open_item).content.decode()


def test_the_owner_is_warned_that_files_and_words_may_tell(market: Market, client_for: ClientFor) -> None:
    talk = answer(market, market.waiting)
    warning = "A file may carry names"
    assert warning in client_for(market.owner.user).get(talk.get_absolute_url()).content.decode()
    assert warning not in client_for(market.waiting.user).get(talk.get_absolute_url()).content.decode()
    accept = reverse("clusterkit_ideas:accept", args=[talk.pk])
    assert "learns whose the item is" in client_for(market.owner.user).get(accept).content.decode().replace("\xa0", " ")
    services.accept_interest(interest=talk, actor=market.owner.viewer)
    assert warning not in client_for(market.owner.user).get(talk.get_absolute_url()).content.decode()


def test_an_open_item_still_names_the_person_in_notices(owner: Person, answerer: Person) -> None:
    item = ItemFactory(organisation=owner.organisation, author=owner.user)
    talk = InterestFactory(item=item, organisation=answerer.organisation, author=answerer.user)
    services.ask_more(interest=talk, text="How much?", actor=owner.viewer)
    assert owner.viewer.display_name in told_to(answerer)
