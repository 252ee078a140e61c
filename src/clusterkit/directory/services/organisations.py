"""Writes of organisations: registered, edited, shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, DomainError, InvalidInput, NotPermitted, NotVisible, StaleVersion
from clusterkit.core.policies import Action, Actor, policy_of
from clusterkit.core.translated import Translated, as_translated, content_languages
from clusterkit.directory.actions import CREATE, EDIT, PUBLISH
from clusterkit.directory.addresses import RESERVED, address_of
from clusterkit.directory.enums import AffiliationRole, AffiliationState, OrganisationKind
from clusterkit.directory.models import Affiliation, FormerAddress, Organisation, Profile, Sector
from clusterkit.directory.numbers import clean_identity
from clusterkit.directory.validators import clean_country, site_url, validate_year

TRANSLATED: Final = ("name", "short_name", "city", "summary")
PLAIN: Final = ("kind", "region", "size", "website", "founded")
IDENTITY: Final = ("country", "number_kind", "number")
OFFICE_ONLY: Final = ("slug", "is_founder")
MAX_UNPUBLISHED: Final = 5


@transaction.atomic
def create_organisation(
    *,
    actor: Actor,
    short_name: Any,
    name: Any = None,
    kind: str = OrganisationKind.ENTERPRISE,
    country: str = "BY",
    number: str = "",
    number_kind: str = "",
    sectors: Sequence[Sector] = (),
    profiles: Sequence[Profile] = (),
    position: str = "",
    as_admin: bool = True,
    slug: str = "",
    **values: Any,
) -> Organisation:
    """Register an organisation that is not shown yet; the person who does it becomes its admin.

    *short_name*, *name* (the short one where none is given), *city* and *summary* are texts or mappings of texts by
    language. A profile brings its sector along. Further *values*: region, size, website, founded; from a coordinator
    is_founder too. With
    ``as_admin=False``, and always for the system, nobody acts for it yet.

    Raises ``InvalidInput`` with the field that is wrong, ``Conflict`` when the taxpayer number is registered already.
    """
    policy_of(Organisation).require(actor, CREATE)
    admin_id = actor.user_id if as_admin else None
    if admin_id is not None and not actor.is_coordinator:
        _refuse_too_many(actor)
    organisation = Organisation(kind=kind, is_published=False)
    identity = {"country": country, "number_kind": number_kind, "number": number}
    given = {"short_name": short_name, "name": name or short_name, **identity, **values}
    _assign(organisation, actor, given)
    if not organisation.short_name:
        raise InvalidInput(_("Give the organisation a name."), field="short_name")
    _insert(organisation, slug or address_of(_latin(organisation)))
    _set_fields_of_work(organisation, sectors, profiles)
    if admin_id is not None:
        Affiliation.objects.create(
            organisation=organisation,
            user_id=admin_id,
            role=AffiliationRole.ADMIN,
            state=AffiliationState.CONFIRMED,
            position=position,
        )
    ports.record(actor=actor, action=CREATE.code, target=organisation, after=values_of(organisation))
    return organisation


def _refuse_too_many(actor: Actor) -> None:
    waiting = Organisation.objects.filter(pk__in=actor.administered_ids, is_published=False).count()
    if waiting >= MAX_UNPUBLISHED:
        raise DomainError(
            _("%(number)d organisations of yours wait to be shown already. Write to the office of the cluster first.")
            % {"number": waiting}
        )


def _latin(organisation: Organisation) -> str:
    names = as_translated(organisation.short_name)
    return names.get("en") or str(names.get_text("ru"))


def _insert(organisation: Organisation, slug: str) -> None:
    """Save with the first free address; the database decides, since two may register at once."""
    for attempt in range(1, 50):
        organisation.slug = slug if attempt == 1 else f"{slug}-{attempt}"
        if organisation.slug in RESERVED or _is_taken(organisation.slug):
            continue
        _refuse_known_number(organisation)
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Conflict(_("This name is taken. Give another short name."), field="short_name")


def _is_taken(slug: str) -> bool:
    return Organisation.objects.filter(slug=slug).exists() or FormerAddress.objects.filter(slug=slug).exists()


def _refuse_known_number(organisation: Organisation) -> None:
    same = Organisation.objects.filter(**{key: getattr(organisation, key) for key in IDENTITY})
    if organisation.number and same.exclude(pk=organisation.pk).exists():
        raise Conflict(
            _("An organisation with this number is registered already. Find it in the list and ask to act for it."),
            field="number",
        )


@transaction.atomic
def update_organisation(
    *,
    organisation: Organisation,
    actor: Actor,
    sectors: Sequence[Sector] | None = None,
    profiles: Sequence[Profile] | None = None,
    expected: datetime | None = None,
    **values: Any,
) -> Organisation:
    """Change the page of an organisation. *values* as in :func:`create_organisation`; only what is given changes.

    *expected* is its ``updated_at`` when the form was opened. Country and number are its identity: once it is
    shown only coordinators change them; the address and whether it is a founder always.

    Raises ``InvalidInput``, ``NotPermitted``, ``StaleVersion``, ``Conflict``.
    """
    locked = lock_organisation(organisation, actor, EDIT)
    if expected is not None and locked.updated_at != expected:
        raise StaleVersion(
            _("Somebody changed this page while you were writing. Open it again in a new window, compare, and save.")
        )
    before = values_of(locked)
    _assign(locked, actor, values)
    _refuse_known_number(locked)
    _refuse_known_address(locked)
    _set_fields_of_work(locked, sectors, profiles)
    _keep_address(locked, before["slug"])
    locked.save()
    after = values_of(locked)
    changed = {key for key in after if after[key] != before[key]}
    ports.record(
        actor=actor,
        action=EDIT.code,
        target=locked,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return locked


def _set_fields_of_work(
    organisation: Organisation, sectors: Sequence[Sector] | None, profiles: Sequence[Profile] | None
) -> None:
    """None leaves a list as it is. The sectors of its profiles are always an organisation's sectors."""
    if profiles is not None:
        organisation.profiles.set(profiles)
    if sectors is not None:
        organisation.sectors.set(sectors)
    if sectors is not None or profiles is not None:
        organisation.sectors.add(*Sector.objects.filter(profiles__organisations=organisation))


