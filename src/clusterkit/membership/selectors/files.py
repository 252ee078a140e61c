"""One application: its documents, its revisions and their difference, its timeline, its opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.core.policies import Actor, visible_to
from clusterkit.core.web.elements import TimelineEntry
from clusterkit.membership.enums import ApplicationState, MessageKind, ReasonPurpose
from clusterkit.membership.models import Application, Document, Message, Opinion, Revision
from clusterkit.membership.selectors.form import APPLICATION_FORM, sheet_of
from clusterkit.membership.selectors.reasons import reason_title
from clusterkit.questionnaires.definitions import Questions
from clusterkit.questionnaires.wording import describe
from clusterkit.questionnaires.wording import differences as sheet_differences

STEP_TEXTS: dict[str, str | Promise] = {
    "start": gettext_lazy("began the application"),
    "submit": gettext_lazy("sent the application"),
    "take_up": gettext_lazy("took up the application"),
    "request_info": gettext_lazy("asked for more"),
    "resubmit": gettext_lazy("sent the completed application"),
    "approve": gettext_lazy("approved the application"),
    "reject": gettext_lazy("rejected the application"),
    "withdraw": gettext_lazy("withdrew the application"),
    "expire": gettext_lazy("closed the application: no answer came in time"),
    "open_vote": gettext_lazy("put the application to the vote of the council"),
    "break_off": gettext_lazy("took the application back from the vote"),
    "no_decision": gettext_lazy("closed the vote of the council: nothing was decided"),
}
STEP_TONES = {"approve": "good", "reject": "bad", "expire": "bad", "request_info": "warn"}


@dataclass(frozen=True)
class FileLine:
    """A line of the file as both HTML and API show it. ``kind`` is a :class:`MessageKind`."""

    kind: str
    code: str
    who: str
    text: str
    when: datetime
    tone: str = "neutral"


@dataclass(frozen=True)
class Change:
    """A difference between two revisions; ``before`` and ``after`` are texts as they were sent."""

    label: str
    before: str
    after: str


def visible_applications(viewer: Actor) -> QuerySet[Application]:
    """The applications that *viewer* may open, with what a row shows."""
    return visible_to(viewer, Application.objects.select_related("organisation"))


def open_application(viewer: Actor, organisation_id: int) -> Application | None:
    """The organisation's application that is not decided yet, if *viewer* may see it."""
    rows = visible_to(viewer, Application.objects.open().filter(organisation_id=organisation_id))
    return rows.first()


def current_documents(viewer: Actor, application: Application) -> list[Document]:
    """The documents that belong to the application now, those not sent yet included for the applicant side."""
    rows = Document.objects.filter(application=application, is_current=True).select_related("file")
    return list(visible_to(viewer, rows))


def revisions_of(viewer: Actor, application: Application) -> list[Revision]:
    """All revisions with their documents, the oldest first."""
    rows = Revision.objects.filter(application=application).prefetch_related("documents__file")
    return list(visible_to(viewer, rows))


def differences(older: Revision, newer: Revision) -> list[Change]:
    """What changed from one revision to another, question by question: answers, then documents added and removed."""
    found = [Change(row.label, row.before, row.after) for row in sheet_differences(sheet_of(older), sheet_of(newer))]
    before = {document.pk: document for document in older.documents.all()}
    after = {document.pk: document for document in newer.documents.all()}
    removed = [document for pk, document in before.items() if pk not in after]
    added = [document for pk, document in after.items() if pk not in before]
    found += [Change(str(_("Document taken off")), str(document), "") for document in removed]
    found += [Change(str(_("Document added")), "", str(document)) for document in added]
    return found


def answers_with_labels(answers: Mapping[str, Any], questions: Questions | None = None) -> list[tuple[str, str]]:
    """Present answers as labelled texts, in the order of the form; without *questions* of the one every form begins with."""
    rows = describe(questions if questions is not None else APPLICATION_FORM.default_questions(), answers)
    return [(row.label, row.text) for row in rows]


def sent_answers(revision: Revision) -> list[tuple[str, str]]:
    """What was sent, under the labels that its questions had."""
    sheet = sheet_of(revision)
    return answers_with_labels(sheet.answers, sheet.questions)


def file_lines(viewer: Actor, application: Application) -> list[FileLine]:
    """The lines of the file in order; notes of the office only for reviewers."""
    rows = visible_to(viewer, Message.objects.filter(application=application))
    return [
        FileLine(row.kind, row.code, row.author_name, row.text, row.created_at, STEP_TONES.get(row.code, "neutral"))
        for row in rows
    ]


def timeline(lines: Sequence[FileLine]) -> list[TimelineEntry]:
    """The steps among *lines*, the newest first, for the timeline element."""
    return [
        TimelineEntry(line.when, line.who, STEP_TEXTS.get(line.code, line.code), line.tone, line.text)
        for line in reversed(lines)
        if line.kind == MessageKind.STEP
    ]


def live_opinions(viewer: Actor, application: Application) -> list[Opinion]:
    """What reviewers think of the present revision; nothing for the applicant side."""
    rows = Opinion.objects.filter(
        application=application, revision__number=application.revision, withdrawn_at__isnull=True
    )
    return list(visible_to(viewer, rows))


def ball(viewer: Actor, application: Application) -> str:
    """Who has to act now, in words for *viewer*; empty when nobody has."""
    if application.is_editable:
        return _("with you") if application.organisation_id in viewer.administered_ids else _("with the applicant")
    if application.state == ApplicationState.IN_VOTE:
        return _("with the council")
    return _("with the cluster's office") if application.waits_for_office else ""


def info_label(application: Application) -> str:
    """Why the office asked for more, in words; empty where its text alone says it."""
    title = reason_title(ReasonPurpose.RETURN, application.info_reason)
    return "" if title.casefold() in application.info_text.casefold() else title
