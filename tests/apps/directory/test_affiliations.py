"""Who acts for an organisation: every arrow, everybody who may take it, the last admin, and two at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.access.viewer import Viewer, viewer_of
from clusterkit.core import ports
from clusterkit.core.exceptions import (
    Conflict,
    DomainError,
    InvalidInput,
    NotPermitted,
    NotVisible,
    StaleVersion,
    StateConflict,
    Vetoed,
)
from clusterkit.core.policies import SystemActor
from clusterkit.core.transitions import Changed
from clusterkit.directory.enums import LIVE_AFFILIATION_STATES, AffiliationRole, AffiliationState
from clusterkit.directory.hooks import affiliation_confirmation, affiliation_confirmed, affiliation_ended
from clusterkit.directory.models import Affiliation, Organisation
from clusterkit.directory.services import (
    add_member,
    change_role,
    confirm_affiliation,
    decline_affiliation,
    describe_affiliation,
    end_affiliation,
    request_affiliation,
    withdraw_affiliation,
)
from clusterkit.tenancy.context import run_in_cluster
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    AffiliationRequestFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


def test_the_admins_are_told_of_a_request(
    naftan: Organisation, people: dict[str, Any], sent: list[ports.Notice], written: list[ports.AuditEntry]
) -> None:
    row = request_affiliation(organisation=naftan, actor=viewer_of(people["registered"]), position=" Chemist ")
    assert (row.state, row.role, row.position) == (AffiliationState.REQUESTED, "representative", "Chemist")
    assert [(notice.kind.code, notice.recipients) for notice in sent] == [
        ("directory.affiliation_requested", [people["admin"].pk])
    ]
    assert sent[0].path == "/participants/naftan/people/"
    assert sent[0].context["person"] == "Rita Registered"
    assert [entry.action for entry in written] == ["directory.request_affiliation"]
    assert viewer_of(people["registered"]).organisation_ids == set()


def test_without_an_admin_the_office_is_told(people: dict[str, Any], sent: list[ports.Notice]) -> None:
    request_affiliation(organisation=OrganisationFactory(), actor=viewer_of(people["registered"]))
    assert sent[0].recipients == [people["coordinator"].pk]


def test_one_asks_once_and_not_for_what_one_has(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    request_affiliation(organisation=naftan, actor=viewers["registered"])
    for who in ("registered", "admin"):
        with pytest.raises(Conflict):
            request_affiliation(organisation=naftan, actor=viewers[who])
    assert naftan.affiliations.filter(user=viewers["registered"].user_id).count() == 1


def test_nobody_asks_for_what_he_may_not_know(viewers: dict[str, Viewer], naftan: Organisation) -> None:
    with pytest.raises(NotVisible):
        request_affiliation(organisation=OrganisationFactory(is_published=False), actor=viewers["registered"])
    for actor in (viewers["guest"], SystemActor()):
        with pytest.raises(NotPermitted):
            request_affiliation(organisation=naftan, actor=actor)


def test_confirmed_it_counts_at_once(
    naftan: Organisation,
    people: dict[str, Any],
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    heard: list[Changed[Any]] = []
    with affiliation_confirmed.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        confirm_affiliation(affiliation=row, actor=viewers["admin"], role="admin", expected_version=1)
    assert viewer_of(people["registered"]).administered_ids == {naftan.pk}
    assert [(notice.kind.code, notice.recipients) for notice in sent] == [
        ("directory.affiliation_confirmed", [people["registered"].pk])
    ]
    assert [(entry.action, entry.after) for entry in written] == [
        ("directory.confirm_affiliation", {"state": "confirmed", "role": "admin"})
    ]
    assert [change.obj.pk for change in heard] == [row.pk]


def test_a_host_may_refuse(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    row = AffiliationRequestFactory(organisation=naftan)
    with affiliation_confirmation.override(lambda change: "Not today"), pytest.raises(Vetoed):
        confirm_affiliation(affiliation=row, actor=viewers["admin"])
    row.refresh_from_db()
    assert row.state == AffiliationState.REQUESTED


def test_declined_with_a_reason_one_may_ask_again(
    naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer], sent: list[ports.Notice]
) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    with pytest.raises(InvalidInput):
        decline_affiliation(affiliation=row, actor=viewers["admin"], reason=" ")
    decline_affiliation(affiliation=row, actor=viewers["admin"], reason="We do not know you")
    assert sent[-1].context["reason"] == "We do not know you"
    request_affiliation(organisation=naftan, actor=viewers["registered"])


@pytest.mark.parametrize("who", ["registered", "member", "representative", "outsider"])
def test_others_decide_nothing(who: str, naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    row = AffiliationRequestFactory(organisation=naftan)
    with pytest.raises(NotVisible):
        confirm_affiliation(affiliation=row, actor=viewers[who])
    with pytest.raises(NotVisible):
        decline_affiliation(affiliation=row, actor=viewers[who], reason="no")


def test_only_who_asked_takes_the_request_back(
    naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer]
) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    with pytest.raises(NotPermitted):
        withdraw_affiliation(affiliation=row, actor=viewers["admin"])
    assert withdraw_affiliation(affiliation=row, actor=viewers["registered"]).state == AffiliationState.ENDED


def test_the_first_decision_wins(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    row = AffiliationRequestFactory(organisation=naftan)
    confirm_affiliation(affiliation=row, actor=viewers["admin"], expected_version=1)
    with pytest.raises(StateConflict):
        decline_affiliation(affiliation=row, actor=viewers["coordinator"], reason="late", expected_version=1)
    with pytest.raises(StaleVersion):
        end_affiliation(affiliation=row, actor=viewers["coordinator"], expected_version=1)
    with pytest.raises(StaleVersion):
        change_role(affiliation=row, actor=viewers["coordinator"], role="admin", expected_version=1)


@pytest.mark.parametrize("who", ["representative", "admin", "coordinator"])
def test_a_representative_leaves_or_is_taken_off(
    who: str,
    naftan: Organisation,
    people: dict[str, Any],
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = naftan.affiliations.get(user=people["representative"])
    heard: list[Changed[Any]] = []
    with affiliation_ended.override(heard.append), django_capture_on_commit_callbacks(execute=True):
        end_affiliation(affiliation=row, actor=viewers[who])
    assert viewer_of(people["representative"]).organisation_ids == set()
    told = [recipient for notice in sent for recipient in notice.recipients]
    assert told == ([] if who == "representative" else [people["representative"].pk])
    assert len(heard) == 1


def test_others_end_nothing(naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer]) -> None:
    row = naftan.affiliations.get(user=people["admin"])
    with pytest.raises(NotPermitted):
        end_affiliation(affiliation=row, actor=viewers["member"])
    with pytest.raises(NotVisible):
        end_affiliation(affiliation=row, actor=viewers["outsider"])


@pytest.mark.parametrize("who", ["admin", "coordinator"])
def test_the_last_admin_stays_until_another_is_appointed(
    who: str, naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer]
) -> None:
    row = naftan.affiliations.get(user=people["admin"])
    with pytest.raises(Conflict):
        end_affiliation(affiliation=row, actor=viewers[who])
    with pytest.raises(Conflict):
        change_role(affiliation=row, actor=viewers["coordinator"], role="representative")
    AdminAffiliationFactory(organisation=naftan, user=UserFactory(is_active=False))
    with pytest.raises(Conflict):
        end_affiliation(affiliation=row, actor=viewers[who])
    change_role(
        affiliation=naftan.affiliations.get(user=people["representative"]), actor=viewers["admin"], role="admin"
    )
    assert end_affiliation(affiliation=row, actor=viewers[who]).state == AffiliationState.ENDED


def test_roles_change_for_who_acts_now(naftan: Organisation, viewers: dict[str, Viewer]) -> None:
    request = AffiliationRequestFactory(organisation=naftan)
    with pytest.raises(Conflict):
        change_role(affiliation=request, actor=viewers["admin"], role="admin")
    for call in (change_role, confirm_affiliation):
        with pytest.raises(InvalidInput):
            call(affiliation=request, actor=viewers["admin"], role="owner")


def test_one_describes_only_oneself(naftan: Organisation, people: dict[str, Any], viewers: dict[str, Viewer]) -> None:
    row = naftan.affiliations.get(user=people["representative"])
    saved = describe_affiliation(affiliation=row, actor=viewers["representative"], position=" Chemist ", is_listed=True)
    assert (saved.position, saved.is_listed) == ("Chemist", True)
    with pytest.raises(NotPermitted):
        describe_affiliation(affiliation=row, actor=viewers["admin"], position="", is_listed=False)
    ended = AffiliationFactory(organisation=naftan, user=people["registered"], state=AffiliationState.ENDED)
    with pytest.raises(Conflict):
        describe_affiliation(affiliation=ended, actor=viewers["registered"], position="", is_listed=True)


def test_the_office_adds_people_directly(
    naftan: Organisation,
    people: dict[str, Any],
    viewers: dict[str, Viewer],
    sent: list[ports.Notice],
    written: list[ports.AuditEntry],
) -> None:
    row = AffiliationRequestFactory(organisation=naftan, user=people["registered"])
    added = add_member(organisation=naftan, user=people["registered"], actor=viewers["coordinator"], role="admin")
    assert (added.pk, added.state, added.role) == (row.pk, AffiliationState.CONFIRMED, "admin")
    add_member(organisation=naftan, user=people["member"], actor=SystemActor(), position="Director", is_listed=True)
    assert viewer_of(people["member"]).organisation_ids == {naftan.pk}
    assert [notice.recipients for notice in sent] == [[people["registered"].pk]]
    assert [entry.action for entry in written] == ["directory.confirm_affiliation", "directory.add_member"]
    with pytest.raises(Conflict):
        add_member(organisation=naftan, user=people["member"], actor=SystemActor())
    with pytest.raises(NotPermitted):
        add_member(organisation=naftan, user=people["outsider"], actor=viewers["admin"])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["request", "confirm", "admin", "decline", "withdraw", "end", "role", "demote"]),
        st.sampled_from(["one", "two", "boss", "office"]),
        st.sampled_from(["one", "two", "boss"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_an_organisation_keeps_an_admin(
    steps: list[tuple[str, str, str]], people: dict[str, Any]
) -> None:
    """For any sequence of attempts: an admin stays, and a person has at most one live affiliation."""
    with transaction.atomic():
        organisation = OrganisationFactory()
        users = {"one": UserFactory(), "two": UserFactory(), "boss": UserFactory(), "office": people["coordinator"]}
        AdminAffiliationFactory(organisation=organisation, user=users["boss"])
        for step, who, whom in steps:
            try:
                with transaction.atomic():
                    _take(step, organisation, viewer_of(users[who]), users[whom])
            except DomainError:
                pass
            rows = Affiliation.objects.filter(organisation=organisation)
            assert rows.filter(state=AffiliationState.CONFIRMED, role=AffiliationRole.ADMIN).exists()
            live = list(rows.filter(state__in=LIVE_AFFILIATION_STATES).values_list("user_id", flat=True))
            assert len(live) == len(set(live))
        transaction.set_rollback(True)


def _take(step: str, organisation: Organisation, actor: Viewer, whom: Any) -> None:
    if step == "request":
        request_affiliation(organisation=organisation, actor=actor)
        return
    row = organisation.affiliations.filter(user=whom).order_by("-pk").first()
    if row is None:
        return
    calls: dict[str, Any] = {
        "confirm": lambda: confirm_affiliation(affiliation=row, actor=actor),
        "admin": lambda: confirm_affiliation(affiliation=row, actor=actor, role="admin"),
        "decline": lambda: decline_affiliation(affiliation=row, actor=actor, reason="no"),
        "withdraw": lambda: withdraw_affiliation(affiliation=row, actor=actor),
        "end": lambda: end_affiliation(affiliation=row, actor=actor),
        "role": lambda: change_role(affiliation=row, actor=actor, role="admin"),
        "demote": lambda: change_role(affiliation=row, actor=actor, role="representative"),
    }
    calls[step]()


def _race(cluster: Cluster, jobs: list[Any]) -> list[str]:
    """Run *jobs* at once, each on a connection of its own, and name what came of each."""
    barrier = threading.Barrier(len(jobs), timeout=20)
    outcomes: list[str] = []

    def run(job: Any) -> None:
        def work() -> str:
            barrier.wait()
            try:
                job(barrier)
            except Conflict:
                return "conflict"
            return "done"

        try:
            outcomes.append(run_in_cluster(cluster, work))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.fixture
def two_admins(transactional_db: None) -> list[Affiliation]:
    """The only two admins of an organisation."""
    organisation = OrganisationFactory()
    return [AdminAffiliationFactory(organisation=organisation) for _number in range(2)]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_once_do_not_leave_it_alone(alpha: Cluster, two_admins: list[Affiliation]) -> None:
    def leave(row: Affiliation) -> Any:
        return lambda barrier: end_affiliation(
            affiliation=Affiliation.objects.get(pk=row.pk), actor=viewer_of(Affiliation.objects.get(pk=row.pk).user)
        )

    assert _race(alpha, [leave(row) for row in two_admins]) == ["conflict", "done"]
    assert Affiliation.objects.filter(state=AffiliationState.CONFIRMED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_be_gone(alpha: Cluster, two_admins: list[Affiliation]) -> None:
    """The negative control: the same check and the same write, without the lock of the organisation between them."""

    def leave(row: Affiliation) -> Any:
        def job(barrier: threading.Barrier) -> None:
            with transaction.atomic():
                others = Affiliation.objects.filter(
                    organisation_id=row.organisation_id, role="admin", state=AffiliationState.CONFIRMED
                ).exclude(pk=row.pk)
                if not others.exists():
                    raise Conflict
                barrier.wait()
                Affiliation.objects.filter(pk=row.pk).update(state=AffiliationState.ENDED)

        return job

    assert _race(alpha, [leave(row) for row in two_admins]) == ["done", "done"]
    assert not Affiliation.objects.filter(state=AffiliationState.CONFIRMED).exists()


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one(alpha: Cluster) -> None:
    organisation, user = OrganisationFactory(), UserFactory()

    def ask(barrier: threading.Barrier) -> None:
        request_affiliation(
            organisation=Organisation.objects.get(pk=organisation.pk),
            actor=viewer_of(type(user)._default_manager.get(pk=user.pk)),
        )

    assert _race(alpha, [ask, ask]) == ["conflict", "done"]
    assert Affiliation.objects.filter(user_id=user.pk).count() == 1
