"""The applicant side fills in: begin, save, add and remove documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, InvalidInput, NotPermitted, NotVisible
from clusterkit.core.policies import Actor, policy_of
from clusterkit.directory.models import Organisation
from clusterkit.files.services import store_file
from clusterkit.membership import actions
from clusterkit.membership.enums import EDITABLE_STATES, DocumentKind, MembershipStatus
from clusterkit.membership.models import ANSWER_FIELDS, Application, Document, Membership
from clusterkit.membership.questions import PURPOSE
from clusterkit.membership.selectors.form import form_of
from clusterkit.membership.services.file import check_state, check_version, lock, write_step
from clusterkit.questionnaires.checking import Cleaned, clean_answers, unknown_codes
from clusterkit.questionnaires.definitions import Questions, by_code
from clusterkit.questionnaires.services import ensure_form

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
        organisation=organisation,
        applicant_id=actor.user_id,
        contact_name=actor.display_name[:160],
        form=ensure_form(PURPOSE),
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
    *,
    application: Application,
    actor: Actor,
    expected_version: int | None = None,
    answers: Mapping[str, Any] | None = None,
    keep_invalid: bool = False,
    seen_form: int | None = None,
    **fields: Any,
) -> Application:
    """Keep what is typed so far, complete or not.

    *answers* are by the codes of the questions, and so are *fields*, which have to be among ``ANSWER_FIELDS``; others
    stay as they are. With *keep_invalid* what is not valid is kept as it was typed, and codes that are not asked (any
    more) are passed over; without, both are refused. *seen_form* is the key of the version that the page showed: its
    people know from then on what is new in it.

    Raises ``NotVisible``, ``NotPermitted``, ``StateConflict`` once it is sent, ``StaleVersion``, ``InvalidInput`` with
    ``details["errors"]``, and ``TypeError`` for a field that there is not.
    """
    unknown = set(fields) - set(ANSWER_FIELDS)
    if unknown:
        raise TypeError(f"An application has no answers {sorted(unknown)}")
    given = {**fields, **(answers or {})}
    locked = lock(application)
    policy_of(Application).require(actor, actions.EDIT, locked)
    check_state(locked, EDITABLE_STATES)
    check_version(locked, expected_version)
    form = form_of(locked)
    cleaned = clean_answers(form.questions, given, partial=True)
    if not keep_invalid:
        _refuse_invalid(form.questions, given, cleaned)
    before = (locked.answers(), dict(locked.unfinished), locked.form_id)
    changed = keep_answers(locked, cleaned.values)
    locked.unfinished = {code: typed for code, typed in locked.unfinished.items() if code not in given} | cleaned.typed
    if seen_form is not None and seen_form == form.version_id:
        locked.form_id = seen_form
    if (locked.answers(), locked.unfinished, locked.form_id) != before:
        changed += sorted(cleaned.typed)
        _touch(locked)
        ports.record(actor=actor, action=actions.EDIT.code, target=locked, after={"changed": changed})
    return locked


def _refuse_invalid(questions: Questions, given: Mapping[str, Any], cleaned: Cleaned) -> None:
    errors = {code: str(problem) for code, problem in cleaned.errors.items()}
    errors |= {code: str(_("The form does not ask this.")) for code in unknown_codes(questions, given)}
    if errors:
        code, problem = next(iter(errors.items()))
        raise InvalidInput(problem, field=code, details={"errors": errors})


def keep_answers(application: Application, values: Mapping[str, Any]) -> list[str]:
    """Put clean answers where they belong: into their columns, or among the others. Returns the codes that changed."""
    known = application.answers()
    changed = [code for code, value in values.items() if known.get(code) != value]
    for code in changed:
        if code in ANSWER_FIELDS:
            setattr(application, code, values[code])
    more = {code: values[code] for code in changed if code not in ANSWER_FIELDS}
    application.more_answers = {**application.more_answers, **more}
    return changed


def _touch(application: Application) -> None:
    application.version += 1
    application.save()


@transaction.atomic
def add_document(
    *, application: Application, upload: File[Any], kind: str, actor: Actor, title: str = "", question: str = ""
) -> Document:
    """Add a file to the application. *kind* is a ``DocumentKind``, *question* the code of the question that it answers.

    The file is checked by its content. Raises as :func:`save_draft`, and ``InvalidInput`` for a file that is not taken
    (``field="file"``) and for a question that no document answers (``field="question"``).
    """
    locked = lock(application)
    policy_of(Application).require(actor, actions.EDIT, locked)
    check_state(locked, EDITABLE_STATES)
    asked_for = by_code(form_of(locked).questions).get(question) if question else None
    if question and (asked_for is None or not asked_for.is_file):
        raise InvalidInput(_("The form does not ask for this document."), field="question")
    stored = store_file(upload=upload, purpose=DOCUMENT_PURPOSE, actor=actor)
    document = Document.objects.create(
        application=locked,
        file=stored,
        kind=DocumentKind(kind),
        title=title.strip() or (asked_for.text()[:200] if asked_for is not None else ""),
        question=question,
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
