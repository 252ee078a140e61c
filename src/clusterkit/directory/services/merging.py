"""Two entries of the list turn out to be one organisation: they become one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, StaleVersion
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.actions import MERGE
from clusterkit.directory.enums import (
    LIVE_AFFILIATION_STATES,
    LIVE_CLAIM_STATES,
    AffiliationRole,
    AffiliationState,
    DomainClaimState,
)
from clusterkit.directory.hooks import (
    Moved,
    OrganisationMerge,
    OrganisationMerged,
    move_rows,
    organisation_merge,
    organisation_merged,
)
from clusterkit.directory.models import (
    Affiliation,
    Capability,
    Certificate,
    Contact,
    DomainClaim,
    FormerAddress,
    Invitation,
    Organisation,
    Picture,
    Product,
)
from clusterkit.directory.selectors.merging import MERGE_FIELDS, obstacles
from clusterkit.directory.services.organisations import values_of
from clusterkit.files.services import remove_file

PARTS: Final[tuple[tuple[type[models.Model], tuple[str, ...]], ...]] = (
    (Capability, ("title", "text")),
    (Product, ("title", "text", "url")),
    (Certificate, ("title", "issuer", "number", "valid_until")),
    (Contact, ("kind", "value")),
    (Picture, ()),
)
"""The lists of a page, with what makes two entries the same one."""


@transaction.atomic
def merge_organisations(
    *,
    survivor: Organisation,
    merged: Organisation,
    actor: Actor,
    take: Collection[str] = (),
    expected: datetime | None = None,
    expected_merged: datetime | None = None,
) -> Organisation:
    """Make one organisation of two: everything that points at *merged* points at *survivor*, then *merged* is gone.

    *take* names the fields of :data:`MERGE_FIELDS` whose values come from *merged*. Its address leads to the
    survivor from then on. *expected* and *expected_merged* are the ``updated_at`` of the two as they were compared.

    Raises ``InvalidInput``; ``StaleVersion`` and ``Conflict`` when one of them changed or is gone, when an app
    has a reason against it, or when something still points at *merged*: then nothing at all has happened.
    """
    policy_of(Organisation).require(actor, MERGE, survivor)
    if survivor.pk == merged.pk:
        raise InvalidInput(_("Choose two different organisations."), field="merged")
    if set(take) - set(MERGE_FIELDS):
        raise InvalidInput(_("There is no such field to take over."), field="take")
    stays, goes = _lock(survivor, merged, expected, expected_merged)
    payload = OrganisationMerge(stays, goes, actor)
    reasons = obstacles(payload)
    if reasons:
        raise Conflict(" ".join(reasons), details={"obstacles": reasons})
    before, gone = values_of(stays), values_of(goes)
    moved = _move(payload)
    _take(payload, take)
    # Written about first: its name is kept in the log, and its history ends with this line.
    ports.record(actor=actor, action=MERGE.code, target=goes, before=gone, after={"merged_into": str(stays)})
    _delete(goes)
    stays.save()
    FormerAddress.objects.create(organisation=stays, slug=gone["slug"], former_id=merged.pk)
    after = values_of(stays)
    changed = {key for key in after if after[key] != before[key]}
    ports.record(
        actor=actor,
        action=MERGE.code,
        target=stays,
        before={key: before[key] for key in changed},
        after={"merged": str(goes), "moved": moved, **{key: after[key] for key in changed}},
    )
    organisation_merged.announce_on_commit(OrganisationMerged(stays, merged.pk, gone["slug"]))
    return stays


def _lock(
    survivor: Organisation, merged: Organisation, expected: datetime | None, expected_merged: datetime | None
) -> tuple[Organisation, Organisation]:
    """Both rows, always locked in the order of their keys: two merges at once wait for each other, never in a ring.

    Without the lock on keys: what is being written for one of the two may be finished, and is moved then.
    """
    keys = [survivor.pk, merged.pk]
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise Conflict(_("One of the two is gone: somebody made them one before you. Look at the list again."))
    stays, goes = found[survivor.pk], found[merged.pk]
    for row, seen in ((stays, expected), (goes, expected_merged)):
        if seen is not None and row.updated_at != seen:
            raise StaleVersion(_("One of the two was changed while you compared them. Compare them again."))
    return stays, goes


def _move(payload: OrganisationMerge) -> dict[str, int]:
    """How many rows moved, by the label of their model. A rule of the database in the way is a conflict."""
    try:
        with transaction.atomic():
            moved = [*_move_own(payload), *_moved_elsewhere(payload)]
    except IntegrityError as error:
        raise Conflict(
            _("Both have something that only one of them may have, so they cannot become one yet.")
        ) from error
    return {row.model._meta.label_lower: row.number for row in moved if row.number}


def _moved_elsewhere(payload: OrganisationMerge) -> Iterator[Moved]:
    for rows in organisation_merge.collect(payload, switched_off=True):
        yield from rows


def _move_own(payload: OrganisationMerge) -> Iterator[Moved]:
    stays, goes = payload.survivor, payload.merged
    stays.sectors.add(*goes.sectors.all())
    stays.profiles.add(*goes.profiles.all())
    for model, same in PARTS:
        known = set(model._default_manager.filter(organisation=stays).values_list(*same)) if same else set()
        for row in model._default_manager.filter(organisation=goes) if same else ():
            if tuple(getattr(row, name) for name in same) in known:
                row.delete()
        yield move_rows(payload, model)
    yield move_rows(payload, FormerAddress)
    yield _move_affiliations(payload)
    yield _move_invitations(payload)
    yield _move_claims(payload)


def _move_affiliations(payload: OrganisationMerge) -> Moved:
    """A person who acts for both, or asked both, does so once: the stronger of the two stays."""
    rows = Affiliation.objects.select_for_update(of=("self",)).filter(
        organisation__in=[payload.survivor, payload.merged], state__in=LIVE_AFFILIATION_STATES
    )
    live: dict[int, list[Affiliation]] = {}
    for row in rows.order_by("pk"):
        live.setdefault(row.user_id, []).append(row)
    for pair in live.values():
        for weaker in sorted(pair, key=_strength)[:-1]:
            weaker.state = AffiliationState.ENDED
            weaker.state_changed_at = timezone.now()
            weaker.version += 1
            weaker.save()
    return move_rows(payload, Affiliation)


def _move_claims(payload: OrganisationMerge) -> Moved:
    """Of two claims of one mail domain the one that came further stays."""
    steps = (DomainClaimState.WAITING, DomainClaimState.DISPUTED, DomainClaimState.CONFIRMED)
    rows = DomainClaim.objects.select_for_update(of=("self",)).filter(
        organisation__in=[payload.survivor, payload.merged], state__in=LIVE_CLAIM_STATES
    )
    furthest: dict[str, DomainClaim] = {}
    for row in sorted(rows.order_by("pk"), key=lambda row: -steps.index(row.state)):
        if furthest.setdefault(row.domain, row) is not row:
            row.state, row.key_digest = DomainClaimState.ENDED, ""
            row.state_changed_at = timezone.now()
            row.version += 1
            row.save()
    return move_rows(payload, DomainClaim)


def _move_invitations(payload: OrganisationMerge) -> Moved:
    """Who was invited by both accepts one of the two: the survivor's stays."""
    waiting = Invitation.objects.waiting()
    twice = waiting.filter(organisation=payload.survivor).values("email")
    again = waiting.filter(organisation=payload.merged, email__in=twice)
    again.update(revoked_at=timezone.now(), revoked_by=payload.actor.user_id, email="")
    return move_rows(payload, Invitation)


