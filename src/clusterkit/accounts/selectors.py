"""Reads of people: profile, consents, tokens, and everything of one person for himself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Min, Q, QuerySet

from clusterkit.accounts.agreement import consented, decision_in_force, has_consent
from clusterkit.accounts.consents import EXPERTISE, Purpose, purposes
from clusterkit.accounts.enums import TAG_FIELDS, TagKind
from clusterkit.accounts.hooks import Outlook, PersonalData, erasure_outlook
from clusterkit.accounts.models import ConsentDecision, Expertise, ExpertiseTag, PersonalLink, Profile, TokenName
from clusterkit.accounts.personal_links import digest_of
from clusterkit.accounts.validators import language_choices
from clusterkit.core import ports
from clusterkit.core.erased import ERASED_DOMAIN
from clusterkit.core.policies import Actor, visible_to
from clusterkit.tenancy.context import in_cluster

__all__ = [
    "ConsentState",
    "KnownTag",
    "changed_consents",
    "consented",
    "consents_of",
    "decision_in_force",
    "email_of",
    "has_consent",
    "has_field",
    "known_tags",
    "language_of",
    "link_of_secret",
    "links_of",
    "missing_consents",
    "name_fields",
    "name_of",
    "named",
    "outlook_of",
    "profile_of",
    "profiles_of",
    "registered_people",
    "shown_expertise",
    "tags_of",
    "tokens_of",
]


def has_field(name: str) -> bool:
    """Whether the project's user model has this field."""
    return any(field.name == name for field in get_user_model()._meta.get_fields())


def name_of(user: AbstractBaseUser) -> str:
    """The name as it was entered, without what the model shows in its place where there is none."""
    if has_field("name"):
        return str(user.name)  # type: ignore[attr-defined]
    parts = (getattr(user, "first_name", ""), getattr(user, "last_name", ""))
    return " ".join(part for part in parts if part)


def name_fields() -> list[str]:
    """The fields in which the project's user model keeps a name, the one to sort by first."""
    return [name for name in ("name", "last_name", "first_name") if has_field(name)]


def named(words: str, prefix: str = "") -> Q:
    """A condition: the name of the person has *words*. *prefix* leads to him (``"user__"``)."""
    wanted = Q()
    for name in name_fields():
        wanted |= Q(**{f"{prefix}{name}__icontains": words})
    return wanted or Q(pk__in=())


def email_of(user: AbstractBaseUser) -> str:
    """The address of a user of any model."""
    return str(getattr(user, get_user_model().get_email_field_name(), "") or "")


def profile_of(user_id: int) -> Profile:
    """The profile of a user, an empty one that is not saved where there is none."""
    return Profile.objects.filter(user_id=user_id).first() or Profile(user_id=user_id)


def profiles_of(user_ids: Iterable[int]) -> dict[int, Profile]:
    """The profiles of many users by user id, in one query. For rooms above, which decide who sees what of them."""
    return {profile.user_id: profile for profile in Profile.objects.filter(user_id__in=list(user_ids))}


def language_of(user_id: int) -> str | None:
    """The language a person chose, where the cluster has it; else None. None on the public host."""
    if not in_cluster():
        return None
    code = Profile.objects.filter(user_id=user_id).values_list("language", flat=True).first()
    return code if code in dict(language_choices()) else None


@dataclass(frozen=True)
class ConsentState:
    """A purpose and what this person decided: the consent to the present text, if any, and all his answers."""

    purpose: Purpose
    current: ConsentDecision | None
    history: list[ConsentDecision]

    @property
    def was_given_before(self) -> bool:
        """Whether he agrees to an earlier text only: the new one asks again."""
        return self.current is None and bool(self.history) and self.history[-1].given


