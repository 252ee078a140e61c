"""Erasing a person: everything that tells who he was goes, what he wrote stays without his name."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusterkit.access.selectors import coordinator_ids
from clusterkit.accounts.actions import ERASE_PERSON, MANAGE_OWN
from clusterkit.accounts.hooks import ErasedPerson, ErasureAsked, before_erasure, person_erased
from clusterkit.accounts.selectors import email_of, has_field, name_of, profile_of
from clusterkit.accounts.services.account import set_name
from clusterkit.core import ports
from clusterkit.core.erased import erased_address, is_erased_address, removed_person
from clusterkit.core.exceptions import NotPermitted, NotVisible, Unavailable, Vetoed
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.tenancy.context import current_cluster, tenant_connection
from clusterkit.tenancy.locks import hold

ATTEMPTS: Final = 5
LOCK_TIMEOUT: Final = "800ms"
"""Less than PostgreSQL's deadlock_timeout, which is a second where nobody changed it."""
_IN_THE_WAY: Final = frozenset({"55P03", "40P01"})
"""A lock that did not come in time; a deadlock."""


def erase_person(*, user_id: int, actor: Actor, reason: str = "") -> dict[str, int]:
    """Erase a person of this cluster, for good: by himself, by a coordinator or by the platform, on his request.

    His row stays without name and address, so that what he wrote keeps its place; he cannot sign in, and his address
    can be registered anew. Every app's receivers of ``person_erased`` take their part away in the same transaction.
    Returns how much of what went.

    Raises ``NotVisible``, ``NotPermitted``, ``Vetoed`` with what has to be done first (a successor appointed), and
    ``Unavailable`` where others keep writing what has to be changed.
    """
    _require(actor, user_id)
    for _attempt in range(ATTEMPTS):
        try:
            return _erase(user_id, actor, reason)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _IN_THE_WAY:
                raise
    raise Unavailable(_("Others are writing just now what has to be changed. Try again in a minute."))


@transaction.atomic
def _erase(user_id: int, actor: Actor, reason: str) -> dict[str, int]:
    # Whoever writes holds his rows and then points to people; this holds a person and then needs others' rows. Where
    # the two meet, it is the erasure that gives way, before the database looks for a deadlock, and begins again.
    waited = _lock_timeout(LOCK_TIMEOUT)
    # One at a time, and the accounts in one order: two coordinators, or two admins of one organisation, who go at
    # once would each see that the other is still there.
    hold("accounts.erasure")
    users = get_user_model()._default_manager.select_for_update(no_key=True)
    found = {user.pk: user for user in users.filter(pk__in=[*coordinator_ids(), user_id]).order_by("pk")}
    user = found.get(user_id)
    if user is None or is_erased_address(email_of(user)):
        raise NotVisible
    before_erasure.check(ErasureAsked(user, actor))
    profile = profile_of(user_id)
    with translation.override(_cluster_language()):
        label = removed_person()
    payload = ErasedPerson(
        user=user,
        actor=_nameless(actor, user_id, label),
        label=label,
        name=name_of(user),
        addresses=_addresses(user),
        details={text for text in (profile.position, profile.phone) if text},
    )
    # The change of the address waits for everybody who is just writing a row that points to this person, so that the
    # receivers find all of them; who comes later waits for the end and then finds nobody (``require_present``).
    _empty(user, label)
    gone: Counter[str] = Counter()
    for answer in person_erased.collect(payload, switched_off=True):
        gone.update(answer)
    ports.record(actor=payload.actor, action=ERASE_PERSON.code, target=user, after=dict(gone), reason=reason)
    _lock_timeout(waited)
    return dict(gone)


def _lock_timeout(value: str) -> str:
    """Set how long to wait for a lock in this transaction; returns what was in force."""
    with tenant_connection().cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [value])
        before: str = cursor.fetchone()[0]
    return before


def erasure_obstacle(*, user_id: int, actor: Actor) -> str | Promise:
    """The sentence about what has to be done before the person can be erased; empty where nothing has."""
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    if user is None or is_erased_address(email_of(user)):
        raise NotVisible
    try:
        with transaction.atomic():
            before_erasure.check(ErasureAsked(user, actor))
    except Vetoed as error:
        return error.message
    return ""


def _require(actor: Actor, user_id: int) -> None:
    if actor.user_id == user_id and actor.allows(MANAGE_OWN):
        return
    if not actor.is_system and not actor.allows(ERASE_PERSON):
        raise NotPermitted(needed_tier=ERASE_PERSON.tier)


def _nameless(actor: Actor, user_id: int, label: str) -> Actor:
    """Who acts, for the rows that are written now. A person who erases himself leaves no name in them."""
    if actor.user_id != user_id:
        return actor
    return SystemActor(display_name=label, user_id=user_id, address=getattr(actor, "address", None))


def _cluster_language() -> str:
    languages = current_cluster().languages
    return str(languages[0]) if languages else settings.LANGUAGE_CODE


def _addresses(user: Any) -> tuple[str, ...]:
    known = {email_of(user), user.get_username()}
    known.update(EmailAddress.objects.filter(user_id=user.pk).values_list("email", flat=True))
    return tuple(sorted(address for address in known if "@" in address))


def _empty(user: Any, label: str) -> None:
    """Nothing of the row tells who it was, and nobody signs in with it."""
    model = get_user_model()
    address = erased_address(user.pk)
    set_name(user, label)
    setattr(user, model.get_email_field_name(), address)
    if model.get_email_field_name() != model.USERNAME_FIELD:
        setattr(user, model.USERNAME_FIELD, address)
    user.set_unusable_password()
    user.last_login = None
    for name in ("is_active", "is_staff", "is_superuser"):
        if has_field(name):
            setattr(user, name, False)
    user.save()
    for name in ("groups", "user_permissions"):
        if has_field(name):
            getattr(user, name).clear()
