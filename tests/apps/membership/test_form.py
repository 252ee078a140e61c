"""The form of an application: the cluster's own questions, versions, hosts' questions, and what is frozen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.core.exceptions import InvalidInput, NotPermitted
from clusterkit.directory.enums import AffiliationRole
from clusterkit.membership import selectors
from clusterkit.membership.hooks import ApplicationFields, application_form_fields
from clusterkit.membership.models import Application, Revision
from clusterkit.membership.questions import PURPOSE, default_questions, heading
from clusterkit.membership.selectors.files import sent_answers
from clusterkit.membership.selectors.form import added_in_code, changes_of_form, form_of, open_now, sheet_of
from clusterkit.membership.services import (
    add_document,
    remove_document,
    request_info,
    resubmit,
    save_draft,
    start_application,
    submit,
    take_up,
)
from clusterkit.questionnaires.definitions import ChoiceDefinition, QuestionDefinition
from clusterkit.questionnaires.models import Version
from clusterkit.questionnaires.purposes import Open, purposes
from clusterkit.questionnaires.services import (
    add_question,
    ensure_form,
    publish,
    remove_question,
    start_draft,
    update_question,
)
from clusterkit.testing.factories.directory import AdminAffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory
from tests.apps.membership.conftest import Party, asked

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
Clients = Callable[..., Client]
STAFF = {"kind": "number", "label": {"en": "How many people?"}, "min_value": 1}
PERMIT = {"kind": "file", "label": {"en": "Fire safety certificate"}}


def url(name: str, obj: Any) -> str:
    return reverse(f"clusterkit_membership:{name}", kwargs={"pk": obj.pk})


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content.replace("\xa0", " ")


def new_version(party: Party, change: Callable[[Version, Any], Any]) -> Version:
    """The office changes the form and publishes it."""
    office = party.viewer("first")
    draft = start_draft(questionnaire=ensure_form(PURPOSE).questionnaire, actor=office)
    change(draft, office)
    return publish(version=draft, actor=office)


def with_staff(party: Party) -> Version:
    return new_version(
        party, lambda draft, office: add_question(version=draft, values=STAFF, code="staff", actor=office)
    )


def of_the_host(payload: ApplicationFields) -> Sequence[QuestionDefinition]:
    return [
        QuestionDefinition(
            "partners.permit",
            "choice",
            {"en": "A permit?"},
            is_required=True,
            choices=[ChoiceDefinition("yes", "Yes"), ChoiceDefinition("no", "No")],
        )
    ]


class TestVersions:
    def test_a_draft_moves_on_and_keeps_equal_answers(self, party: Party, client_for: Clients) -> None:
        applicant = party.viewer("applicant")
        application = start_application(organisation=party.organisation, actor=applicant)
        assert application.form == ensure_form(PURPOSE)
        save_draft(application=application, actor=applicant, motivation="Partners", contribution="A laboratory")

        def change(draft: Version, office: Any) -> None:
            add_question(version=draft, values=STAFF, code="staff", actor=office)
            remove_question(question=draft.questions.get(code="contribution"), actor=office)
            update_question(
                question=draft.questions.get(code="contact_phone"), values={"is_required": True}, actor=office
            )

        published = new_version(party, change)
        application.refresh_from_db()
        form = form_of(application)
        assert form.version == published
        assert [row.code for row in form.questions][-1] == "staff"
        assert application.motivation == "Partners"
        client = client_for(party.applicant)
        for page in ("application", "answers", "documents", "check"):
            shown = text(client.get(url(page, application)))
            assert "The form was changed" in shown
            assert "New: How many people?" in shown.replace("\n", " ")
            assert "Not asked any more: What you bring to the cluster" in shown
            assert "Asked otherwise: Phone of the contact person" in shown
        saved = client.post(
            url("answers", application),
            {"motivation": "Partners", "staff": "12", "version": application.version, "form": published.pk},
        )
        assert saved["Location"] == url("documents", application)
        application.refresh_from_db()
        assert (application.more_answers, application.form) == ({"staff": 12}, published)
        assert changes_of_form(application, form_of(application)) is None
        assert "The form was changed" not in text(client.get(url("application", application)))

    def test_a_page_that_was_open_meanwhile_loses_nothing_and_comes_back(
        self, party: Party, client_for: Clients
    ) -> None:
        application = start_application(organisation=party.organisation, actor=party.viewer("applicant"))
        old = application.form_id
        with_staff(party)
        client = client_for(party.applicant)
        data = {"motivation": "Typed before", "version": application.version, "form": old, "action": "later"}
        response = client.post(url("answers", application), data)
        assert response["Location"] == url("answers", application)
        page = text(client.get(url("answers", application)))
        assert "Typed before" in page
        assert "The form was changed" in page
        assert "look at what is new" in page

    def test_what_was_sent_stays_on_its_version(self, party: Party) -> None:
        application = party.reviewed()
        first = application.form
        with_staff(party)
        application = request_info(
            application=application, reason="documents", text="More, please.", actor=party.viewer("first")
        )
        assert form_of(application).version == first
        again = resubmit(application=application, actor=party.viewer("applicant"))
        assert [row.form_id for row in again.revisions.all()] == [application.form_id] * 2

    def test_a_draft_is_sent_with_what_is_asked_then(self, party: Party) -> None:
        application = party.draft()
        published = with_staff(party)
        applicant = party.viewer("applicant")
        with pytest.raises(InvalidInput, match="How many people") as caught:
            submit(application=application, actor=applicant)
        assert caught.value.details["missing"] == [{"field": "staff", "message": "Answer “How many people?”."}]
        save_draft(application=application, actor=applicant, answers={"staff": "7"})
        sent = submit(application=application, actor=applicant)
        revision = sent.revisions.get()
        assert (revision.form, revision.answers["staff"]) == (published, 7)
        new_version(
            party,
            lambda draft, office: update_question(
                question=draft.questions.get(code="staff"), values={"label": {"en": "Staff"}}, actor=office
            ),
        )
        assert ("How many people?", "7") in sent_answers(Revision.objects.get(pk=revision.pk))

    def test_an_answer_that_is_not_asked_any_more_is_not_sent(self, party: Party, client_for: Clients) -> None:
        application = party.draft()
        new_version(
            party,
            lambda draft, office: remove_question(question=draft.questions.get(code="contribution"), actor=office),
        )
        sent = submit(application=application, actor=party.viewer("applicant"))
        assert "contribution" not in sent.revisions.get().answers
        seen = client_for(party.first).get(f"/api/v1/applications/{sent.pk}/").json()
        assert (seen["contribution"], "contribution" in seen["answers"]) == (None, False)
        assert "laboratory" not in text(client_for(party.first).get(url("application", sent)))

    def test_what_publishing_would_mean_is_counted(self, party: Party) -> None:
        assert open_now() == Open()
        ApplicationFactory()
        party.submitted()
        assert open_now() == Open(drafts=1, sent=1)

    def test_revisions_from_before_are_read_by_the_first_questions(self, party: Party) -> None:
        revision = Revision.objects.create(application=party.draft(), number=1, answers={"motivation": "Old words"})
        assert ("Why you want to join", "Old words") in sent_answers(revision)
        assert sheet_of(revision).questions == purposes.require(PURPOSE).default_questions()


class TestReview:
    def test_the_reviewer_sees_question_by_question_what_changed(self, party: Party, client_for: Clients) -> None:
        with_staff(party)
        applicant = party.viewer("applicant")
        application = save_draft(application=party.draft(), actor=applicant, answers={"staff": 5})
        application = submit(application=application, actor=applicant)
        application = take_up(application=application, actor=party.viewer("first"))
        application = request_info(application=application, reason="details", text="?", actor=party.viewer("first"))
        save_draft(application=application, actor=applicant, answers={"staff": 6, "contact_phone": "+375"})
        remove_document(document=application.documents.get(), actor=applicant)
        DocumentFactory(application=application, kind="charter", title="Charter 2026")
        resubmit(application=application, actor=applicant)
        older, newer = selectors.revisions_of(party.viewer("first"), application)
        found = [(row.label, row.before, row.after) for row in selectors.differences(older, newer)]
        assert found == [
            ("Phone of the contact person", "", "+375"),
            ("How many people?", "5", "6"),
            ("Document taken off", "Certificate", ""),
            ("Document added", "", "Charter 2026"),
        ]
        page = text(client_for(party.first).get(url("application", application)))
        assert "<del>5</del>" in page
        assert "<ins>6</ins>" in page


class TestUnfinished:
    def test_what_is_not_valid_is_kept_and_told_and_stands_in_the_way(self, party: Party, client_for: Clients) -> None:
        with_staff(party)
        application = party.draft()
        client = client_for(party.applicant)
        data = {"motivation": "Partners", "staff": "a dozen", "contact_email": "nobody", "version": 1}
        response = client.post(url("answers", application), data)
        assert response.status_code == 422
        assert "Everything is kept" in text(response)
        assert 'name="version" value="2"' in text(response)
        application.refresh_from_db()
        assert application.unfinished == {"staff": "a dozen", "contact_email": "nobody"}
        assert application.motivation == "Partners"
        page = text(client.get(url("answers", application)))
        assert "a dozen" in page
        assert "Write a number." in page
        check = text(client.get(url("check", application)))
        assert "How many people?: Write a number." in check
        assert "nobody" in check
        with pytest.raises(InvalidInput, match="Write a number"):
            submit(application=application, actor=party.viewer("applicant"))
        mended = {**data, "staff": "12", "contact_email": "a@example.org", "version": 2}
        assert client.post(url("answers", application), mended).status_code == 302
        application.refresh_from_db()
        assert (application.unfinished, application.more_answers) == ({}, {"staff": 12})

    def test_it_is_kept_for_nobody_who_was_overtaken(self, party: Party, client_for: Clients) -> None:
        application = party.draft()
        save_draft(application=application, actor=party.viewer("applicant"), motivation="From elsewhere")
        client = client_for(party.applicant)
        response = client.post(url("answers", application), {"contact_email": "nobody", "version": 1})
        assert response.status_code == 409
        assert "nobody" in text(response)
        application.refresh_from_db()
        assert application.unfinished == {}
        damaged = client.post(url("answers", application), {"contact_email": "nobody", "version": "soon"})
        assert damaged.status_code == 422
        assert Application.objects.get(pk=application.pk).unfinished == {}

    def test_an_erased_person_leaves_no_name_in_answers(self, party: Party) -> None:
        new_version(
            party,
            lambda draft, office: add_question(
                version=draft, values={**STAFF, "kind": "text"}, code="who", actor=office
            ),
        )
        application = party.draft()
        applicant = party.viewer("applicant")
        save_draft(application=application, actor=applicant, answers={"who": "Anna Applicant"})
        AdminAffiliationFactory(organisation=party.organisation, role=AffiliationRole.ADMIN)
        erase_person(user_id=party.applicant.pk, actor=viewer_of(party.applicant))
        application.refresh_from_db()
        assert "Anna" not in application.more_answers["who"]


class TestDocuments:
    def test_the_form_says_which_documents(self, party: Party, client_for: Clients) -> None:
        new_version(
            party, lambda draft, office: add_question(version=draft, values=PERMIT, code="permit", actor=office)
        )
        application = party.draft()
        applicant = party.viewer("applicant")
        client = client_for(party.applicant)
        page = text(client.get(url("documents", application)))
        assert page.count(">needed<") == page.count(">there<") == 1
        with pytest.raises(InvalidInput, match="Fire safety certificate"):
            submit(application=application, actor=applicant)
        upload = SimpleUploadedFile("paper.pdf", PDF, "application/pdf")
        sent = client.post(url("documents", application), {"kind": "question:permit", "file": upload})
        assert sent.status_code == 302
        document = application.documents.get(question="permit")
        assert (document.kind, str(document)) == ("other", "Fire safety certificate")
        application.refresh_from_db()
        assert submit(application=application, actor=applicant).revisions.get().documents.count() == 2

    @pytest.mark.parametrize("question", ["motivation", "nothing"])
    def test_a_question_that_no_document_answers(self, party: Party, question: str) -> None:
        upload = SimpleUploadedFile("paper.pdf", PDF, "application/pdf")
        with pytest.raises(InvalidInput) as caught:
            add_document(
                application=party.draft(),
                upload=upload,
                kind="other",
                question=question,
                actor=party.viewer("applicant"),
            )
        assert caught.value.field == "question"


class TestHosts:
    def test_a_host_asks_after_the_clusters_own_questions(self, party: Party, client_for: Clients) -> None:
        with application_form_fields.override(of_the_host):
            application = party.draft()
            assert form_of(application).questions[-1].code == "partners.permit"
            client = client_for(party.applicant)
            assert "A permit?" in text(client.get(url("answers", application)))
            applicant = party.viewer("applicant")
            with pytest.raises(InvalidInput, match="A permit"):
                submit(application=application, actor=applicant)
            saved = save_draft(application=application, actor=applicant, answers={"partners.permit": "no"})
            submit(application=saved, actor=applicant)
        revision = application.revisions.get()
        assert ("A permit?", "No") in sent_answers(revision)
        assert ("A permit?", "No") not in sent_answers(Revision(answers={}, questions=[]))

    def test_two_hosts_with_one_code(self, caplog: pytest.LogCaptureFixture) -> None:
        with application_form_fields.override(of_the_host, of_the_host), caplog.at_level(logging.WARNING):
            assert len(added_in_code()) == 1
        assert "partners.permit" in caplog.text

    def test_headings(self) -> None:
        heads = [str(heading(row)) for row in default_questions()]
        assert heads[:3] == ["Your organisation and the cluster"] * 2 + ["Contact person"]
        assert heads[5] == "Declaration"
        assert str(heading(QuestionDefinition("q", "text", "Q"))) == "Further questions"


class TestApi:
    def test_a_program_reads_the_form_and_answers_it(self, party: Party, client_for: Clients) -> None:
        published = with_staff(party)
        application = ApplicationFactory(organisation=party.organisation)
        client = client_for(party.applicant)
        path = f"/api/v1/applications/{application.pk}/"
        form = client.get(f"{path}form/").json()
        assert (form["version"], form["number"]) == (published.pk, 2)
        assert [row["code"] for row in form["questions"]][-1] == "staff"
        assert [row["question"] for row in form["missing"]] == ["proof", "staff"]
        sent = client.patch(
            path,
            {"answers": {"staff": 12, "contact_name": "Eva"}, "form": published.pk},
            content_type="application/json",
        ).json()
        assert (sent["answers"]["staff"], sent["contact_name"], sent["form"]) == (12, "Eva", published.pk)

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"answers": {"staff": "many"}}, "staff"),
            ({"answers": {"nothing": 1}}, "nothing"),
            ({"answers": {"motivation": 5}}, "motivation"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_code(
        self, party: Party, client_for: Clients, data: dict[str, Any], field: str
    ) -> None:
        with_staff(party)
        application = party.draft()
        response = client_for(party.applicant).patch(
            f"/api/v1/applications/{application.pk}/", data, content_type="application/json"
        )
        assert response.status_code == 400
        assert field in str(response.json()["errors"])

    def test_the_form_is_the_applicants(self, party: Party, client_for: Clients) -> None:
        application = party.submitted()
        assert client_for(party.first).get(f"/api/v1/applications/{application.pk}/form/").status_code == 403
        assert client_for(party.stranger).get(f"/api/v1/applications/{application.pk}/form/").status_code == 404
        with pytest.raises(NotPermitted):
            save_draft(application=application, actor=party.viewer("first"), motivation="x")

    def test_a_document_for_a_question(self, party: Party, client_for: Clients) -> None:
        new_version(
            party, lambda draft, office: add_question(version=draft, values=PERMIT, code="permit", actor=office)
        )
        application = party.draft()
        upload = SimpleUploadedFile("paper.pdf", PDF, "application/pdf")
        data = {"kind": "other", "question": "permit", "file": upload}
        made = client_for(party.applicant).post(f"/api/v1/applications/{application.pk}/documents/", data)
        assert (made.status_code, made.json()["question"]) == (201, "permit")


def test_the_pages_ask_no_more_for_more_questions(
    party: Party, client_for: Clients, quiet_hosts: None, django_assert_max_num_queries: Any
) -> None:
    application = party.draft()
    with_staff(party)
    client = client_for(party.applicant)
    paths = [url(page, application) for page in ("answers", "documents", "check", "application")]
    counts = []
    for _time in range(2):
        for path in paths:
            client.get(path)
        for path in paths:
            with django_assert_max_num_queries(60) as captured:
                client.get(path)
            counts.append(asked(captured))
        new_version(
            party,
            lambda draft, office: [add_question(version=draft, values=STAFF, actor=office) for _number in range(2)],
        )
    assert counts[:4] == counts[4:]
