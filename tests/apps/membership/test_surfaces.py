"""What membership shows on the surfaces of the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import surfaces
from clusterkit.core.surfaces import Block, ViewerPayload
from clusterkit.directory.hooks import OrganisationPage
from clusterkit.membership import board_receivers, receivers
from clusterkit.membership.models import Application
from clusterkit.membership.services import propose_decision, request_info, take_up, withdraw
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import AffiliationFactory
from clusterkit.testing.factories.membership import ApplicationFactory, MembershipFactory
from tests.apps.membership.conftest import Party


def guest() -> Viewer:
    return viewer_of(AnonymousUser())


def titles(tasks: Any) -> list[str]:
    return [str(task.title) for task in tasks]


def drawn(block: Block | None, viewer: Viewer) -> str:
    assert block is not None
    return render_to_string(block.template, {**block.context, "viewer": viewer})


def test_the_way_in_is_offered_to_who_is_outside(party: Party, django_assert_num_queries: Any) -> None:
    outside = [guest(), viewer_of(UserFactory()), party.viewer("applicant")]
    MembershipFactory(organisation=party.organisation)
    inside = [party.viewer("applicant"), party.viewer("first")]
    with django_assert_num_queries(0):
        assert all(receivers.join_entry(ViewerPayload(viewer)) is not None for viewer in outside)
        assert all(receivers.join_entry(ViewerPayload(viewer)) is None for viewer in inside)


def test_who_is_on_the_way_is_led_to_his_application(party: Party, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        before = party.viewer("applicant")
    application = party.draft()
    with django_assert_num_queries(1):
        viewer = party.viewer("applicant")
    with django_assert_num_queries(0):
        entry = receivers.join_entry(ViewerPayload(viewer))
        step = receivers.next_step(ViewerPayload(viewer))
    assert before.pending == {}
    assert entry is not None
    assert step is not None
    assert str(entry.label) == str(step.label) == "My application"
    assert entry.url == step.url == application.get_absolute_url()


def test_only_the_applicants_side_is_on_the_way_and_only_while_it_is_open(party: Party, beta: Cluster) -> None:
    application = party.submitted()
    others = [guest(), viewer_of(UserFactory()), party.viewer("first")]
    AffiliationFactory(organisation=party.organisation, user=(colleague := UserFactory()))
    assert all(viewer.pending == {} for viewer in [*others, viewer_of(colleague)])
    with cluster_context(beta):
        assert viewer_of(UserFactory()).pending == {}
    withdraw(application=application, actor=party.viewer("applicant"))
    entry = receivers.join_entry(ViewerPayload(party.viewer("applicant")))
    assert entry is not None
    assert str(entry.label) == "Join the cluster"


def test_a_locked_page_leads_to_joining(party: Party) -> None:
    assert receivers.next_step(ViewerPayload(guest())) is None
    step = receivers.next_step(ViewerPayload(party.viewer("applicant")))
    assert step is not None
    assert step.url == "/membership/"
    MembershipFactory(organisation=party.organisation)
    assert receivers.next_step(ViewerPayload(party.viewer("applicant"))) is None


def test_the_account_menu(party: Party) -> None:
    def labels(viewer: Viewer) -> list[str]:
        return [str(entry.label) for entry in receivers.account(ViewerPayload(viewer))]

    assert labels(viewer_of(UserFactory())) == []
    assert labels(party.viewer("applicant")) == ["My membership"]
    assert labels(party.viewer("first")) == ["Applications", "Members and their terms"]


def test_what_needs_the_applicant(party: Party) -> None:
    def tasks() -> Any:
        return receivers.tasks(ViewerPayload(party.viewer("applicant")))

    assert receivers.tasks(ViewerPayload(guest())) == ()
    draft = party.draft()
    assert titles(tasks()) == [f"Finish the application of {party.organisation}"]
    draft.delete()
    application = party.reviewed()
    assert titles(tasks()) == []
    request_info(application=application, reason="other", text="More", actor=party.viewer("first"))
    assert titles(tasks()) == [f"Complete the application of {party.organisation}"]
    Application.objects.all().delete()
    today = timezone.localdate()
    term = MembershipFactory(organisation=party.organisation, starts_on=today - timedelta(days=340))
    assert [task.tone for task in tasks()] == ["warn"]
    term.ends_on = today - timedelta(days=1)
    term.save()
    assert [task.tone for task in tasks()] == ["bad"]


def test_what_waits_for_the_office(party: Party) -> None:
    def tasks(who: str) -> list[str]:
        return titles(receivers.office_tasks(ViewerPayload(party.viewer(who))))

    application = party.submitted()
    assert tasks("first") == tasks("second") == [f"{party.organisation} applies for membership"]
    assert tasks("affiliated") == tasks("applicant") == []
    take_up(application=application, actor=party.viewer("first"))
    assert tasks("second") == [f"Decide on the application of {party.organisation}"]
    propose_decision(application=application, verdict="approve", revision=1, actor=party.viewer("first"))
    assert tasks("first") == []
    assert tasks("second") == [f"The decision on {party.organisation} needs a second person"]


def test_tasks_cost_the_same_for_many(party: Party, django_assert_num_queries: Any) -> None:
    viewer = party.viewer("first")
    for number in (1, 3):
        while Application.objects.count() < number:
            ApplicationFactory(state="submitted", submitted_at=timezone.now())
        with django_assert_num_queries(2):
            assert len(receivers.office_tasks(ViewerPayload(viewer))) == number


def test_the_board_has_a_chart(party: Party) -> None:
    viewer = party.viewer("first")
    assert board_receivers.applications(ViewerPayload(party.viewer("applicant"))) is None
    assert board_receivers.applications(ViewerPayload(viewer)) is None
    party.submitted()
    assert "Applications by state" in drawn(board_receivers.applications(ViewerPayload(viewer)), viewer)


def test_guests_see_the_way_on_the_home_page(party: Party) -> None:
    assert "Fill in the application" in drawn(receivers.home(ViewerPayload(guest())), guest())
    assert receivers.home(ViewerPayload(party.viewer("applicant"))) is None


def test_an_organisations_page_says_since_when(party: Party) -> None:
    organisation = party.organisation

    def panel(viewer: Viewer) -> Block | None:
        return receivers.organisation_panel(OrganisationPage(viewer, organisation, False))

    assert panel(guest()) is None
    old = MembershipFactory(organisation=organisation, starts_on=timezone.localdate() - timedelta(days=380))
    MembershipFactory(organisation=organisation, starts_on=old.ends_on + timedelta(days=1), previous=old)
    organisation.is_published = True
    organisation.save()
    assert "Member of the cluster since" in drawn(panel(guest()), guest())
    assert "until" not in drawn(panel(guest()), guest())
    inside = party.viewer("applicant")
    assert "until" in drawn(panel(inside), inside)
    assert panel(inside).context["member_since"] == old.starts_on  # type: ignore[union-attr]


@pytest.mark.django_db
def test_everything_is_connected() -> None:
    pairs: list[tuple[Any, Any]] = [
        (surfaces.primary_actions, receivers.join_entry),
        (surfaces.account_menu, receivers.account),
        (surfaces.my_tasks, receivers.tasks),
        (surfaces.board_tasks, receivers.office_tasks),
        (surfaces.board_blocks, board_receivers.applications),
        (surfaces.home_blocks, receivers.home),
    ]
    assert all(receiver in point.receivers() for point, receiver in pairs)
