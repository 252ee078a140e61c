"""Writes of accounts: registration, profile, address, consents, API tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts import links, mail
from clusterkit.accounts.actions import MANAGE_OWN, REGISTER
from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.models import Consent, Profile, TokenName
from clusterkit.accounts.selectors import email_of, has_field, name_of, profile_of
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotVisible
from clusterkit.core.policies import Actor, policy_of

PROFILE_FIELDS = ("position", "phone", "language", "about", "time_zone")
TOKEN_DAYS = (30, 90, 365)
TOKENS_AT_MOST = 20


def set_name(user: AbstractBaseUser, name: str) -> list[str]:
    """Put *name* into whatever the user model keeps a name in; the names of the changed fields. Does not save."""
    if has_field("name"):
        user.name = name  # type: ignore[attr-defined]
        return ["name"]
    if has_field("first_name") and has_field("last_name"):
        user.first_name, _space, user.last_name = name.partition(" ")  # type: ignore[attr-defined]
        return ["first_name", "last_name"]
    return []


@transaction.atomic
def complete_registration(*, user: Any, consents: Iterable[Purpose], actor: Actor) -> Profile:
    """Write the profile and the consents of a person who has just registered.

    Raises ``InvalidInput`` when a required consent is missing: then there must be no account.
    """
    given = list(consents)
    if any(purpose not in given for purpose in purposes.required()):
        raise InvalidInput(
            _("Without your consent we may not keep your data, so you cannot register."), field="consent"
        )
    profile: Profile = Profile.objects.create(user=user, language=_page_language())
    for purpose in given:
        Consent.objects.create(user=user, purpose=purpose.code, version=purpose.version, language=_page_language())
    ports.record(actor=actor, action=REGISTER.code, target=profile, after={"consents": [p.code for p in given]})
    return profile


@transaction.atomic
def edit_profile(*, actor: Actor, **changes: Any) -> Profile:
    """Change the actor's own profile; what is not named stays. Keys: ``name`` and ``PROFILE_FIELDS``.

    Raises ``InvalidInput`` at the first value that does not fit.
    """
    user = _own_user(actor)
    profile = profile_of(user.pk)
    policy_of(Profile).require(actor, MANAGE_OWN, profile)
    values = {name: changes[name] for name in PROFILE_FIELDS if name in changes}
    before = {name: getattr(profile, name) for name in values}
    for name, value in values.items():
        setattr(profile, name, value)
    try:
        profile.clean_fields(exclude=["user"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(messages[0], field=field) from error
    profile.save()
    if "name" in changes and changes["name"] != name_of(user):
        before["name"], values["name"] = name_of(user), changes["name"]
        if fields := set_name(user, changes["name"]):
            user.save(update_fields=fields)
    changed = {name: value for name, value in values.items() if before[name] != value}
    if changed:
        # Which parts changed is written down, not what they hold: the log outlives the person's data.
        ports.record(actor=actor, action=MANAGE_OWN.code, target=profile, after={"changed": sorted(changed)})
    return profile


def ask_email_change(*, actor: Actor, email: str) -> None:
    """Send a link to the new address. Nothing changes before it is used.

    Says the same whether or not somebody has the address: then he is told by mail, and the link is not made.
    Raises ``InvalidInput`` for the present address, and when the mail could not be sent.
    """
    user, email = _own_user(actor), email.lower()
    if email == email_of(user).lower():
        raise InvalidInput(_("This is your address already."), field="email")
    if others := [other for other in filter_users_by_email(email) if other.pk != user.pk]:
        sent = send_already_registered(email=email, user=others[0])
    else:
        url = links.absolute(reverse("clusterkit_accounts:email-confirm", args=[links.change_token(user, email)]))
        sent = mail.send("account/email/email_change", email, {"confirm_url": url}, user=user)
    if not sent:
        raise InvalidInput(_("The mail could not be sent right now. Try again in some minutes."), field="email")


def confirm_email_change(*, change: links.EmailChange, actor: Actor) -> None:
    """Take the new address. The old one is told, so that a thief cannot do it in silence.

    Raises ``Conflict`` when somebody registered with the address in the meantime.
    """
    user, old = change.user, email_of(change.user)
    try:
        with transaction.atomic():
            # Nobody else may hold it, not even unconfirmed: two people would sign in with one address.
            if any(other.pk != user.pk for other in filter_users_by_email(change.email)):
                raise Conflict(_("Somebody else uses this address by now. Choose another one."))
            EmailAddress.objects.filter(user_id=user.pk).delete()
            EmailAddress.objects.create(user=user, email=change.email, verified=True, primary=True)
            field = get_user_model().get_email_field_name()
            setattr(user, field, change.email)
            user.save(update_fields=[field])
            ports.record(actor=actor, action=MANAGE_OWN.code, target=profile_of(user.pk), after={"changed": ["email"]})
    except IntegrityError as error:
        raise Conflict(_("Somebody else uses this address by now. Choose another one.")) from error
    mail.send("account/email/email_changed", old, {"new_email": change.email}, user=user)


def send_already_registered(*, email: str, user: AbstractBaseUser) -> bool:
    """Tell the owner of an address that somebody, most likely he himself, entered it again."""
    context = {
        "login_url": links.absolute(reverse("account_login")),
        "password_reset_url": links.absolute(reverse("account_reset_password")),
    }
    return mail.send("account/email/account_already_exists", email, context, user=user)


def mark_confirmed(*, user: AbstractBaseUser) -> None:
    """Count the address of *user* as confirmed: for people who were entered by the office or by a command."""
    EmailAddress.objects.update_or_create(
        user=user, email=email_of(user).lower(), defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def give_consent(*, actor: Actor, purpose: Purpose, version: str) -> Consent:
    """Agree to the text that was shown. Twice is once.

    Raises ``Conflict`` when *version* is not the present one: another text was read.
    """
    if version != purpose.version:
        raise Conflict(_("The text was changed in the meantime. Please read it again."))
    user = _own_user(actor, lock=True)
    consent: Consent
    consent, made = Consent.objects.get_or_create(
        user=user,
        purpose=purpose.code,
        version=version,
        withdrawn_at=None,
        defaults={"language": _page_language()},
    )
    if made:
        ports.record(
            actor=actor, action=MANAGE_OWN.code, target=consent, after={"consent": purpose.code, "version": version}
        )
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, purpose: Purpose) -> None:
    """Withdraw the consent to every version of the text.

    Without a required one the account is closed: nobody signs in with it until the office opens it again. Raises
    ``InvalidInput`` when that would leave the cluster without a coordinator.
    """
    if purpose.required:
        # All coordinators in one order, so that the last two cannot close their accounts at once.
        ids = [*coordinator_ids(), actor.user_id]
        list(get_user_model()._default_manager.filter(pk__in=ids).order_by("pk").select_for_update())
    user = _own_user(actor, lock=True)
    if purpose.required and coordinator_ids() == [user.pk]:
        raise InvalidInput(_("You are the only coordinator. Give somebody else the task first."))
    rows = list(Consent.objects.filter(user=user, purpose=purpose.code, withdrawn_at__isnull=True))
    for consent in rows:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        ports.record(actor=actor, action=MANAGE_OWN.code, target=consent, after={"withdrawn": purpose.code})
    if rows and purpose.required:
        user.is_active = False
        user.save(update_fields=["is_active"])


def has_tokens() -> bool:
    """Whether the library of API tokens is installed."""
    return apps.is_installed("knox")


@transaction.atomic
def create_token(*, actor: Actor, name: str, days: int) -> tuple[TokenName, str]:
    """A new API token, valid for *days*; the text of it is told this once and never again.

    Raises ``InvalidInput`` for an unknown number of days or too many tokens.
    """
    from knox.models import get_token_model

    user = _own_user(actor, lock=True)
    if days not in TOKEN_DAYS:
        raise InvalidInput(_("Choose how long the token is valid."), field="days")
    if TokenName.objects.filter(user=user).count() >= TOKENS_AT_MOST:
        raise InvalidInput(_("You have many tokens already. Remove those you do not need."))
    row, token = get_token_model().objects.create(user=user, expiry=timedelta(days=days))
    named = TokenName.objects.create(user=user, digest=row.digest, name=name, expires_at=row.expiry)
    ports.record(actor=actor, action=MANAGE_OWN.code, target=named, after={"token": name, "days": days})
    return named, token


@transaction.atomic
def revoke_token(*, actor: Actor, token: TokenName) -> None:
    """Make a token useless from now on."""
    from knox.models import get_token_model

    policy_of(TokenName).require(actor, MANAGE_OWN, token)
    ports.record(actor=actor, action=MANAGE_OWN.code, target=token, before={"token": token.name})
    get_token_model().objects.filter(digest=token.digest).delete()
    token.delete()


def _own_user(actor: Actor, *, lock: bool = False) -> Any:
    users = get_user_model()._default_manager.all()
    if lock:
        users = users.select_for_update()
    user = users.filter(pk=actor.user_id, is_active=True).first() if actor.user_id is not None else None
    if user is None:
        raise NotVisible
    return user


def _page_language() -> str:
    return (get_language() or "").split("-")[0]
