"""The worker's part: what waits, what a night looks at anew, and who hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from clusterkit.core.policies import MEMBER
from clusterkit.directory.models import Organisation
from clusterkit.ideas.enums import ItemMode, ItemState
from clusterkit.ideas.matching.scorers import Part, Scorer, scorers
from clusterkit.ideas.models import Item, MatchNight, MatchWait, Suggestion
from clusterkit.ideas.services.matching import match_item, match_soon, match_waiting, nightly, tell_of_suggestions
from clusterkit.ideas.services.matching.waiting import ATTEMPTS
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, CapabilityFactory, OrganisationFactory
from clusterkit.testing.factories.ideas import ItemFactory
from clusterkit.testing.factories.ideas_matching import MatchWaitFactory, SuggestionFactory
from tests.apps.ideas.conftest import Make, Person, Told
from tests.apps.ideas.test_matching import offer_of, request_of, shown

pytestmark = pytest.mark.django_db


def at(hour: int, *, days: int = 0) -> datetime:
    """So many days from today at that hour of the cluster's clock."""
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def whole_night(now: datetime) -> None:
    """All portions of a night, and the work that they put down."""
    while nightly(now):
        pass
    MatchWait.objects.update(due_at=timezone.now())
    while match_waiting():
        pass


def test_what_waits_is_matched_and_waits_no_more(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    match_soon([wanted.pk, wanted.pk])
    assert match_waiting() == 1
    assert shown(owner, wanted) == [offered]
    assert match_waiting() == 0


def test_a_portion_is_bounded() -> None:
    MatchWaitFactory.create_batch(3)
    assert match_waiting(batch=2) == 2
    assert MatchWait.objects.count() == 1


@pytest.fixture
def broken(settings: Any) -> Any:
    """A scorer of a host that fails."""

    def fail(own: Any, other: Any, weighing: Any) -> Any:
        raise RuntimeError("no scores today")

    scorers.register(Scorer("broken", "Broken", {"luck": "Luck"}, fail))
    with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "MATCHING_SCORER": "broken"}):
        yield
    scorers.unregister("broken")


def test_one_that_fails_is_put_off_does_not_keep_the_others_and_is_given_up_in_the_end(
    broken: None, owner: Person, answerer: Person
) -> None:
    failing, fine = request_of(owner), ItemFactory(kind="idea")
    offer_of(answerer)
    match_soon([failing.pk, fine.pk])
    assert match_waiting() == 2
    row = MatchWait.objects.get()
    assert row.item == failing
    assert row.due_at > timezone.now()
    for _attempt in range(ATTEMPTS - 1):
        MatchWait.objects.update(due_at=timezone.now())
        match_waiting()
    assert not MatchWait.objects.exists()


def test_a_night_matches_what_changed_since_the_last_one(owner: Person, answerer: Person) -> None:
    wanted = request_of(owner)
    offered = offer_of(answerer, title="Перевод", summary="С китайского", body="Быстро", tags=[])
    whole_night(at(3, days=-1))
    assert shown(owner, wanted) == []
    offered.title, offered.tags = "Футерованные насосы для кислот", ["насосы"]
    offered.save()
    whole_night(at(3))
    assert shown(owner, wanted) == [offered]


def test_a_night_looks_only_at_what_changed(owner: Person) -> None:
    old = request_of(owner)
    whole_night(at(3, days=-1))
    Item.objects.filter(pk=old.pk).update(updated_at=at(3, days=-3))
    new = request_of(owner)
    while nightly(at(3)):
        pass
    assert set(MatchWait.objects.values_list("item", flat=True)) == {new.pk}


def test_a_night_begins_once_and_not_before_two(owner: Person) -> None:
    request_of(owner)
    assert not nightly(at(1))
    assert nightly(at(2))
    assert not nightly(at(4))
    assert MatchNight.objects.count() == 1


def test_other_weights_match_all_anew(owner: Person, settings: Any) -> None:
    old = request_of(owner)
    whole_night(at(3, days=-1))
    Item.objects.filter(pk=old.pk).update(updated_at=at(3, days=-3))
    with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "MATCHING_WEIGHTS": {"words": 1}}):
        while nightly(at(3)):
            pass
    assert set(MatchWait.objects.values_list("item", flat=True)) == {old.pk}


