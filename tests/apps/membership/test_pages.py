"""The pages: from how to join to the decision, for both sides, and what they keep from others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Application, Document, Membership
from clusterkit.membership.services import (
    add_note,
    post_message,
    propose_decision,
    request_info,
    resubmit,
    save_draft,
    suspend,
)
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory, MembershipFactory
from tests.apps.membership.conftest import Party, asked

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
Clients = Callable[..., Client]


def url(name: str, obj: Any = None, **kwargs: Any) -> str:
    return reverse(f"clusterkit_membership:{name}", kwargs={"pk": obj.pk, **kwargs} if obj is not None else kwargs)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content.replace("\xa0", " ")


class TestJoin:
    def test_a_guest_learns_how_and_registers(self, client_for: Clients, db: None) -> None:
        page = text(client_for().get(url("join")))
        assert "How to join the cluster" in page
        assert reverse("account_signup") in page

    @pytest.mark.parametrize(
        ("stage", "label"),
        [
            ("nothing", "Add your organisation"),
            ("admin", "Apply for membership"),
            ("draft", "Open the application"),
            ("sent", "Open the application"),
            ("member", "Open my membership"),
        ],
    )
    def test_everybody_sees_his_next_step(self, client_for: Clients, party: Party, stage: str, label: str) -> None:
        user = UserFactory() if stage == "nothing" else party.applicant
        if stage == "draft":
            party.draft()
        elif stage == "sent":
            party.submitted()
        elif stage == "member":
            MembershipFactory(organisation=party.organisation)
        assert label in text(client_for(user).get(url("join")))

    def test_the_first_step_needs_an_account(self, client_for: Clients, db: None) -> None:
        response = client_for().get(url("start"))
        assert response.status_code == 302
        assert "next=%2Fmembership%2Fapply%2F" in response["Location"]

    def test_who_has_no_organisation_is_led_to_one(self, client_for: Clients, db: None) -> None:
        assert "First your organisation" in text(client_for(UserFactory()).get(url("start")))

    def test_whose_application_runs_goes_on_with_it(self, client_for: Clients, party: Party) -> None:
        draft = party.draft()
        response = client_for(party.applicant).get(url("start"))
        assert (response.status_code, response["Location"]) == (302, url("application", draft))


class TestStepper:
    def test_the_whole_way(self, client_for: Clients, party: Party) -> None:
        client = client_for(party.applicant)
        assert f'value="{party.organisation.pk}"' in text(client.get(url("start")))
        response = client.post(url("start"), {"organisation": party.organisation.pk})
        application = Application.objects.get()
        assert response["Location"] == url("answers", application)
        answers = {
            "motivation": "Partners",
            "contribution": "A laboratory",
            "contact_name": "Anna",
            "contact_email": "anna@example.org",
            "declaration": "on",
            "version": application.version,
            "action": "next",
        }
        assert client.get(url("answers", application)).status_code == 200
        response = client.post(url("answers", application), answers)
        assert response["Location"] == url("documents", application)
        page = client.get(url("check", application))
        assert "Add the charter" in text(page)
        assert "Send the application" not in text(page)
        upload = SimpleUploadedFile("charter.pdf", PDF)
        response = client.post(url("documents", application), {"kind": "charter", "title": "Charter", "file": upload})
        assert response.status_code == 302
        assert "Charter" in text(client.get(url("documents", application)))
        page = client.get(url("check", application))
        application.refresh_from_db()
        response = client.post(url("check", application), {"version": application.version})
        assert response["Location"] == url("application", application)
        application.refresh_from_db()
        assert application.state == ApplicationState.SUBMITTED
        document = Document.objects.get()
        file_url = reverse("clusterkit_files:download", kwargs={"pk": document.file_id})
        assert b"".join(client.get(file_url)) == PDF
        assert b"".join(client_for(party.first).get(file_url)) == PDF
        for user in (party.affiliated, party.stranger):
            assert client_for(user).get(file_url).status_code == 404
        assert client_for().get(file_url).status_code in (302, 404)

    def test_an_organisation_of_others_is_no_choice(self, client_for: Clients, party: Party) -> None:
        response = client_for(party.applicant).post(url("start"), {"organisation": OrganisationFactory().pk})
        assert response.status_code == 422
        assert not Application.objects.exists()

    def test_a_refusal_is_told_in_the_form(self, client_for: Clients, party: Party) -> None:
        party.draft()
        response = client_for(party.applicant).post(url("start"), {"organisation": party.organisation.pk})
        assert response.status_code == 409
        assert "open application" in text(response)

    def test_saving_for_later(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        response = client_for(party.applicant).post(
            url("answers", application), {"motivation": "Half a sen", "action": "later", "version": 1}
        )
        assert response["Location"] == url("application", application)
        application.refresh_from_db()
        assert (application.motivation, application.contribution) == ("Half a sen", "")

    def test_a_wrong_address_comes_back_with_everything_typed(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        response = client_for(party.applicant).post(
            url("answers", application), {"motivation": "Kept words", "contact_email": "nobody", "version": 1}
        )
        assert response.status_code == 422
        assert "Kept words" in text(response)

    def test_another_window_was_faster(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        save_draft(application=application, actor=party.viewer("applicant"), motivation="From the other window")
        client = client_for(party.applicant)
        response = client.post(url("answers", application), {"motivation": "From this one", "version": 1})
        assert response.status_code == 409
        assert "From this one" in text(response)
        assert 'name="version" value="2"' in text(response)
        assert (
            client.post(url("answers", application), {"motivation": "From this one", "version": 2}).status_code == 302
        )

    def test_autosave_keeps_and_tells(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        client = client_for(party.applicant)
        saved = text(client.post(url("autosave", application), {"motivation": "Typing", "version": 1}))
        assert 'value="2"' in saved
        assert "Kept at" in saved
        stale = client.post(url("autosave", application), {"motivation": "Old", "version": 1})
        assert (stale.status_code, "Not kept:" in text(stale)) == (409, True)
        half = {"motivation": "Typing", "contact_email": "nobody", "version": 2}
        wrong = client.post(url("autosave", application), half)
        assert (wrong.status_code, "Still to be mended: E-mail of the contact person" in text(wrong)) == (200, True)
        application.refresh_from_db()
        assert application.unfinished == {"contact_email": "nobody"}
        damaged = client.post(url("autosave", application), {"motivation": "x", "version": "soon"})
        assert (damaged.status_code, "look at the fields" in text(damaged)) == (422, True)
        application.refresh_from_db()
        assert application.motivation == "Typing"

    def test_a_file_of_the_wrong_kind(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        upload = SimpleUploadedFile("charter.pdf", b"no document at all")
        response = client_for(party.applicant).post(
            url("documents", application), {"kind": "charter", "title": "Kept title", "file": upload}
        )
        assert response.status_code == 422
        assert "Kept title" in text(response)

    def test_taking_a_document_off(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        document = application.documents.get()
        client = client_for(party.applicant)
        address = url("remove_document", application, document=document.pk)
        assert "Take this document off?" in text(client.get(address))
        assert client.post(address)["Location"] == url("documents", application)
        assert client.post(address).status_code == 404
        other = DocumentFactory()
        assert client.post(url("remove_document", application, document=other.pk)).status_code == 404

    def test_what_lacks_is_told_when_it_is_sent(self, client_for: Clients, party: Party) -> None:
        application = ApplicationFactory(organisation=party.organisation)
        response = client_for(party.applicant).post(url("check", application), {"version": 1})
        assert response.status_code == 422
        assert "Add the charter" in text(response)

    @pytest.mark.parametrize("version", ["x", "-1", "99999999999999"])
    def test_a_damaged_form_is_no_crash(self, client_for: Clients, party: Party, version: str) -> None:
        response = client_for(party.applicant).post(url("check", party.draft()), {"version": version})
        assert response.status_code == 422

    def test_a_stale_check_page_sends_nothing(self, client_for: Clients, party: Party) -> None:
        application = party.draft()
        save_draft(application=application, actor=party.viewer("applicant"), motivation="New")
        assert client_for(party.applicant).post(url("check", application), {"version": 1}).status_code == 409

    def test_steps_of_what_was_sent_lead_to_its_page(self, client_for: Clients, party: Party) -> None:
        application = party.submitted()
        response = client_for(party.applicant).get(url("answers", application))
        assert response["Location"] == url("application", application)

    @pytest.mark.parametrize("name", ["answers", "documents", "check", "application", "withdraw"])
    def test_a_draft_is_not_there_for_others(self, client_for: Clients, party: Party, name: str) -> None:
        draft = party.draft()
        for user in (party.first, party.affiliated, party.stranger):
            assert client_for(user).get(url(name, draft)).status_code == 404
        assert client_for().get(url(name, draft)).status_code == 302

    def test_the_office_does_not_fill_in(self, client_for: Clients, party: Party) -> None:
        assert client_for(party.first).get(url("answers", party.submitted())).status_code == 403


class TestApplicationPage:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("draft", "Only the administrators of your organisation see it"),
            ("submitted", "will take it up"),
            ("under_review", "The office reads it"),
            ("needs_info", "The office asks for more"),
            ("approved", "Welcome to the cluster"),
            ("rejected", "may apply again"),
            ("expired", "No answer came in time"),
            ("withdrawn", "You took the application back"),
        ],
    )
    def test_each_state_says_what_now(self, client_for: Clients, party: Party, state: str, words: str) -> None:
        application = party.draft(
            state=state, info_reason="other", due_on=timezone.localdate(), may_reapply_on=timezone.localdate()
        )
        assert words in text(client_for(party.applicant).get(url("application", application)))

    def test_both_sides_talk_and_notes_stay_inside(self, client_for: Clients, party: Party) -> None:
        application = party.submitted()
        applicant, office = client_for(party.applicant), client_for(party.first)
        assert applicant.post(url("message", application), {"text": "Question?"}).status_code == 302
        assert office.post(url("message", application), {"text": "Answer."}).status_code == 302
        assert office.post(url("note", application), {"text": "Secret note"}).status_code == 302
        assert office.post(url("note", application), {"text": ""}).status_code == 422
        assert applicant.post(url("message", application), {"text": " "}).status_code == 422
        assert applicant.get(url("message", application)).status_code == 200
        assert applicant.post(url("note", application), {"text": "Hm"}).status_code == 403
        page = text(applicant.get(url("application", application)))
        assert "Question?" in page
        assert "Answer." in page
        assert "Secret note" not in page
        assert "Secret note" in text(office.get(url("application", application)))

    def test_withdrawing(self, client_for: Clients, party: Party) -> None:
        application = party.submitted()
        client = client_for(party.applicant)
        assert client.get(url("withdraw", application)).status_code == 200
        stale = client.post(url("withdraw", application), {"version": 1})
        assert stale.status_code == 409
        response = client.post(url("withdraw", application), {"version": application.version, "reason": "Later"})
        assert response.status_code == 302
        application.refresh_from_db()
        assert application.state == ApplicationState.WITHDRAWN

    def test_rows_cost_the_same(
        self, client_for: Clients, party: Party, quiet_hosts: None, django_assert_max_num_queries: Any
    ) -> None:
        application = party.submitted()
        client = client_for(party.first)
        client.get(url("application", application))
        counts = []
        for _round in range(2):
            with django_assert_max_num_queries(40) as captured:
                client.get(url("application", application))
            counts.append(asked(captured))
            for _number in range(3):
                post_message(application=application, text="More", actor=party.viewer("first"))
                add_note(application=application, text="More", actor=party.viewer("first"))
        assert counts[0] == counts[1]


class TestOffice:
    def test_the_list_and_its_filters(self, client_for: Clients, party: Party) -> None:
        application = party.submitted()
        ApplicationFactory(complete=True, organisation=OrganisationFactory(short_name={"en": "Hidden draft"}))
        client = client_for(party.first)
        name = str(party.organisation)
        page = text(client.get(url("applications")))
        assert name in page
        assert "Hidden draft" not in page
        assert "Applications by state" in page
        for query, found in {
            "state=submitted": True,
            "state=approved": False,
            "state=nonsense": True,
            "age=8-14": False,
            "mine=1": True,
            f"q={party.organisation.slug}": True,
            "q=nobody": False,
            "q=---": True,
            "page=99": True,
        }.items():
            rows = client.get(f"{url('applications')}?{query}").context["page_obj"].object_list
            assert bool(list(rows)) == found, query
        application.state_changed_at = timezone.now() - timedelta(days=8)
        application.save()
        assert list(client.get(f"{url('applications')}?age=8-14").context["page_obj"].object_list) == [application]
        assert not list(client_for(party.affiliated).get(url("applications")).context["page_obj"].object_list)
        assert client_for(party.applicant).get(url("applications")).status_code == 403

    def test_rows_cost_the_same(
        self, client_for: Clients, party: Party, quiet_hosts: None, django_assert_max_num_queries: Any
    ) -> None:
        client = client_for(party.first)
        client.get(url("applications"))
        counts = []
        for number in (1, 3):
            while Application.objects.filter(submitted_at__isnull=False).count() < number:
                ApplicationFactory(state="submitted", submitted_at=timezone.now())
                MembershipFactory()
            for name in ("applications", "members"):
                with django_assert_max_num_queries(20) as captured:
                    client.get(url(name))
                counts.append(asked(captured))
        assert counts[:2] == counts[2:]

    def test_an_empty_list_says_why(self, client_for: Clients, party: Party) -> None:
        client = client_for(party.first)
        assert "No applications yet" in text(client.get(url("applications")))
        assert "No members yet" in text(client.get(url("members")))

    def test_from_taking_up_to_membership(self, client_for: Clients, party: Party) -> None:
        application = party.submitted()
        first, second = client_for(party.first), client_for(party.second)
        assert "Take it up" in text(first.get(url("application", application)))
        assert first.get(url("take_up", application)).status_code == 200
        assert first.post(url("take_up", application), {"version": application.version}).status_code == 302
        again = second.post(url("take_up", application), {"version": application.version})
        assert again.status_code == 409
        application.refresh_from_db()
        common = {"version": application.version, "revision": 1}
        rejected = first.post(url("propose", application), {**common, "verdict": "reject"})
        assert rejected.status_code == 422
        assert first.post(url("propose", application), {**common, "verdict": "approve"}).status_code == 302
        assert "Confirm: approve" not in text(first.get(url("application", application)))
        page = text(second.get(url("application", application)))
        assert "Felix First" in page
        assert "Confirm: approve" in page
        assert second.get(url("confirm", application)).status_code == 200
        assert second.post(url("confirm", application), {"verdict": "approve"}).status_code == 400
        response = second.post(url("confirm", application), {**common, "verdict": "approve"}, follow=True)
        assert "is a member from today" in text(response)
        applicant = client_for(party.applicant)
        assert "Welcome to the cluster" in text(applicant.get(url("application", application)))
        assert applicant.get(url("mine")).context["viewer"].tier == "member"

    def test_asking_for_more_and_the_difference(self, client_for: Clients, party: Party) -> None:
        application = party.reviewed()
        office = client_for(party.first)
        assert office.get(url("ask", application)).status_code == 200
        past = {"reason": "documents", "text": "Kept words", "due_on": "2020-01-01", "version": application.version}
        refused = office.post(url("ask", application), past)
        assert refused.status_code == 422
        assert "Kept words" in text(refused)
        due = timezone.localdate() + timedelta(days=5)
        assert office.post(url("ask", application), {**past, "due_on": due.isoformat()}).status_code == 302
        applicant = client_for(party.applicant)
        assert "Kept words" in text(applicant.get(url("answers", application)))
        save_draft(application=application, actor=party.viewer("applicant"), motivation="Second thoughts")
        page = text(office.get(url("application", application)))
        assert "Second thoughts" not in page
        application.refresh_from_db()
        assert applicant.post(url("check", application), {"version": application.version}).status_code == 302
        page = text(office.get(url("application", application)))
        assert "<ins>Second thoughts</ins>" in page
        assert "Revision 2 compared with revision 1" in page

    def test_comparing_with_an_older_revision(self, client_for: Clients, party: Party) -> None:
        application = party.reviewed()
        for words in ("Second", "Third"):
            request_info(application=application, reason="other", text="More", actor=party.viewer("first"))
            save_draft(application=application, actor=party.viewer("applicant"), motivation=words)
            resubmit(application=application, actor=party.viewer("applicant"))
        client = client_for(party.first)
        for query, number in {"": 2, "?compare=1": 1, "?compare=3": 2, "?compare=x": 2}.items():
            response = client.get(url("application", application) + query)
            assert response.context["compared"].number == number

    def test_different_verdicts_are_shown_and_taken_back(self, client_for: Clients, party: Party) -> None:
        application = party.reviewed()
        for who, verdict in (("first", "approve"), ("second", "reject")):
            propose_decision(application=application, verdict=verdict, reason="So", revision=1, actor=party.viewer(who))
        client = client_for(party.second)
        page = text(client.get(url("application", application)))
        assert "see it differently" in page
        assert client.get(url("take_back", application)).status_code == 200
        assert client.post(url("take_back", application)).status_code == 302
        assert client.get(url("propose", application)).status_code == 200
        assert "see it differently" not in text(client.get(url("application", application)))

    def test_rejecting_says_when_one_may_apply_again(self, client_for: Clients, party: Party) -> None:
        application = propose_decision(
            application=party.reviewed(),
            verdict="reject",
            reason="No activity in our field",
            revision=1,
            actor=party.viewer("first"),
        )
        response = client_for(party.second).post(
            url("confirm", application), {"verdict": "reject", "revision": 1}, follow=True
        )
        assert "The applicant is told why" in text(response)
        assert "No activity in our field" in text(client_for(party.applicant).get(url("application", application)))


class TestTerms:
    def test_ones_own_membership(self, client_for: Clients, party: Party) -> None:
        client = client_for(party.applicant)
        assert "No membership yet" in text(client.get(url("mine")))
        draft = party.draft()
        assert url("application", draft) in text(client.get(url("mine")))
        term = MembershipFactory(organisation=party.organisation)
        assert url("membership", term) in text(client.get(url("mine")))
        page = text(client.get(url("membership", term)))
        assert "Leave the cluster" in page
        assert "Suspend" not in page
        assert client_for(party.stranger).get(url("membership", term)).status_code == 404

    def test_the_dates_of_a_published_member_are_not_public(self, client_for: Clients, party: Party) -> None:
        term = MembershipFactory()
        assert client_for(party.applicant).get(url("membership", term)).status_code == 404
        assert client_for(party.first).get(url("membership", term)).status_code == 200

    def test_the_office_acts(self, client_for: Clients, party: Party) -> None:
        term = MembershipFactory(organisation=party.organisation)
        client = client_for(party.first)
        assert str(party.organisation) in text(client.get(url("members")))
        assert client.get(f"{url('members')}?status=active").context["in_force"] == 1
        assert not list(client.get(f"{url('members')}?status=lapsed").context["page_obj"].object_list)
        for name in ("renew", "suspend", "revoke", "resign"):
            assert client.get(url(name, term)).status_code == 200
        assert client.post(url("suspend", term), {"version": 1}).status_code == 422
        assert client.post(url("suspend", term), {"version": 1, "reason": "The fee"}).status_code == 302
        assert "The fee" in text(client.get(url("membership", term)))
        assert client.get(url("resume", term)).status_code == 200
        assert client.post(url("resume", term)).status_code == 302
        assert client.post(url("suspend", term), {"version": 1, "reason": "Stale"}).status_code == 409
        assert client.post(url("renew", term), {"version": 3}).status_code == 302
        new = Membership.objects.get(previous=term)
        assert url("membership", new) in text(client.get(url("membership", term)))
        assert client.post(url("revoke", term), {"version": 3, "reason": "Rules"}).status_code == 302
        assert client_for(party.affiliated).get(url("suspend", term)).status_code == 403

    def test_leaving(self, client_for: Clients, party: Party) -> None:
        term = MembershipFactory(organisation=party.organisation)
        client = client_for(party.applicant)
        late = {"version": 1, "leaves_on": "2020-01-01"}
        assert client.post(url("resign", term), late).status_code == 422
        today = timezone.localdate().isoformat()
        assert client.post(url("resign", term), {"version": 1, "leaves_on": today}).status_code == 302
        assert client.get(url("mine")).context["viewer"].tier == "registered"

    def test_a_term_in_grace_says_so(self, client_for: Clients, party: Party) -> None:
        term = MembershipFactory(organisation=party.organisation, starts_on=timezone.localdate() - timedelta(days=370))
        assert "The term has ended" in text(client_for(party.applicant).get(url("membership", term)))
        suspend(membership=term, reason="The fee", actor=party.viewer("first"))
        assert "Resume" in text(client_for(party.first).get(url("membership", term)))

    def test_a_founder_is_entered(self, client_for: Clients, party: Party) -> None:
        client = client_for(party.first)
        own = OrganisationFactory()
        AdminAffiliationFactory(organisation=own, user=party.first)
        page = client.get(url("admit"))
        assert own not in page.context["form"].fields["organisation"].queryset
        data = {
            "organisation": party.organisation.pk,
            "starts_on": "2026-01-10",
            "ends_on": "2026-01-09",
            "level": "full",
            "reason": "Minutes",
        }
        assert client.post(url("admit"), data).status_code == 422
        response = client.post(url("admit"), {**data, "ends_on": ""})
        assert response["Location"] == url("membership", Membership.objects.get())