def _keep_address(organisation: Organisation, before: str) -> None:
    """Let the address that it had lead to the one that it gets."""
    if organisation.slug != before:
        organisation.former_addresses.filter(slug=organisation.slug).delete()
        FormerAddress.objects.create(organisation=organisation, slug=before)


def _refuse_known_address(organisation: Organisation) -> None:
    others = Organisation.objects.filter(slug=organisation.slug).exclude(pk=organisation.pk)
    formers = FormerAddress.objects.filter(slug=organisation.slug).exclude(organisation=organisation)
    if organisation.slug in RESERVED or others.exists() or formers.exists():
        raise Conflict(_("This address is taken."), field="slug")


def lock_organisation(organisation: Organisation, actor: Actor, action: Action) -> Organisation:
    """The row of *organisation*, locked until the transaction ends, if *actor* may do *action* with it."""
    locked: Organisation | None = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk).first()
    if locked is None:
        raise NotVisible
    policy_of(Organisation).require(actor, action, locked)
    return locked


def _assign(organisation: Organisation, actor: Actor, values: Mapping[str, Any]) -> None:
    for key in values:
        if key not in (*TRANSLATED, *PLAIN, *IDENTITY, *OFFICE_ONLY):
            raise TypeError(f"An organisation has no {key!r} that could be set")
        if key in OFFICE_ONLY and not actor.is_coordinator and values[key] != getattr(organisation, key):
            raise NotPermitted(field=key)
    _assign_identity(organisation, actor, values)
    for key in (*TRANSLATED, *PLAIN, *OFFICE_ONLY):
        if key in values:
            value = values[key]
            setattr(organisation, key, _translated(key, value) if key in TRANSLATED else value)
    if not organisation.short_name:
        raise InvalidInput(_("Give the organisation a name."), field="short_name")
    for field, check in (("website", site_url), ("founded", validate_year)):
        value = getattr(organisation, field)
        if value:
            _checked(field, check, value)
    try:
        organisation.clean_fields(exclude=["slug", "logo"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidInput(messages[0], field=field) from error


def _translated(key: str, value: Any) -> Translated:
    limit: int = getattr(Organisation._meta.get_field(key), "max_length", 0)
    known = {code for code, _name in content_languages()}
    texts = {code: text.strip() for code, text in as_translated(value).items() if code in known}
    if any(len(text) > limit for text in texts.values()):
        raise InvalidInput(_("Write at most %(limit)d characters.") % {"limit": limit}, field=key)
    return as_translated(texts)


def _assign_identity(organisation: Organisation, actor: Actor, values: Mapping[str, Any]) -> None:
    if not any(key in values for key in IDENTITY):
        return
    country = _checked("country", clean_country, values.get("country", organisation.country))
    kind, number = (values.get(key, getattr(organisation, key)) for key in ("number_kind", "number"))
    if "number_kind" not in values and (country, number) != (organisation.country, organisation.number):
        kind = ""
    try:
        kind, number = clean_identity(country, kind, number)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field=str(error.code)) from error
    identity = (organisation.country, organisation.number_kind, organisation.number)
    if (country, kind, number) != identity and organisation.is_published and not actor.is_coordinator:
        raise InvalidInput(
            _("The country and the number of an organisation that is shown are changed by the office of the cluster."),
            field="number",
        )
    organisation.country, organisation.number_kind, organisation.number = country, kind, number


def _checked(field: str, check: Any, value: Any) -> Any:
    try:
        return check(value)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], field=field) from error


def publish_organisation(*, organisation: Organisation, actor: Actor) -> Organisation:
    """Show the organisation on the site. Nothing happens when it is shown already."""
    return _show(organisation, actor, shown=True)


def unpublish_organisation(*, organisation: Organisation, actor: Actor, reason: str = "") -> Organisation:
    """Hide the organisation from all but its own people and coordinators. Nothing is deleted."""
    return _show(organisation, actor, shown=False, reason=reason)


@transaction.atomic
def _show(organisation: Organisation, actor: Actor, *, shown: bool, reason: str = "") -> Organisation:
    locked = lock_organisation(organisation, actor, PUBLISH)
    if locked.is_published != shown:
        locked.is_published = shown
        locked.save()
        ports.record(
            actor=actor,
            action=PUBLISH.code,
            target=locked,
            before={"is_published": not shown},
            after={"is_published": shown},
            reason=reason,
        )
    return locked


def values_of(organisation: Organisation) -> dict[str, Any]:
    """What the audit log keeps of *organisation*."""
    values = {key: dict(getattr(organisation, key)) for key in TRANSLATED}
    plain = {key: getattr(organisation, key) for key in (*PLAIN, *IDENTITY, *OFFICE_ONLY)}
    words = {key: sorted(getattr(organisation, key).values_list("code", flat=True)) for key in ("sectors", "profiles")}
    return {**values, **plain, **words}
