"""``can`` and ``visible_to`` agree for every model, every person and every stage."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clusterkit.access.viewer import viewer_of
from clusterkit.core.policies import Actor, SystemActor, policy_of
from clusterkit.files.models import StoredFile
from clusterkit.membership import actions
from clusterkit.membership.models import Application, Document, Membership, Message, Opinion, Revision
from clusterkit.membership.services import add_note, propose_decision, request_info, withdraw
from clusterkit.membership.standing import may_read_document, may_remove_document
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory, MembershipFactory
from tests.apps.membership.conftest import Party


def actors(party: Party) -> list[Actor]:
    admin_and_coordinator = UserFactory(tier="coordinator")
    AdminAffiliationFactory(organisation=party.organisation, user=admin_and_coordinator)
    names = ("applicant", "first", "second", "affiliated", "stranger")
    return [
        *(party.viewer(name) for name in names),
        viewer_of(admin_and_coordinator),
        viewer_of(UserFactory()),
        viewer_of(AnonymousUser()),
        SystemActor(),
    ]


@pytest.mark.parametrize("model", [Application, Revision, Document, Message, Opinion, Membership])
def test_lists_and_objects_agree(party: Party, model: Any) -> None:
    application = party.reviewed()
    add_note(application=application, text="Note", actor=party.viewer("first"))
    propose_decision(application=application, verdict="approve", revision=1, actor=party.viewer("first"))
    request_info(application=application, reason="other", text="More", actor=party.viewer("first"))
    DocumentFactory(application=application)
    ApplicationFactory(complete=True)
    withdraw(application=ApplicationFactory(organisation=OrganisationFactory()), actor=_admin_of_last())
    today = timezone.localdate()
    for published, start in ((True, 30), (False, 30), (True, 900), (True, -5)):
        MembershipFactory(
            organisation=OrganisationFactory(is_published=published), starts_on=today - timedelta(days=start)
        )
    MembershipFactory(organisation=party.organisation)
    policy = policy_of(model)
    seen = set()
    for actor in actors(party):
        visible = {row.pk for row in policy.visible_to(actor)}
        assert visible == {row.pk for row in model.objects.all() if policy.can(actor, policy.view, row)}
        seen.add(len(visible))
    assert len(seen) > 1


def _admin_of_last() -> Actor:
    user = UserFactory()
    AdminAffiliationFactory(organisation=Application.objects.order_by("-pk")[0].organisation, user=user)
    return viewer_of(user)


def test_documents_are_confidential(party: Party) -> None:
    application = party.submitted()
    sent = application.documents.get()
    fresh = DocumentFactory(application=application)
    loose = StoredFile.objects.create(
        purpose="membership.document", key="x", name="x", content_type="x", size=1, sha256="x"
    )
    readable = {
        who: [may_read_document(party.viewer(who), document.file) for document in (sent, fresh)]
        for who in ("applicant", "first", "affiliated", "stranger")
    }
    assert readable == {
        "applicant": [True, True],
        "first": [True, False],
        "affiliated": [False, False],
        "stranger": [False, False],
    }
    assert not may_read_document(party.viewer("first"), loose)
    assert not may_remove_document(party.viewer("applicant"), sent.file)


def test_what_is_frozen_is_changed_by_nobody(party: Party) -> None:
    application = party.submitted()
    for row in (application.revisions.get(), application.messages.first()):
        assert row is not None
        assert not policy_of(type(row)).can(party.viewer("applicant"), actions.EDIT, row)
    document = application.documents.get()
    assert policy_of(Document).can(party.viewer("applicant"), actions.EDIT, document)
    assert not policy_of(Document).can(party.viewer("first"), actions.EDIT, document)