def _strength(row: Affiliation) -> tuple[bool, bool, int]:
    return row.state == AffiliationState.CONFIRMED, row.role == AffiliationRole.ADMIN, -row.pk


def _take(payload: OrganisationMerge, take: Collection[str]) -> None:
    stays, goes = payload.survivor, payload.merged
    unused = stays.logo if "logo" in take else goes.logo
    for name in take:
        for attribute in MERGE_FIELDS[name][0]:
            setattr(stays, attribute, getattr(goes, attribute))
    stays.is_published = stays.is_published or goes.is_published
    if unused is not None:
        goes.logo = None
        Organisation.objects.filter(logo=unused).update(logo=None)
        remove_file(stored_file=unused, actor=payload.actor)


def _delete(goes: Organisation) -> None:
    """Take the row out, once nothing points at it. Now with the lock on its key, so that nothing can any more."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=goes.pk)
    left = [capfirst(str(model._meta.verbose_name_plural)) for model in _pointing_at(goes)]
    if left:
        raise Conflict(
            _("They cannot become one: something still belongs to the one that would go (%(what)s).")
            % {"what": ", ".join(left)}
        )
    goes.delete()


def _pointing_at(goes: Organisation) -> Iterator[type[models.Model]]:
    own: tuple[Any, ...] = (Organisation.sectors.through, Organisation.profiles.through)
    relations: Any = Organisation._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        model: Any = relation.related_model
        if model not in own and model._base_manager.filter(**{relation.field.name: goes}).exists():
            yield model
