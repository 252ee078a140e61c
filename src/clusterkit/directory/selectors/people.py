"""People whom members find by what they know, with the organisations they act for. Who is found decides accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from clusterkit.accounts.enums import TagKind
from clusterkit.accounts.models import Expertise, ExpertiseTag
from clusterkit.accounts.selectors import consented, name_fields, named, shown_expertise
from clusterkit.accounts.validators import tag_key
from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.search import MAX_WORDS, search_query
from clusterkit.directory.consents import LISTED
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.selectors.affiliations import own_affiliations

SKILLS_IN_LINE = 8


def people(viewer: Actor) -> QuerySet[Expertise]:
    """The people whom *viewer* finds, by name. His own hidden words are not among them: he sees what others see."""
    listed = Prefetch("user__affiliations", _listed(viewer).select_related("organisation"), to_attr="listed")
    rows = shown_expertise(viewer).select_related("user__clusterkit_profile").prefetch_related("tags", listed)
    return rows.order_by(*(f"user__{name}" for name in name_fields()), "pk")


def _listed(viewer: Actor) -> QuerySet[Affiliation]:
    """What a person lets be known of whom he acts for: that is a consent of its own."""
    rows = Affiliation.objects.filter(state=AffiliationState.CONFIRMED, is_listed=True, user__is_active=True)
    return visible_to(viewer, rows).filter(consented(LISTED.code)).order_by("created_at", "pk")


def unlisted_affiliation(viewer: Actor) -> Affiliation | None:
    """The first organisation that *viewer* acts for without being shown among its people, to tell him how he would be."""
    rows = own_affiliations(viewer).filter(state=AffiliationState.CONFIRMED)
    return rows.exclude(pk__in=_listed(viewer).values("pk")).first()


@dataclass(frozen=True)
class PersonCard:
    """A person as members find him; never his e-mail or phone."""

    user_id: int
    name: str
    position: str
    about: str
    skills: Sequence[ExpertiseTag]
    topics: Sequence[ExpertiseTag]
    organisations: Sequence[Organisation]

    @property
    def url(self) -> str:
        """His page."""
        return reverse("clusterkit_directory:person", args=[self.user_id])

    @property
    def organisation_names(self) -> str:
        """For whom he acts, in one line."""
        return ", ".join(str(organisation.short_name) for organisation in self.organisations)

    @property
    def more_skills(self) -> int:
        """How many skills a line of a list leaves out."""
        return max(0, len(self.skills) - SKILLS_IN_LINE)


def person_card(row: Expertise) -> PersonCard:
    """The card of a row of :func:`people`. No query."""
    user: Any = row.user
    profile = getattr(user, "clusterkit_profile", None)
    tags = list(row.tags.all())
    return PersonCard(
        user_id=row.user_id,
        name=str(user.get_full_name()),
        position=profile.position if profile is not None else "",
        about=profile.about if profile is not None else "",
        skills=[tag for tag in tags if tag.kind == TagKind.SKILL],
        topics=[tag for tag in tags if tag.kind == TagKind.TOPIC],
        organisations=[affiliation.organisation for affiliation in user.listed],
    )


def search_people(viewer: Actor, rows: QuerySet[Expertise], text: str) -> QuerySet[Expertise]:
    """Narrow *rows* to those where each word stands in name, position, a skill, a topic or an organisation."""
    for word in text.split()[:MAX_WORDS]:
        wanted = named(word, "user__") | Q(user__clusterkit_profile__position__icontains=word)
        query = search_query(word)
        if query is not None:
            tags = ExpertiseTag.objects.filter(expertise=OuterRef("pk"), search=query)
            listed = _listed(viewer).filter(user_id=OuterRef("user_id"), organisation__search=query)
            wanted |= Q(Exists(tags)) | Q(Exists(listed))
        rows = rows.filter(wanted)
    return rows


def with_tag(rows: QuerySet[Expertise], kind: TagKind, words: str) -> QuerySet[Expertise]:
    """Narrow *rows* to those with this skill or topic, in whatever spelling."""
    return rows.filter(Exists(ExpertiseTag.objects.filter(expertise=OuterRef("pk"), kind=kind, key=tag_key(words))))
