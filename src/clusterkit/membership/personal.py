"""A person in the files of membership: his part of the archive of his data, and what goes when he is erased.

Votes and protocols of the council keep the names they were written with: they are the association's records of who
decided, and a protocol is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusterkit.accounts.blanking import blank_json, blank_names
from clusterkit.accounts.hooks import (
    ErasedPerson,
    Outlook,
    PersonalData,
    Section,
    erasure_outlook,
    person_erased,
    personal_data,
)
from clusterkit.accounts.sections import section
from clusterkit.membership.models import Application, Document, Message, Opinion, Revision, Seat, Vote
from clusterkit.membership.services.assignment import free_of


@personal_data.connect(order=30)
def own_sections(payload: PersonalData) -> Sequence[Section]:
    """What he wrote in applications, as applicant or as reviewer, and how he voted."""
    user_id = payload.viewer.user_id or 0
    return [
        section(
            "applications",
            gettext_lazy("Applications you started"),
            Application.objects.filter(applicant_id=user_id).order_by("pk"),
            *("organisation__name", "state", "contact_name", "contact_email", "contact_phone", "created_at"),
        ),
        section(
            "application_lines",
            gettext_lazy("What you wrote in applications"),
            Message.objects.filter(author_id=user_id).order_by("pk"),
            *("application__organisation__name", "kind", "text", "created_at"),
        ),
        section(
            "application_documents",
            gettext_lazy("Documents you added to applications"),
            Document.objects.filter(added_by_id=user_id).order_by("pk"),
            *("application__organisation__name", "kind", "title", "created_at"),
        ),
        section(
            "opinions",
            gettext_lazy("Your opinions on applications"),
            Opinion.objects.filter(reviewer_id=user_id).order_by("pk"),
            *("application__organisation__name", "verdict", "reason", "created_at", "withdrawn_at"),
        ),
        section(
            "votes",
            gettext_lazy("Your votes in the council"),
            Vote.objects.filter(voter_id=user_id).order_by("pk"),
            *("ballot_id", "choice", "remark", "cast_at"),
        ),
        section(
            "applications_looked_after",
            gettext_lazy("Applications you look after in the office"),
            Application.objects.filter(assignee_id=user_id).order_by("pk"),
            *("organisation__name", "state", "review_due_at"),
        ),
    ]


@person_erased.connect(order=250)
def leave_files(payload: ErasedPerson) -> Mapping[str, int]:
    """His name in the lines of files, and as contact person where it is he; nobody speaks for his seat."""
    named = (
        blank_names(payload, Message, author="author_name")
        + blank_names(payload, Revision, sent_by="sent_by_name")
        + blank_names(payload, Opinion, reviewer="reviewer_name")
    )
    his = Q(contact_name=payload.name, applicant_id=payload.user_id)
    for address in payload.addresses:
        his |= Q(contact_email__iexact=address)
    applications = list(Application.objects.filter(his).values_list("pk", flat=True))
    blank = {"contact_name": payload.label, "contact_email": "", "contact_phone": ""}
    Application.objects.filter(pk__in=applications).update(**blank)
    known = {payload.name.casefold(), *payload.addresses}
    for revision in Revision.objects.filter(application_id__in=applications):
        contact = {str(revision.answers.get(name, "")).casefold() for name in ("contact_name", "contact_email")}
        if contact & known:
            answers = {name: blank.get(name, value) for name, value in revision.answers.items()}
            Revision.objects.filter(pk=revision.pk).update(answers=answers)
    blank_json(payload, Revision.objects.all(), "answers")
    for field in ("more_answers", "unfinished"):
        blank_json(payload, Application.objects.all(), field)
    free_of([payload.user_id], are_gone=True)
    Seat.objects.filter(representative_id=payload.user_id).update(representative=None)
    Seat.objects.filter(deputy_id=payload.user_id).update(deputy=None)
    return {"names_in_files": named, "contact_persons": len(applications)}


@erasure_outlook.connect(order=30)
def what_goes(payload: PersonalData) -> Sequence[Outlook]:
    """What membership holds."""
    return [
        Outlook(_("Your name in applications and opinions, and as contact person; your seat in the council.")),
        Outlook(_("Applications, documents and decisions of your organisation."), stays=True),
        Outlook(
            _("Votes and protocols of the council, with the names of those who decided: they are records."), stays=True
        ),
    ]
