"""The applicant side fills in: begin, save, add and remove documents."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, NotPermitted, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from clusterkit.files.services import store_file
from clusterkit.membership import actions
from clusterkit.membership.enums import EDITABLE_STATES, DocumentKind, MembershipStatus
from clusterkit.membership.models import ANSWER_FIELDS, Application, Document, Membership
from clusterkit.membership.services.file import check_state, check_version, lock, write_step

DOCUMENT_PURPOSE = "membership.document"
TAKEN = frozenset(
    {MembershipStatus.SCHEDULED, MembershipStatus.ACTIVE, MembershipStatus.GRACE, MembershipStatus.SUSPENDED}
)


@transaction.atomic
def start_application(*, organisation: Organisation, actor: Actor) -> Application:
    """Begin a draft for an organisation that *actor* administers. The contact person is taken from the actor.

    Raises ``NotPermitted``, and ``Conflict`` while another application is open, while the organisation has a
    membership, and before the day from which it may apply again.
    """
    if not actor.allows(actions.APPLY):
        raise NotPermitted(needed_tier=actions.APPLY.tier)
    if organisation.pk not in actor.administered_ids:
        raise NotPermitted(_("Only an administrator of the organisation applies for it."))
    # The row of the organisation is the lock: two colleagues who press the button at once wait here.
    if Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk).first() is None:
        raise NotVisible
    _check_may_start(organisation)
    application = Application.objects.create(
        organisation=organisation, applicant_id=actor.user_id, contact_name=actor.display_name[:160]
    )
    write_step(application, code="start", actor=actor)
    ports.record(actor=actor, action=actions.APPLY.code, target=application, after={"state": application.state})
    return application


def _check_may_start(organisation: Organisation) -> None:
    running = Application.objects.open().filter(organisation=organisation).first()
    if running is not None:
        raise Conflict(
            _("Your organisation has an open application already. Go on with that one."),
            details={"application": running.pk},
        )
    today = timezone.localdate()
    if any(term.status_on(today) in TAKEN for term in Membership.objects.filter(organisation=organisation)):
        raise Conflict(_("Your organisation is a member already. A term is renewed, not applied for."))
    wait = (
        Application.objects.filter(organisation=organisation, may_reapply_on__gt=today)
        .order_by("-may_reapply_on")
        .values_list("may_reapply_on", flat=True)
        .first()
    )
    if wait is not None:
        raise Conflict(
            _("Your organisation may apply again from %(day)s.") % {"day": date_format(wait)},
            details={"may_reapply_on": wait.isoformat()},
        )


@transaction.atomic
def save_draft(
    *, application: Application, actor: Actor, expected_version: int | None = None, **answers: Any
) -> Application:
    """Keep what is typed so far, complete or not. *answers* are fields of ``ANSWER_FIELDS``; others stay as they are.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` once it is sent, ``StaleVersion``, and ``TypeError``
    for a field that there is not.
    """
    unknown = set(answers) - set(ANSWER_FIELDS)
    if unknown:
        raise TypeError(f"An application has no answers {sorted(unknown)}")
    locked = lock(application)
    policy_of(Application).require(actor, actions.EDIT, locked)
    check_state(locked, EDITABLE_STATES)
    check_version(locked, expected_version)
    changed = [name for name, value in answers.items() if getattr(locked, name) != value]
    if changed:
        for name in changed:
            setattr(locked, name, answers[name])
        _touch(locked)
        ports.record(actor=actor, action=actions.EDIT.code, target=locked, after={"changed": changed})
    return locked


def _touch(application: Application) -> None:
    application.version += 1
    application.save()


@transaction.atomic
def add_document(*, application: Application, upload: File[Any], kind: str, actor: Actor, title: str = "") -> Document:
    """Add a file to the application. *kind* is a ``DocumentKind``. The file is checked by its content.

    Raises as :func:`save_draft`, and ``InvalidInput`` for a file that is not taken (``field="file"``).
    """
    locked = lock(application)
    policy_of(Application).require(actor, actions.EDIT, locked)
    check_state(locked, EDITABLE_STATES)
    stored = store_file(upload=upload, purpose=DOCUMENT_PURPOSE, actor=actor)
    document = Document.objects.create(
        application=locked,
        file=stored,
        kind=DocumentKind(kind),
        title=title.strip(),
        added_by_id=actor.user_id,
    )
    _touch(locked)
    ports.record(
        actor=actor, action=actions.EDIT.code, target=locked, after={"document": document.pk, "kind": document.kind}
    )
    return document


@transaction.atomic
def remove_document(*, document: Document, actor: Actor) -> Application:
    """Take a document off. One that was sent before stays in its revision. Raises as :func:`save_draft`."""
    locked = lock(document.application)
    policy_of(Application).require(actor, actions.EDIT, locked)
    check_state(locked, EDITABLE_STATES)
    found = Document.objects.filter(pk=document.pk, application=locked, is_current=True).first()
    if found is None:
        raise NotVisible
    if found.revisions.exists():
        found.is_current = False
        found.save(update_fields=["is_current"])
    else:
        stored = found.file
        found.delete()
        stored.delete()
    _touch(locked)
    ports.record(actor=actor, action=actions.EDIT.code, target=locked, before={"document": document.pk})
    return locked
