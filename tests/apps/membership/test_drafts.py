"""An application is begun, filled in, and keeps what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import (
    Conflict,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
)
from clusterkit.directory.models import Organisation
from clusterkit.files.models import StoredFile
from clusterkit.membership.enums import ApplicationState
from clusterkit.membership.models import Document, Revision
from clusterkit.membership.services import (
    add_document,
    remove_document,
    request_info,
    save_draft,
    start_application,
    submit,
    withdraw,
)
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory, MembershipFactory
from tests.apps.membership.conftest import Party

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def test_an_admin_begins_a_draft(party: Party) -> None:
    application = start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    assert application.state == ApplicationState.DRAFT
    assert application.contact_name == "Anna Applicant"
    assert application.messages.get().code == "start"


@pytest.mark.parametrize("who", ["first", "affiliated", "stranger"])
def test_nobody_else_begins_one(party: Party, who: str) -> None:
    with pytest.raises(NotPermitted):
        start_application(organisation=party.organisation, actor=party.viewer(who))


def test_a_guest_is_told_to_register(party: Party) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotPermitted) as caught:
        start_application(organisation=party.organisation, actor=viewer_of(AnonymousUser()))
    assert caught.value.needed_tier == "registered"


def test_an_organisation_that_is_gone_cannot_apply(party: Party) -> None:
    viewer = party.viewer("applicant")
    Organisation.objects.filter(pk=party.organisation.pk).delete()
    with pytest.raises(NotVisible):
        start_application(organisation=party.organisation, actor=viewer)


def test_one_open_application_an_organisation(party: Party) -> None:
    first = start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    with pytest.raises(Conflict) as caught:
        start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    assert caught.value.details == {"application": first.pk}
    withdraw(application=first, actor=party.viewer("applicant"))
    assert start_application(organisation=party.organisation, actor=party.viewer("applicant")).pk != first.pk


def test_a_member_does_not_apply(party: Party) -> None:
    MembershipFactory(organisation=party.organisation)
    with pytest.raises(Conflict, match="member already"):
        start_application(organisation=party.organisation, actor=party.viewer("applicant"))


def test_a_lapsed_member_applies_again(party: Party) -> None:
    MembershipFactory(organisation=party.organisation, starts_on=timezone.localdate() - timedelta(days=800))
    assert start_application(organisation=party.organisation, actor=party.viewer("applicant")).pk


def test_after_a_rejection_one_waits(party: Party) -> None:
    today = timezone.localdate()
    ApplicationFactory(
        organisation=party.organisation,
        state=ApplicationState.REJECTED,
        may_reapply_on=today + timedelta(days=1),
    )
    with pytest.raises(Conflict, match="again from"):
        start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    party.organisation.applications.update(may_reapply_on=today)
    assert start_application(organisation=party.organisation, actor=party.viewer("applicant")).pk


def test_a_draft_keeps_what_is_not_complete(party: Party) -> None:
    application = start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    saved = save_draft(
        application=application,
        actor=party.viewer("applicant"),
        expected_version=application.version,
        motivation="Because",
    )
    assert (saved.motivation, saved.contribution, saved.version) == ("Because", "", application.version + 1)
    same = save_draft(application=saved, actor=party.viewer("applicant"), motivation="Because")
    assert same.version == saved.version


def test_two_windows_do_not_overwrite_each_other(party: Party) -> None:
    application = party.draft()
    save_draft(application=application, actor=party.viewer("applicant"), motivation="One")
    with pytest.raises(StaleVersion) as caught:
        save_draft(application=application, actor=party.viewer("applicant"), expected_version=1, motivation="Two")
    assert caught.value.details == {"version": 2, "expected": 1}
    application.refresh_from_db()
    assert application.motivation == "One"


def test_a_draft_has_no_other_answers(party: Party) -> None:
    with pytest.raises(TypeError, match="state"):
        save_draft(application=party.draft(), actor=party.viewer("applicant"), state="approved")


def test_nothing_is_changed_while_the_office_has_it(party: Party) -> None:
    application = party.submitted()
    with pytest.raises(StateConflict, match="sent"):
        save_draft(application=application, actor=party.viewer("applicant"), motivation="Later")
    with pytest.raises(StateConflict):
        remove_document(document=application.documents.get(), actor=party.viewer("applicant"))


@pytest.mark.parametrize("who", ["first", "affiliated", "stranger"])
def test_a_draft_is_the_applicant_sides_alone(party: Party, who: str) -> None:
    application = party.draft()
    with pytest.raises(NotVisible):
        save_draft(application=application, actor=party.viewer(who), motivation="Mine")


def test_a_colleague_who_administers_goes_on_with_it(party: Party) -> None:
    colleague = UserFactory()
    AdminAffiliationFactory(organisation=party.organisation, user=colleague)
    saved = save_draft(application=party.draft(), actor=viewer_of(colleague), motivation="Together")
    assert saved.motivation == "Together"


def test_a_document_is_checked_and_kept(party: Party) -> None:
    application = ApplicationFactory(organisation=party.organisation)
    document = add_document(
        application=application,
        upload=SimpleUploadedFile("charter.pdf", PDF),
        kind="charter",
        title=" Charter of 2024 ",
        actor=party.viewer("applicant"),
    )
    assert (document.title, document.file.purpose) == ("Charter of 2024", "membership.document")
    with pytest.raises(InvalidInput):
        add_document(
            application=application,
            upload=SimpleUploadedFile("charter.pdf", b"MZ not a document"),
            kind="charter",
            actor=party.viewer("applicant"),
        )
    assert Document.objects.count() == 1


def test_a_document_that_was_not_sent_goes_with_its_file(party: Party) -> None:
    application = party.draft()
    document = application.documents.get()
    remove_document(document=document, actor=party.viewer("applicant"))
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    with pytest.raises(NotVisible):
        remove_document(document=document, actor=party.viewer("applicant"))


def test_a_document_that_was_sent_stays_in_its_revision(party: Party) -> None:
    application = request_info(
        application=party.reviewed(), reason="documents", text="Unreadable", actor=party.viewer("first")
    )
    document = application.documents.get()
    remove_document(document=document, actor=party.viewer("applicant"))
    document.refresh_from_db()
    assert not document.is_current
    assert list(Revision.objects.get().documents.all()) == [document]


def test_an_incomplete_application_is_told_everything_that_lacks(party: Party) -> None:
    application = start_application(organisation=party.organisation, actor=party.viewer("applicant"))
    DocumentFactory(application=application, kind="letter")
    save_draft(application=application, actor=party.viewer("applicant"), motivation="   ")
    with pytest.raises(InvalidInput) as caught:
        submit(application=application, actor=party.viewer("applicant"))
    missing = [part["field"] for part in caught.value.details["missing"]]
    assert missing == ["motivation", "contribution", "contact_email", "declaration", "documents"]
    application.refresh_from_db()
    assert (application.state, application.revision, Revision.objects.count()) == ("draft", 0, 0)
