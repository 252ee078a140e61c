"""Suggestions for the member's item, one of them by an item that he does not see; and what was put aside."""

from __future__ import annotations

from clusterkit.ideas.models import Dismissal, Suggestion
from clusterkit.testing.factories.ideas_matching import (
    DismissalFactory,
    LeaningFactory,
    MatchNightFactory,
    MatchWaitFactory,
    OrganisationSuggestionFactory,
    SuggestionFactory,
)
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SECOND, SIXTH, THIRD, World


def fill(world: World) -> None:
    """FIRST, SECOND and FOURTH are for the member's item, THIRD for the stranger's."""
    world.put(
        SuggestionFactory(pk=FIRST, item_id=FIRST, other_id=SIXTH),
        SuggestionFactory(pk=SECOND, item_id=FIRST, other_id=FIFTH),
        SuggestionFactory(pk=THIRD, item_id=SIXTH, other_id=FIRST),
        OrganisationSuggestionFactory(pk=FOURTH, item_id=FIRST, organisation_id=THIRD),
        planted=False,
    )
    world.put(
        DismissalFactory(pk=FIRST, item_id=FIRST, by_id=FIRST, other_id=SECOND),
        DismissalFactory(pk=SECOND, item_id=SIXTH, by_id=THIRD, other_id=FOURTH),
        planted=False,
    )
    world.put(
        LeaningFactory(pk=FIRST, organisation_id=FIRST), LeaningFactory(pk=SECOND, organisation_id=THIRD), planted=False
    )
    world.put(MatchWaitFactory(pk=FIRST, item_id=FIRST), MatchNightFactory(pk=FIRST), planted=False)
    world.route("/ideas/suggestions/{pk}/", Suggestion)
    world.route("/api/v1/suggestions/{pk}/", Suggestion)
    world.route("/ideas/suggestions/put-aside/{pk}/", Dismissal)
    world.route("/api/v1/dismissed-suggestions/{pk}/", Dismissal)
