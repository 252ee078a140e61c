"""What accounts hold about a person: their part of his archive, and what goes when he is erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.access.models import Grant
from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts.blanking import pattern_of
from clusterkit.accounts.hooks import (
    ErasedPerson,
    ErasureAsked,
    Outlook,
    PersonalData,
    Section,
    before_erasure,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.models import ConsentDecision, Expertise, ExpertiseTag, PersonalLink, Profile, TokenName
from clusterkit.accounts.sections import section
from clusterkit.accounts.selectors import email_of, name_of
from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import actions


@personal_data.connect(order=10)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """The account and what belongs to it, and the person's own acts from the audit log."""
    user_id = payload.viewer.user_id or 0
    mine = {"user_id": user_id}
    user = get_user_model()._default_manager.get(pk=user_id)
    return [
        Section("account", gettext_lazy("Your account"), [_account(user)], _ACCOUNT_FIELDS),
        section(
            "addresses",
            gettext_lazy("Your e-mail addresses"),
            EmailAddress.objects.filter(**mine).order_by("pk"),
            *("email", "verified", "primary"),
        ),
        section(
            "profile",
            gettext_lazy("Your profile"),
            Profile.objects.filter(**mine),
            *(field.name for field in Profile._meta.concrete_fields if field.name not in ("id", "user")),
        ),
        section(
            "expertise",
            gettext_lazy("Your skills and what you want to be asked about"),
            ExpertiseTag.objects.filter(expertise__user_id=user_id).order_by("kind", "place"),
            *("kind", "name"),
        ),
        section(
            "consents",
            gettext_lazy("What you agreed to and took back"),
            ConsentDecision.objects.filter(**mine).order_by("pk"),
            *("purpose", "version", "given", "at", "page", "language", "text__wording"),
        ),
        section(
            "tiers",
            gettext_lazy("Tiers that were given to you"),
            Grant.objects.filter(**mine).order_by("pk"),
            *("tier", "valid_from", "valid_until", "reason"),
        ),
        section(
            "api_tokens",
            gettext_lazy("Names of your API tokens"),
            TokenName.objects.filter(**mine).order_by("pk"),
            *("name", "expires_at"),
        ),
        section(
            "personal_addresses",
            gettext_lazy("Your addresses for feed readers and calendars"),
            PersonalLink.objects.filter(**mine).order_by("pk"),
            *("purpose", "created_at", "used_on"),
        ),
        Section("acts", gettext_lazy("What you did on this site"), _acts(user_id), _ACT_FIELDS),
    ]


_ACCOUNT_FIELDS = {
    "name": gettext_lazy("Your name"),
    "email": gettext_lazy("E-mail"),
    "registered": gettext_lazy("Registered on"),
    "last_sign_in": gettext_lazy("Last sign-in"),
}
_ACT_FIELDS = {
    "at": gettext_lazy("When"),
    "action": gettext_lazy("Action"),
    "words": gettext_lazy("Action in words"),
    "address": gettext_lazy("Network address"),
}


def _account(user: Any) -> dict[str, Any]:
    return {
        "name": name_of(user),
        "email": email_of(user),
        "registered": getattr(user, "date_joined", None),
        "last_sign_in": user.last_login,
    }


def _acts(user_id: int) -> Iterator[Mapping[str, Any]]:
    # Not what the acts were about: a row of the log may name other people.
    rows = AuditRow.objects.filter(actor_pk=str(user_id)).order_by("pk").values("at", "action", "address")
    for row in rows.iterator(chunk_size=500):
        known = actions.get(row["action"])
        yield {**row, "words": str(known.label) if known is not None else ""}


@before_erasure.connect
def somebody_runs_the_cluster(payload: ErasureAsked) -> str | None:
    """The last coordinator does not go."""
    if coordinator_ids() == [payload.user.pk]:
        return _("This is the only coordinator of the cluster. Give somebody else the task first.")
    return None


@person_erased.connect(order=900)
def forget_account(payload: ErasedPerson) -> Mapping[str, int]:
    """Profile, expertise, addresses, tiers, tokens, sessions and the second factor. Last, for other apps may still look at them."""
    mine = {"user_id": payload.user_id}
    gone = {
        "profiles": Profile.objects.filter(**mine).delete()[0],
        "expertise": Expertise.objects.filter(**mine).delete()[0],
        "addresses": EmailAddress.objects.filter(**mine).delete()[0],
        "tiers": Grant.objects.filter(**mine).delete()[0],
        "tokens": TokenName.objects.filter(**mine).delete()[0],
        "personal_addresses": PersonalLink.objects.filter(**mine).delete()[0],
        "sessions": _end_sessions(payload.user_id),
    }
    if apps.is_installed("knox"):
        from knox.models import get_token_model

        get_token_model().objects.filter(**mine).delete()
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa.models import Authenticator

        Authenticator.objects.filter(**mine).delete()
    _blank_admin_history(payload)
    return gone


def _end_sessions(user_id: int) -> int:
    """Remove his sessions. Where sessions lie elsewhere than in the database they end too: nobody active is behind them."""
    if not apps.is_installed("django.contrib.sessions") or "db" not in settings.SESSION_ENGINE:
        return 0
    from django.contrib.sessions.models import Session

    rows = Session.objects.only("session_key", "session_data").iterator(chunk_size=500)
    keys = [row.session_key for row in rows if row.get_decoded().get(SESSION_KEY) == str(user_id)]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _blank_admin_history(payload: ErasedPerson) -> None:
    """The admin keeps the text of each thing it changed; things are called by the person they belong to."""
    if not apps.is_installed("django.contrib.admin"):
        return
    from django.contrib.admin.models import LogEntry

    words = [word for word in (*payload.addresses, payload.name) if word]
    pattern = pattern_of(words)
    for word in words:
        for row in LogEntry.objects.filter(object_repr__icontains=word).iterator(chunk_size=200):
            blanked = pattern.sub(lambda _match: payload.label, row.object_repr)[:200]
            LogEntry.objects.filter(pk=row.pk).update(object_repr=blanked)


@erasure_outlook.connect(order=10)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What accounts themselves hold."""
    return [
        Outlook(_("Your name, e-mail, phone, position and everything of your profile.")),
        Outlook(_("Your skills and what you wanted to be asked about: nobody finds you by them any more.")),
        Outlook(_("Your sign-in: all devices are signed out, all API tokens and links stop working.")),
        Outlook(_("The address itself: you or somebody else can register with it anew.")),
        Outlook(
            _("Which consents you gave and took back, and when, without your name: the law asks for it."), stays=True
        ),
        Outlook(
            _("The log of what was done keeps the names as they were written: nobody can change a row of it."),
            stays=True,
        ),
    ]
