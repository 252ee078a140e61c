"""Applications for membership in their different states."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.directory.models import Organisation
from clusterkit.membership import services
from clusterkit.membership.models import Application, Membership, MembershipCertificate
from example_project.demo.loading.reading import days_ago

INFO_REASONS = {"incomplete_documents": "documents", "no_joint_work": "contribution"}


def load_application(
    row: dict[str, Any], people: dict[str, Any], organisations: dict[str, Organisation]
) -> Application:
    """One application, brought to its state by the people who would do so."""
    applicant = viewer_of(people[row["applicant"]])
    office, second = viewer_of(people["coordinator@example.org"]), viewer_of(people["reviewer@example.org"])
    application = services.start_application(organisation=organisations[row["organisation"]], actor=applicant)
    answers = row["answers"]
    name, _comma, address = answers["contact"].partition(",")
    services.save_draft(
        application=application,
        actor=applicant,
        motivation=answers["motivation"],
        contribution=answers["contribution"],
        contact_name=name.strip(),
        contact_email=address.strip(),
        declaration=row["state"] != "draft",
    )
    for kind, document in zip(("charter", "registration", "letter"), row["documents"], strict=False):
        pdf = SimpleUploadedFile(f"{kind}.pdf", pdf_of(document["text"]), content_type="application/pdf")
        services.add_document(application=application, upload=pdf, kind=kind, actor=applicant, title=document["name"])
    if row["state"] != "draft":
        _advance(row, application, applicant, office, second)
    created = days_ago(row["created_days_ago"])
    changed = days_ago(row["submitted_days_ago"] or row["created_days_ago"])
    sent = changed if row["submitted_days_ago"] else None
    Application.objects.filter(pk=application.pk).update(
        created_at=created, submitted_at=sent, state_changed_at=changed
    )
    if row["state"] == "approved":
        _backdate_term(application, timezone.localdate() - timedelta(days=row["decision"]["days_ago"]))
    return application


def _backdate_term(application: Application, day: date) -> None:
    """Let the membership begin on the day of the decision, and its certificate say so."""
    term = Membership.objects.get(application=application)
    days = {"starts_on": day, "ends_on": term.ends_on - (term.starts_on - day)}
    Membership.objects.filter(pk=term.pk).update(**days, grace_until=term.grace_until - (term.starts_on - day))
    MembershipCertificate.objects.filter(membership=term).update(**days)


def _advance(row: dict[str, Any], application: Application, applicant: Any, office: Any, second: Any) -> None:
    application.refresh_from_db()
    services.submit(application=application, actor=applicant)
    if row["state"] in ("submitted", "withdrawn"):
        if row["state"] == "withdrawn":
            application.refresh_from_db()
            services.withdraw(application=application, actor=applicant)
        return
    application.refresh_from_db()
    services.take_up(application=application, actor=office)
    for message in row["messages"]:
        actor = applicant if message.get("author") == row["applicant"] else office
        application.refresh_from_db()
        services.post_message(application=application, text=message["text"], actor=actor)
    application.refresh_from_db()
    if row["needs_info"]:
        _ask(row["needs_info"], application, office)
    if row["decision"]:
        verdict = "approve" if row["decision"]["outcome"] == "approved" else "reject"
        revision = application.revision
        services.propose_decision(
            application=application, verdict=verdict, actor=office, revision=revision, reason=row["decision"]["text"]
        )
        application.refresh_from_db()
        services.confirm_decision(application=application, verdict=verdict, actor=second, revision=revision)


def _ask(asked: dict[str, Any], application: Application, office: Any) -> None:
    """Ask for more; a day that is over already lets the application expire."""
    today = timezone.localdate()
    due_on = today + timedelta(days=asked["due_in_days"])
    services.request_info(
        application=application,
        reason=INFO_REASONS.get(asked["reason"], "other"),
        text=asked["text"],
        actor=office,
        due_on=max(due_on, today + timedelta(days=1)),
    )
    if due_on < today:
        # Nobody may ask for yesterday: it is asked for tomorrow, and looked at the day after.
        services.expire_due(day=today + timedelta(days=2))
        Application.objects.filter(pk=application.pk).update(due_on=due_on)


def pdf_of(text: str) -> bytes:
    """A small PDF of one page with a line in Latin letters: readers know the true text by its title."""
    line = "".join(character if character.isascii() and character not in "()\\" else "-" for character in text)[:70]
    stream = f"BT /F1 12 Tf 60 780 Td ({line}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
