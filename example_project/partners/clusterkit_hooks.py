"""What the extension gives to the package: a tier, its source, a kind of item, a decision rule, a panel.

The package imports this module at start, because of its name.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusterkit.access.sources import register_source
from clusterkit.access.tiers import Tier, tiers
from clusterkit.core.surfaces import Block
from clusterkit.directory.hooks import Moved, OrganisationMerge, OrganisationPage, move_rows
from clusterkit.hooks import organisation_merge, organisation_merge_obstacles, organisation_panels
from clusterkit.hosting.blueprints import Blueprint, SectorSeed, blueprints
from clusterkit.ideas.kinds import ItemKind, item_kinds
from clusterkit.membership.rules import DecisionRule, decision_rules
from example_project.partners.actions import PARTNER
from example_project.partners.models import SafetyRecord
from example_project.partners.rules import NEEDED, majority_of_three
from example_project.partners.selectors import partners_of, safety_card

tiers.register(
    Tier(
        PARTNER,
        150,
        pgettext_lazy("tier", "partner"),
        _("It opens when the office of the cluster has seen the safety certificate of your organisation."),
    )
)
register_source(partners_of)

item_kinds.register(
    ItemKind(
        code="vacancy",
        label=pgettext_lazy("kind of item", "Vacancy"),
        plural=pgettext_lazy("kind of item", "Vacancies"),
        choice=_("We look for a colleague"),
        about=_("A post, an internship, a place for a diploma project."),
        title_hint=_("Name the post as people in the trade call it."),
        summary_hint=_("One or two sentences: what the work is about and where."),
        text_hint=_("The tasks, what one should know, the conditions, by when you decide."),
        tone="accent",
        order=40,
        fields=frozenset({"region", "deadline"}),
        template=_("## The work\n\n\n\n## What one should know\n\n\n\n## What we offer\n\n"),
    )
)

decision_rules.register(
    DecisionRule("majority", _("Two of three reviewers agree"), needed=NEEDED, decide=majority_of_three)
)

blueprints.register(
    Blueprint(
        code="petrochemistry",
        title=_("Petrochemical cluster with partners"),
        languages=("ru", "be", "en"),
        sectors=(
            SectorSeed("polymers", {"ru": "Полимеры", "be": "Палімеры", "en": "Polymers"}),
            SectorSeed(
                "safety", {"ru": "Промышленная безопасность", "be": "Прамысловая бяспека", "en": "Industrial safety"}
            ),
        ),
        tiers=(PARTNER,),
    )
)


@organisation_panels.connect(order=30)
def safety_panel(page: OrganisationPage) -> Block | None:
    """The safety certificate beside the facts of an organisation."""
    card = safety_card(page.viewer, page.organisation)
    return Block("partners/panel.html", {"card": card}, place="side", order=30) if card is not None else None


@organisation_merge_obstacles.connect
def one_record_each(merge: OrganisationMerge) -> str | Promise | None:
    """An organisation has one safety record."""
    both = SafetyRecord.objects.filter(organisation__in=[merge.survivor, merge.merged])
    return _("Both have a safety record. Delete one of them first.") if both.count() > 1 else None


@organisation_merge.connect
def move_record(merge: OrganisationMerge) -> list[Moved]:
    """The safety record belongs to the organisation that stays."""
    return [move_rows(merge, SafetyRecord)]