def consents_of(viewer: Actor) -> list[ConsentState]:
    """Every purpose with the viewer's own answers. One query."""
    rows = list(visible_to(viewer, ConsentDecision.objects.all()).filter(user_id=cast(int, viewer.user_id)))
    return [_state(purpose, [row for row in rows if row.purpose == purpose.code]) for purpose in purposes]


def _state(purpose: Purpose, history: list[ConsentDecision]) -> ConsentState:
    last = history[-1] if history else None
    current = last if last is not None and last.given and last.version == purpose.version else None
    return ConsentState(purpose, current, history)


def missing_consents(viewer: Actor) -> list[Purpose]:
    """The required purposes to whose present text the viewer did not agree yet."""
    return [state.purpose for state in consents_of(viewer) if state.purpose.required and state.current is None]


def changed_consents(viewer: Actor) -> list[Purpose]:
    """The purposes that ask the viewer: required ones without his consent, and those whose text changed since he agreed."""
    return [
        state.purpose
        for state in consents_of(viewer)
        if state.current is None and (state.purpose.required or state.was_given_before)
    ]


def tokens_of(viewer: Actor) -> QuerySet[TokenName]:
    """The viewer's API tokens, the newest first."""
    return visible_to(viewer, TokenName.objects.all())


def links_of(viewer: Actor) -> QuerySet[PersonalLink]:
    """The viewer's personal addresses."""
    return visible_to(viewer, PersonalLink.objects.all())


def link_of_secret(secret: str, purpose: str) -> PersonalLink | None:
    """The address that *secret* belongs to, with its person; None where it opens nothing: revoked, of another cluster or
    purpose, of a closed account, or on a site that is kept for reading."""
    if ports.is_read_only.call():
        return None
    rows = PersonalLink.objects.select_related("user").filter(digest=digest_of(secret, purpose), purpose=purpose)
    return rows.filter(user__is_active=True).first()


def registered_people(viewer: Actor, words: str = "") -> QuerySet[Any]:
    """The people of the cluster by their address, for who may see them; those erased are nobody any more."""
    model = get_user_model()
    address = model.get_email_field_name()
    rows = visible_to(viewer, model._default_manager.all()).exclude(**{f"{address}__endswith": f"@{ERASED_DOMAIN}"})
    if words:
        rows = rows.filter(Q(**{f"{address}__icontains": words}) | named(words))
    return rows.order_by(address, "pk")


def outlook_of(viewer: Actor) -> list[Outlook]:
    """The lines of all apps about what goes and what stays when a person is erased."""
    return [line for lines in erasure_outlook.collect(PersonalData(viewer)) for line in lines]


def tags_of(user_id: int) -> dict[str, list[str]]:
    """A person's tags in his order, by ``TAG_FIELDS``. For himself: they may be hidden from everybody else."""
    rows = list(ExpertiseTag.objects.filter(expertise__user_id=user_id).values_list("kind", "name"))
    return {field: [name for kind, name in rows if kind == wanted] for field, wanted in TAG_FIELDS.items()}


def shown_expertise(viewer: Actor) -> QuerySet[Expertise]:
    """Whom members find by what they know, as far as *viewer* may see them. A person who is hidden is so to himself too."""
    shown = Expertise.objects.filter(consented(EXPERTISE.code), user__is_active=True)
    return visible_to(viewer, shown)


@dataclass(frozen=True)
class KnownTag:
    """A skill or topic that is in use, and how many people have it; ``key`` is what filters take."""

    key: str
    name: str
    number: int


def known_tags(viewer: Actor, kind: TagKind, *, limit: int = 300) -> list[KnownTag]:
    """The skills or topics of those whom *viewer* finds, the most frequent first. One query."""
    rows = ExpertiseTag.objects.filter(kind=kind, expertise__in=shown_expertise(viewer)).order_by()
    counted = rows.values("key").annotate(number=Count("pk"), spelling=Min("name")).order_by("-number", "key")
    return [KnownTag(row["key"], row["spelling"], row["number"]) for row in counted[:limit]]
