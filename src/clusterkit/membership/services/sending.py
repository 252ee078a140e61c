"""The applicant side sends: submit, send again, withdraw; and both sides write to each other."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusterkit.core import ports
from clusterkit.core.exceptions import InvalidInput, NotPermitted, StateConflict
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.core.transitions import apply
from clusterkit.membership import actions, hooks
from clusterkit.membership import notices as kinds
from clusterkit.membership.enums import MessageKind
from clusterkit.membership.models import Application, Document, Message, Revision
from clusterkit.membership.questions import PURPOSE
from clusterkit.membership.selectors.form import with_added
from clusterkit.membership.selectors.people import applicant_side_ids, reviewer_ids
from clusterkit.membership.services.council.locking import open_ballot_of
from clusterkit.membership.services.council.opening import void
from clusterkit.membership.services.deadlines import start_review_clock
from clusterkit.membership.services.drafts import keep_answers
from clusterkit.membership.services.file import lock, notice, notice_of, write_line, write_step
from clusterkit.membership.transitions import MACHINE
from clusterkit.membership.validators import checked, missing_parts
from clusterkit.questionnaires.selectors import form_of_version
from clusterkit.questionnaires.services import ensure_form


def _freeze(application: Application, actor: Actor, *, is_first: bool) -> Revision:
    documents = list(Document.objects.filter(application=application, is_current=True))
    version = application.form_id
    if is_first or version is None:
        # A draft answers the version that is in use now; from here on the application stays on it.
        version = ensure_form(PURPOSE).pk
        application.form_id = version
    questions = with_added(form_of_version(version), application).questions
    missing = missing_parts(application, documents, questions)
    if missing:
        raise InvalidInput(
            _("The application is not complete yet: %(list)s") % {"list": " ".join(str(part.text) for part in missing)},
            field=missing[0].field,
            details={"missing": [{"field": part.field, "message": str(part.text)} for part in missing]},
        )
    answers = checked(application, documents, questions).values
    keep_answers(application, answers)
    application.unfinished = {}
    application.revision += 1
    revision = Revision.objects.create(
        application=application,
        number=application.revision,
        answers=answers,
        form_id=application.form_id,
        questions=[question.as_json() for question in questions],
        sent_by_id=actor.user_id,
        sent_by_name=actor.display_name[:160],
    )
    revision.documents.set(documents)
    return revision


def _send(name: str, application: Application, actor: Actor, expected_version: int | None) -> Application:
    def effect(locked: Application) -> dict[str, Any]:
        revision = _freeze(locked, actor, is_first=name == "submit")
        locked.submitted_at = locked.submitted_at or timezone.now()
        locked.due_on = None
        start_review_clock(locked)
        write_step(locked, code=name, actor=actor)
        return {"revision": revision.number}

    return apply(
        MACHINE,
        name,
        application,
        actor=actor,
        expected_version=expected_version,
        effect=effect,
        notices=notice_of(name, reviewer_ids(application.organisation_id), who=actor.display_name),
        announce=hooks.application_submitted,
    )


def submit(*, application: Application, actor: Actor, expected_version: int | None = None) -> Application:
    """Send the draft to the office: answers and documents are frozen as revision 1.

    Raises ``InvalidInput`` with the list of what lacks in ``details["missing"]``, and as ``transitions.apply``.
    """
    return _send("submit", application, actor, expected_version)


def resubmit(*, application: Application, actor: Actor, expected_version: int | None = None) -> Application:
    """Send the completed application again, as a new revision; it goes back to review. Raises as :func:`submit`."""
    return _send("resubmit", application, actor, expected_version)


def withdraw(
    *, application: Application, actor: Actor, expected_version: int | None = None, reason: str = ""
) -> Application:
    """Take the application back before it is decided. The organisation may begin anew at once."""

    def effect(locked: Application) -> dict[str, Any]:
        locked.due_on = None
        write_step(locked, code="withdraw", actor=actor, text=reason)
        ballot = open_ballot_of(locked)
        return (
            {}
            if ballot is None
            else {"ballot": void(ballot, actor=SystemActor(), reason=gettext("The applicant withdrew.")).pk}
        )

    # A draft was never seen by the office: then only the colleagues hear of it.
    told = set(applicant_side_ids(application.organisation_id)) - {actor.user_id}
    if application.submitted_at is not None:
        told |= set(reviewer_ids(application.organisation_id))
    return apply(
        MACHINE,
        "withdraw",
        application,
        actor=actor,
        expected_version=expected_version,
        reason=reason,
        effect=effect,
        notices=notice_of("withdraw", sorted(user_id for user_id in told if user_id is not None), reason=reason),
    )


@transaction.atomic
def post_message(*, application: Application, text: str, actor: Actor) -> Message:
    """Write to the other side. Raises ``InvalidInput`` for an empty text, ``StateConflict`` before it was sent."""
    locked = lock(application)
    policy_of(Application).require(actor, actions.WRITE, locked)
    if locked.submitted_at is None:
        raise StateConflict(_("The office does not see the application yet. Send it first."))
    text = text.strip()
    if not text:
        raise InvalidInput(_("Write something first."), field="text")
    if actor.is_system:
        raise NotPermitted
    line = write_line(locked, kind=MessageKind.MESSAGE, actor=actor, text=text)
    own = locked.organisation_id in actor.administered_ids
    told = reviewer_ids(locked.organisation_id) if own else applicant_side_ids(locked.organisation_id)
    ports.record(actor=actor, action=actions.WRITE.code, target=locked, after={"message": line.pk})
    ports.notify(
        notice(locked, kinds.MESSAGE, told, event=f"message:{line.pk}", who=actor.display_name, text=text[:500])
    )
    return line
