"""Suggestions: what is found, for whom, what "does not fit" teaches, and what nobody may learn from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusterkit.core.exceptions import NotPermitted, NotVisible
from clusterkit.core.policies import MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.ideas import services
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.models import Dismissal, Item, Leaning, MatchWait, Suggestion
from clusterkit.ideas.selectors.matching import put_aside, suggestion_views, suggestions
from clusterkit.ideas.services.matching import dismiss, fits_after_all, match_item, match_waiting
from clusterkit.ideas.services.matching.deciding import DAMPING, FLOOR
from clusterkit.testing.factories.directory import CapabilityFactory, OrganisationFactory, SectorFactory
from clusterkit.testing.factories.ideas import DraftFactory, ItemFactory
from clusterkit.testing.factories.ideas_matching import DismissalFactory, SuggestionFactory
from tests.apps.ideas.conftest import Make, Person

pytestmark = pytest.mark.django_db


def request_of(person: Person, **values: Any) -> Item:
    """A request about a pump for acid."""
    text = {
        "title": "Насос для перекачки серной кислоты",
        "summary": "Нужен кислотостойкий насос с футеровкой.",
        "body": "Кислота с частицами, температура до 60 °C.",
        "tags": ["насосы", "серная кислота"],
    }
    return ItemFactory(organisation=person.organisation, author=person.user, **{**text, **values})


def offer_of(person: Person, **values: Any) -> Item:
    """An offer of such a pump."""
    text = {
        "kind": "offer",
        "title": "Футерованные насосы для кислот",
        "summary": "Проточная часть из фторопласта для серной кислоты.",
        "body": "Держат частицы и 80 °C.",
        "tags": ["насосы"],
    }
    return ItemFactory(organisation=person.organisation, author=person.user, **{**text, **values})


def shown(person: Person, item: Item) -> list[Any]:
    """What the person sees suggested for the item: items and organisations."""
    return [row.other or row.organisation for row in suggestions(person.viewer).filter(item=item)]


def test_an_offer_is_suggested_for_the_request_and_the_other_way_round(owner: Person, answerer: Person) -> None:
    wanted, unlike = (
        request_of(owner),
        ItemFactory(kind="offer", title="Перевод", summary="С китайского", body="Быстро"),
    )
    offered = offer_of(answerer)
    assert match_item(wanted.pk) == 1
    assert shown(owner, wanted) == [offered]
    assert shown(answerer, offered) == [wanted]
    row = Suggestion.objects.get(item=wanted)
    assert row.score == sum(part["share"] for part in row.parts)
    tags = next(part for part in row.parts if part["attribute"] == "tags")
    assert "насосы" in tags["found"]
    assert unlike not in shown(owner, wanted)


def test_an_organisation_is_suggested_by_what_it_can_do(owner: Person) -> None:
    able, other = OrganisationFactory(), OrganisationFactory()
    CapabilityFactory(organisation=able, title="Кислотостойкие насосы", text="Перекачка серной кислоты с частицами")
    CapabilityFactory(organisation=other, title="Столовая", text="Обеды и жильё")
    hidden = OrganisationFactory(is_published=False)
    CapabilityFactory(organisation=hidden, title="Кислотостойкие насосы", text="Перекачка серной кислоты с частицами")
    wanted = request_of(owner)
    match_item(wanted.pk)
    assert shown(owner, wanted) == [able]


def test_the_own_organisation_is_never_suggested(owner: Person) -> None:
    CapabilityFactory(organisation=owner.organisation, title="Кислотостойкие насосы", text="Перекачка серной кислоты")
    offer_of(owner)
    wanted = request_of(owner)
    assert match_item(wanted.pk) == 0


def test_publishing_matches_at_once(owner: Person, answerer: Person, django_capture_on_commit_callbacks: Any) -> None:
    offered = offer_of(answerer)
    draft = DraftFactory(
        organisation=owner.organisation, author=owner.user, title="Насос для кислоты", tags=["насосы"], kind="request"
    )
    with django_capture_on_commit_callbacks(execute=True):
        item = services.publish(item=draft, actor=owner.viewer)
    assert shown(owner, item) == [offered]
    assert not MatchWait.objects.exists()


def test_matching_twice_changes_nothing(owner: Person, answerer: Person) -> None:
    wanted, _offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    before = list(Suggestion.objects.order_by("pk").values_list("pk", "item", "other", "score", "parts"))
    match_item(wanted.pk)
    assert list(Suggestion.objects.order_by("pk").values_list("pk", "item", "other", "score", "parts")) == before


def test_what_fits_no_more_goes(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    Item.objects.filter(pk=offered.pk).update(title="Перевод", summary="С китайского", body="Быстро", tags=[])
    match_item(offered.pk)
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"state": ItemState.HIDDEN},
        {"state": ItemState.WITHDRAWN},
        {"state": ItemState.FULFILLED},
        {"valid_until": timezone.localdate() - timedelta(days=1)},
        {"mode": ItemMode.MEMBERS},
    ],
)
def test_what_is_not_open_any_more_is_gone_on_the_next_read(
    person: Make, answerer: Person, values: dict[str, Any]
) -> None:
    from clusterkit.access.models import Rule
    from clusterkit.ideas import actions

    Rule.objects.create(action=actions.VIEW_SUGGESTION.code, tier="registered")
    owner = person(organisation=OrganisationFactory())
    wanted, offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    assert shown(owner, wanted) == [offered]
    Item.objects.filter(pk=offered.pk).update(**values)
    assert shown(owner, wanted) == []
    match_item(offered.pk)
    assert shown(owner, wanted) == []


def test_a_hidden_organisation_takes_its_items_and_itself_along(owner: Person, answerer: Person) -> None:
    wanted, _offered = request_of(owner), offer_of(answerer)
    CapabilityFactory(organisation=answerer.organisation, title="Кислотостойкие насосы", text="Для серной кислоты")
    match_item(wanted.pk)
    assert len(shown(owner, wanted)) == 2
    Organisation.objects.filter(pk=answerer.organisation.pk).update(is_published=False)  # type: ignore[union-attr]
    assert shown(owner, wanted) == []


def test_members_items_push_nothing_away_that_all_may_see(person: Make, owner: Person, answerer: Person) -> None:
    """Twins: with and without a dozen better fitting items for members the other tiers see the same, per cents included."""
    wanted, offered = request_of(owner), offer_of(answerer, body="Другое")
    match_item(wanted.pk)
    before = list(Suggestion.objects.filter(item=wanted, other=offered).values_list("score", "parts"))
    for _number in range(14):
        offer_of(answerer, mode=ItemMode.MEMBERS, title=wanted.title, summary=wanted.summary, body=wanted.body)
    match_item(wanted.pk)
    assert list(Suggestion.objects.filter(item=wanted, other=offered).values_list("score", "parts")) == before


def test_an_anonymous_item_is_suggested_without_its_owner(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer, mode=ItemMode.ANONYMOUS)
    match_item(wanted.pk)
    view = suggestion_views(owner.viewer, suggestions(owner.viewer).filter(item=wanted))[0]
    assert view.target.item == offered
    assert view.target.owner is not None
    assert view.target.owner.organisation is None
    assert view.target.organisation is None


def test_that_an_item_is_anonymous_changes_no_other_suggestion(owner: Person, answerer: Person) -> None:
    """The organisation behind it is suggested for what it shows itself, whether the item is there or not."""
    wanted = request_of(owner)
    CapabilityFactory(organisation=answerer.organisation, title="Насосы", text="Для кислоты")
    match_item(wanted.pk)
    before = list(Suggestion.objects.exclude(organisation=None).values_list("organisation", "score", "parts"))
    offer_of(answerer, mode=ItemMode.ANONYMOUS)
    match_item(wanted.pk)
    assert list(Suggestion.objects.exclude(organisation=None).values_list("organisation", "score", "parts")) == before


def test_words_that_were_taken_out_since_are_not_shown(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    offered.body = "Ничего"
    offered.save()
    view = suggestion_views(owner.viewer, suggestions(owner.viewer).filter(item=wanted))[0]
    assert all(not reason.found for reason in view.reasons if reason.attribute != "sector")


def test_only_the_people_of_the_organisation_see_them(
    owner: Person, answerer: Person, coordinator: Person, reader: Person
) -> None:
    wanted, _offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    for stranger in (answerer, coordinator, reader):
        assert shown(stranger, wanted) == []
    row = Suggestion.objects.get(item=wanted)
    with pytest.raises(NotVisible):
        dismiss(suggestion=row, actor=answerer.viewer)
    with pytest.raises((NotVisible, NotPermitted)):
        dismiss(suggestion=row, actor=reader.viewer)


def test_does_not_fit_is_gone_for_the_whole_organisation_and_comes_no_more(
    person: Make, owner: Person, answerer: Person
) -> None:
    colleague = person(tier=MEMBER, organisation=owner.organisation)
    wanted, offered = request_of(owner), offer_of(answerer)
    match_item(wanted.pk)
    dismiss(suggestion=Suggestion.objects.get(item=wanted), actor=owner.viewer)
    assert shown(colleague, wanted) == []
    match_item(wanted.pk)
    match_item(offered.pk)
    assert shown(colleague, wanted) == []
    assert shown(answerer, offered) == [wanted], "the other side thinks for itself"
    assert [row.other for row in put_aside(colleague.viewer)] == [offered]


def test_does_not_fit_damps_what_spoke_for_it_and_taking_it_back_undoes_that(
    owner: Person, answerer: Person, django_capture_on_commit_callbacks: Any
) -> None:
    wanted, again = request_of(owner), request_of(owner, title="Ещё один насос для кислоты")
    offer_of(answerer)
    match_item(wanted.pk)
    match_item(again.pk)
    before = Suggestion.objects.get(item=again).score
    with django_capture_on_commit_callbacks(execute=True):
        dismissal = dismiss(suggestion=Suggestion.objects.get(item=wanted), actor=owner.viewer)
    assert set(Leaning.objects.values_list("organisation", "weight")) == {(owner.organisation.pk, DAMPING)}  # type: ignore[union-attr]
    match_waiting()
    damped = Suggestion.objects.get(item=again).score
    assert damped < before
    with django_capture_on_commit_callbacks(execute=True):
        fits_after_all(dismissal=dismissal, actor=owner.viewer)
    match_waiting()
    assert not Leaning.objects.exists()
    assert Suggestion.objects.get(item=again).score == before
    assert Suggestion.objects.filter(item=wanted).exists()


def test_what_is_learnt_is_bounded(owner: Person) -> None:
    for _number in range(20):
        item = request_of(owner)
        dismiss(suggestion=SuggestionFactory(item=item), actor=owner.viewer)
    assert set(Leaning.objects.values_list("weight", flat=True)) == {FLOOR}


def test_other_organisations_learn_nothing_from_it(owner: Person, answerer: Person) -> None:
    dismiss(suggestion=SuggestionFactory(item=request_of(owner)), actor=owner.viewer)
    assert not Leaning.objects.exclude(organisation=owner.organisation).exists()


def test_what_was_put_aside_and_is_hidden_since_is_not_listed(owner: Person) -> None:
    row = DismissalFactory(item=request_of(owner))
    assert list(put_aside(owner.viewer)) == [row]
    Item.objects.filter(pk=row.other_id).update(state=ItemState.HIDDEN)
    assert not put_aside(owner.viewer).exists()
    with pytest.raises(NotVisible):
        fits_after_all(dismissal=row, actor=owner.viewer)


def test_sectors_in_common_count(owner: Person, answerer: Person) -> None:
    sector = SectorFactory()
    wanted, _offered = request_of(owner, sectors=[sector]), offer_of(answerer, sectors=[sector])
    match_item(wanted.pk)
    view = suggestion_views(owner.viewer, suggestions(owner.viewer).filter(item=wanted))[0]
    assert [reason.found for reason in view.reasons if reason.attribute == "sector"] == [[str(sector)]]


def _queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def test_three_suggestions_cost_as_many_queries_as_one(owner: Person) -> None:
    wanted = request_of(owner)

    def read() -> Sequence[Any]:
        return suggestion_views(owner.viewer, suggestions(owner.viewer).filter(item=wanted))

    SuggestionFactory(item=wanted, other__mode=ItemMode.ANONYMOUS)
    read()
    one = _queries(read)
    SuggestionFactory.create_batch(2, item=wanted)
    assert len(read()) == 3
    assert _queries(read) == one


def test_matching_costs_as_many_queries_for_three_as_for_one(owner: Person, answerer: Person) -> None:
    wanted = request_of(owner)
    offer_of(answerer)
    match_item(wanted.pk)
    one = _queries(lambda: match_item(wanted.pk))
    offer_of(answerer)
    offer_of(answerer)
    match_item(wanted.pk)
    assert Suggestion.objects.filter(item=wanted).count() == 3
    assert _queries(lambda: match_item(wanted.pk)) <= one
    assert Dismissal.objects.count() == 0
