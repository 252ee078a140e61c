"""Registration, profile and address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts import links, mail
from clusterkit.accounts.actions import MANAGE_OWN, REGISTER
from clusterkit.accounts.consents import Purpose, purposes
from clusterkit.accounts.enums import TAG_FIELDS
from clusterkit.accounts.models import Profile
from clusterkit.accounts.selectors import email_of, has_field, name_of, profile_of
from clusterkit.accounts.services.consents import write_decision
from clusterkit.accounts.services.expertise import write_tags
from clusterkit.accounts.services.presence import lock_person, own_user, page_language
from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput
from clusterkit.core.policies import Actor, policy_of

PROFILE_FIELDS = ("position", "phone", "language", "about", "time_zone")


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
def complete_registration(*, user: Any, consents: Iterable[Purpose], actor: Actor, page: str = "") -> Profile:
    """Write the profile and the consents of a person who has just registered.

    Raises ``InvalidInput`` when a required consent is missing: then there must be no account.
    """
    given = list(consents)
    if any(purpose not in given for purpose in purposes.required()):
        raise InvalidInput(
            _("Without your consent we may not keep your data, so you cannot register."), field="consent"
        )
    profile: Profile = Profile.objects.create(user=user, language=page_language())
    for purpose in given:
        write_decision(user_id=user.pk, purpose=purpose, given=True, page=page)
    ports.record(actor=actor, action=REGISTER.code, target=profile, after={"consents": [p.code for p in given]})
    return profile


@transaction.atomic
def edit_profile(*, actor: Actor, **changes: Any) -> Profile:
    """Change the actor's own profile; what is not named stays. Keys: ``name``, ``PROFILE_FIELDS`` and ``TAG_FIELDS``.

    Raises ``InvalidInput`` at the first value that does not fit.
    """
    # Locked: what is written while the account is being erased must not come after it.
    user = own_user(actor, lock=True)
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
    changed = [name for name, value in values.items() if before[name] != value]
    changed += write_tags(user_id=user.pk, given={name: changes[name] for name in TAG_FIELDS if name in changes})
    if changed:
        # Which parts changed is written down, not what they hold: the log outlives the person's data.
        ports.record(actor=actor, action=MANAGE_OWN.code, target=profile, after={"changed": sorted(changed)})
    return profile


def ask_email_change(*, actor: Actor, email: str) -> None:
    """Send a link to the new address. Nothing changes before it is used.

    Says the same whether or not somebody has the address: then he is told by mail, and the link is not made.
    Raises ``InvalidInput`` for the present address, and when the mail could not be sent.
    """
    user, email = own_user(actor), email.lower()
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
            lock_person(user.pk)
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