def test_an_organisation_that_can_do_more_is_found_in_the_night(owner: Person) -> None:
    wanted, able = request_of(owner), OrganisationFactory()
    whole_night(at(3, days=-1))
    Item.objects.filter(pk=wanted.pk).update(updated_at=at(3, days=-3))
    CapabilityFactory(organisation=able, title="Кислотостойкие насосы", text="Для серной кислоты")
    able.save()
    whole_night(at(3))
    assert shown(owner, wanted) == [able]


def test_a_night_clears_away_what_is_over(owner: Person, answerer: Person) -> None:
    wanted, offered = request_of(owner), offer_of(answerer)
    CapabilityFactory(organisation=answerer.organisation, title="Кислотостойкие насосы", text="Для серной кислоты")
    match_item(wanted.pk)
    assert Suggestion.objects.count() == 3
    Organisation.objects.filter(pk=answerer.organisation.pk).update(is_published=False)  # type: ignore[union-attr]
    Item.objects.filter(pk=offered.pk).update(state=ItemState.HIDDEN)
    whole_night(at(3))
    assert not Suggestion.objects.exists()


def test_a_host_scores_in_its_own_way(owner: Person, answerer: Person, settings: Any) -> None:
    lucky = Scorer("lucky", "Lucky", {"luck": "Luck"}, lambda own, other, weighing: [Part("luck", 77, ["7"], ["7"])])
    scorers.register(lucky)
    wanted, _offered = request_of(owner), offer_of(answerer)
    try:
        with override_settings(CLUSTERKIT={**settings.CLUSTERKIT, "MATCHING_SCORER": "lucky"}):
            match_item(wanted.pk)
    finally:
        scorers.unregister("lucky")
    row = Suggestion.objects.get(item=wanted, organisation=None)
    assert (row.score, row.scorer, row.parts[0]["attribute"]) == (77, "lucky", "luck")


def test_the_author_hears_once_a_week_of_what_is_new(owner: Person, told: Told) -> None:
    wanted = request_of(owner)
    SuggestionFactory.create_batch(2, item=wanted)
    assert tell_of_suggestions(at(3)) == 1
    assert tell_of_suggestions(at(3)) == 0
    (notice,) = told.notices
    assert notice.recipients == [owner.user.pk]
    assert notice.kind.code == "ideas.suggestions"
    assert notice.kind.default == "weekly"
    assert notice.context == {"count": 2, "titles": [wanted.title], "more": 0}
    SuggestionFactory(item=wanted)
    assert tell_of_suggestions(at(3, days=3)) == 0
    assert tell_of_suggestions(at(3, days=7)) == 1


def test_nobody_hears_of_nothing_or_of_little(owner: Person, told: Told) -> None:
    request_of(owner)
    SuggestionFactory(item=request_of(owner), score=20)
    assert tell_of_suggestions(at(3)) == 0
    assert told.notices == []


def test_without_its_author_the_admins_hear(owner: Person, told: Told) -> None:
    admin = UserFactory(tier=MEMBER)
    AdminAffiliationFactory(organisation=owner.organisation, user=admin)
    SuggestionFactory(item=ItemFactory(organisation=owner.organisation, author=UserFactory()))
    tell_of_suggestions(at(3))
    assert [notice.recipients for notice in told.notices] == [[admin.pk]]


def test_a_notice_counts_only_what_its_reader_sees(person: Make, told: Told) -> None:
    from clusterkit.access.models import Rule
    from clusterkit.ideas import actions

    Rule.objects.create(action=actions.VIEW_SUGGESTION.code, tier="registered")
    registered = person(organisation=OrganisationFactory())
    wanted = request_of(registered)
    SuggestionFactory(item=wanted, other__mode=ItemMode.MEMBERS)
    assert tell_of_suggestions(at(3)) == 0
    SuggestionFactory(item=wanted)
    assert tell_of_suggestions(at(3)) == 1
    assert told.notices[0].context["count"] == 1


def test_a_notice_names_nothing_that_is_suggested(owner: Person, told: Told) -> None:
    row = SuggestionFactory(item=request_of(owner), other__mode=ItemMode.ANONYMOUS)
    tell_of_suggestions(at(3))
    said = repr(told.notices[0].context)
    assert row.other.title not in said
    assert str(row.other.organisation) not in said
