"""Reads of people: profile, consents, tokens, and everything of one person for himself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from clusterkit.access.models import Grant
from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.hooks import PersonalData, personal_data
from clusterkit.accounts.models import Consent, Profile, TokenName
from clusterkit.accounts.validators import language_choices
from clusterkit.core.policies import Actor, visible_to
from clusterkit.tenancy.context import in_cluster


def has_field(name: str) -> bool:
    """Whether the project's user model has this field."""
    return any(field.name == name for field in get_user_model()._meta.get_fields())


def name_of(user: AbstractBaseUser) -> str:
    """The name as it was entered, without what the model shows in its place where there is none."""
    if has_field("name"):
        return str(user.name)  # type: ignore[attr-defined]
    parts = (getattr(user, "first_name", ""), getattr(user, "last_name", ""))
    return " ".join(part for part in parts if part)


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
    """A purpose and what this person decided: the consent to the present text, if any, and his earlier ones."""

    purpose: Purpose
    current: Consent | None
    history: list[Consent]


def consents_of(viewer: Actor) -> list[ConsentState]:
    """Every purpose with the viewer's own consents. One query."""
    rows = list(visible_to(viewer, Consent.objects.all()).filter(user_id=cast(int, viewer.user_id)))
    return [
        ConsentState(
            purpose,
            next(
                (r for r in rows if (r.purpose, r.version, r.withdrawn_at) == (purpose.code, purpose.version, None)),
                None,
            ),
            [row for row in rows if row.purpose == purpose.code],
        )
        for purpose in purposes
    ]


def missing_consents(viewer: Actor) -> list[Purpose]:
    """The required purposes to whose present text the viewer did not agree yet."""
    return [state.purpose for state in consents_of(viewer) if state.purpose.required and state.current is None]


def tokens_of(viewer: Actor) -> QuerySet[TokenName]:
    """The viewer's API tokens, the newest first."""
    return visible_to(viewer, TokenName.objects.all())


def personal_data_of(viewer: Actor) -> dict[str, Any]:
    """Everything the site holds about the viewer, section by section, as JSON values."""
    user = get_user_model()._default_manager.get(pk=viewer.user_id)
    profile = profile_of(user.pk)
    data: dict[str, Any] = {
        "account": {
            "name": name_of(user),
            "email": email_of(user),
            "registered": getattr(user, "date_joined", None),
            "last_sign_in": user.last_login,
        },
        "addresses": list(EmailAddress.objects.filter(user_id=user.pk).values("email", "verified", "primary")),
        "profile": {
            name: getattr(profile, name)
            for name in ("position", "phone", "language", "about", "time_zone", "updated_at")
        },
        "consents": list(
            Consent.objects.filter(user_id=user.pk).values("purpose", "version", "language", "given_at", "withdrawn_at")
        ),
        "tiers": list(Grant.objects.filter(user_id=user.pk).values("tier", "valid_from", "valid_until")),
        "api_tokens": list(TokenName.objects.filter(user_id=user.pk).values("name", "created_at", "expires_at")),
    }
    for section in personal_data.collect(PersonalData(viewer)):
        data.update(section)
    return data
