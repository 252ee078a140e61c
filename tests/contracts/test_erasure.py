"""Nothing in a cluster's schema tells who an erased person was, apart from what is listed here with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services
from clusterkit.accounts.blanking import blank_json
from clusterkit.accounts.consents import PROCESSING
from clusterkit.accounts.hooks import ErasedPerson
from clusterkit.accounts.services.erasure import erase_person
from clusterkit.accounts.services.export import take_data
from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Affiliation
from clusterkit.directory.services import request_affiliation
from clusterkit.events.enums import AttendeeConsent, RegistrationState
from clusterkit.events.models import Registration
from clusterkit.events.selectors import attendees
from clusterkit.events.services import register
from clusterkit.ideas.models import Comment
from clusterkit.membership.models import Application, Message, Opinion, Revision
from clusterkit.notifications.models import Notification, OutboxMail
from clusterkit.testing.factories.accounts import CoordinatorFactory, MemberFactory, UserFactory
from clusterkit.testing.factories.directory import AdminAffiliationFactory, AffiliationFactory, OrganisationFactory
from clusterkit.testing.factories.events import EventFactory
from clusterkit.testing.factories.files import PDF, StoredFileFactory
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory
from clusterkit.testing.factories.membership import ApplicationFactory

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, POSITION = "Kanarka Zhyhimontava", "kanarka@example.org", "+375 29 765-43-21", "Chief canary"
CANARIES = (NAME, EMAIL, PHONE, POSITION)
KEPT = {
    "clusterkit_audit_auditrow.actor_name": "who did it: rows of the log are not changed",
    "clusterkit_audit_auditrow.target_text": "what it was about: rows of the log are not changed",
    "clusterkit_audit_auditrow.before": "values before: rows of the log are not changed",
    "clusterkit_audit_auditrow.after": "values after: rows of the log are not changed",
    "clusterkit_membership_vote.voter_name": "a vote of the council is the association's record",
    "clusterkit_membership_ballot.opened_by_name": "a vote of the council is the association's record",
    "clusterkit_membership_protocol.content": "a protocol of the council is never changed",
}
"""Columns that may hold a name after the erasure; the page “Personal data” says the same to people."""
OF_NO_PERSON = {"short_name", "schema_name", "organisation_name"}
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "personal-data.md"


def columns_with(*words: str) -> set[str]:
    """All columns of the schema in force, of whatever type, whose rows hold one of the words."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
            "USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' "
            "AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'tsvector', 'bytea')"
        )
        for table, column in cursor.fetchall():
            pattern = [f"%{word}%" for word in words]
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s) LIMIT 1', [pattern])
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    return found


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(name=NAME, email=EMAIL)


def live(person: Any, client: Client) -> None:
    """What a person leaves behind: in each app, by the services where they write more than one row."""
    viewer = viewer_of(person)
    services.edit_profile(
        actor=viewer, position=POSITION, phone=PHONE, about=f"I am {NAME}", skills=[POSITION], topics=[f"Call {NAME}"]
    )
    services.give_consent(actor=viewer, purpose=PROCESSING, version=PROCESSING.version)
    services.create_token(actor=viewer, name="Intranet", days=30)
    client.get("/me/")
    admin = AdminAffiliationFactory()
    request_affiliation(
        organisation=admin.organisation, actor=viewer, position=POSITION, message=f"It is me, {NAME}", is_listed=True
    )
    AdminAffiliationFactory(organisation=AffiliationFactory(user=person, position=POSITION).organisation)
    application: Any = ApplicationFactory(applicant=person, contact_name=NAME, contact_email=EMAIL, contact_phone=PHONE)
    answers = {"motivation": "x", "contact_name": NAME, "contact_email": EMAIL.upper(), "contact_phone": PHONE}
    revision = Revision.objects.create(
        application=application, number=1, answers=answers, sent_by=person, sent_by_name=NAME
    )
    Message.objects.create(application=application, kind="message", author=person, author_name=NAME, text="Hello")
    Opinion.objects.create(
        application=application, revision=revision, reviewer=person, reviewer_name=NAME, verdict="approve"
    )
    register(
        actor=viewer, event=EventFactory(), mode="on_site", name=NAME, message=PHONE, consent=AttendeeConsent.CONTACT
    )
    CommentFactory(author=person, item=ItemFactory(author=person), text="What do you think?")
    OutboxMail.objects.filter(recipient=person).update(last_error=f"refused: <{EMAIL}>")
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(get_user_model()),
        object_repr=f"{NAME}: coordinator",
        action_flag=CHANGE,
    )
    take_data(actor=viewer_of(person)).close()


def test_nothing_tells_who_he_was_but_what_is_listed(client_for: Callable[..., Client], person: Any) -> None:
    CoordinatorFactory()
    live(person, client_for(person))
    before = columns_with(*CANARIES)
    assert len(before - set(KEPT)) > 15  # the canaries are where the test looks
    newest = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    erase_person(user_id=person.pk, actor=viewer_of(person))
    assert columns_with(*CANARIES) <= set(KEPT)
    for row in AuditRow.objects.filter(pk__gt=newest):
        written = f"{row.actor_name} {row.target_text} {row.before} {row.after} {row.reason}"
        assert not any(word in written for word in CANARIES)


def test_what_he_wrote_keeps_its_place(client_for: Callable[..., Client], person: Any) -> None:
    CoordinatorFactory()
    live(person, client_for(person))
    label = "удалённый участник"
    erase_person(user_id=person.pk, actor=viewer_of(person))
    comment = Comment.objects.get()
    assert comment.text == "What do you think?"
    page = client_for(MemberFactory()).get(comment.item.get_absolute_url())
    assert comment.text in page.text
    assert "removed person" in page.text
    assert NAME not in page.text
    line, opinion = Message.objects.get(), Opinion.objects.get()
    assert line.author_name == opinion.reviewer_name == Revision.objects.get().sent_by_name
    assert line.author_name in (label, "removed person")
    assert (line.text, opinion.verdict) == ("Hello", "approve")
    assert Application.objects.get().contact_email == ""
    registration = Registration.objects.get()
    assert (registration.state, registration.message) == (RegistrationState.CANCELLED, "")
    assert {row.state for row in Affiliation.objects.filter(user=person)} == {"ended"}
    assert not Notification.objects.filter(recipient=person).exists()
    assert not OutboxMail.objects.filter(recipient=person).exists()


def test_the_last_admin_of_an_organisation_appoints_another_first(client_for: Callable[..., Client]) -> None:
    admin = AdminAffiliationFactory(organisation=OrganisationFactory(short_name={"en": "Pumps", "ru": "Насосы"}))
    client = client_for(admin.user)
    assert "has no other administrator" in client.get("/accounts/data/erase/").text
    form = {"confirmation": admin.user.email, "password": "demo"}
    assert client.post("/accounts/data/erase/", form).status_code == 422
    other = AdminAffiliationFactory(organisation=admin.organisation)
    assert client.post("/accounts/data/erase/", form).headers["Location"] == "/"
    assert [row.user for row in Affiliation.objects.filter(state="confirmed")] == [other.user]


def test_a_withdrawn_consent_takes_the_name_out_of_every_list_at_once(client_for: Callable[..., Client]) -> None:
    person, member = UserFactory(name=NAME), MemberFactory()
    affiliation, event = AffiliationFactory(user=person), EventFactory()
    register(actor=viewer_of(person), event=event, mode="on_site", name=NAME, consent=AttendeeConsent.NAME)
    page, reader, client = affiliation.organisation.get_absolute_url(), client_for(member), client_for(person)

    def shown() -> tuple[bool, bool, bool]:
        api = reader.get("/api/v1/affiliations/").json()["results"]
        found = attendees(viewer_of(member), event) or []
        return NAME in reader.get(page).text, bool(api), NAME in {row.name for row in found}

    assert shown() == (True, True, True)
    client.post("/accounts/consents/directory.people/withdraw/")
    assert shown() == (False, False, True)
    client.post("/accounts/consents/events.attendees/withdraw/")
    assert shown() == (False, False, False)
    own = f"/api/v1/affiliations/{affiliation.pk}/"
    client.patch(own, {"position": "Technologist"}, content_type="application/json")
    assert shown()[0] is False  # what was ticked before the withdrawal is no new consent
    client.patch(own, {"is_listed": True}, content_type="application/json")
    assert shown()[0] is True


def test_his_data_hold_his_things_and_nobody_elses(person: Any, client_for: Callable[..., Client]) -> None:
    import zipfile

    live(person, client_for(person))
    own, other = PDF + b"% own", UserFactory(name="Stranger Danger")
    StoredFileFactory(actor=viewer_of(person), content=own)
    StoredFileFactory(actor=viewer_of(other), name="strangers.pdf")
    CommentFactory(author=other, text="Secret of the stranger")
    with take_data(actor=viewer_of(person)) as archive, zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        text = b"".join(packed.read(name) for name in names)
        assert packed.read("files/0001-charter.pdf") == own
    for name in ("affiliations", "applications", "opinions", "registrations", "comments", "items", "notices", "files"):
        assert f"{name}.json" in names
    for words in (b"What do you think?", b"Chief canary", b"Hello"):
        assert words in text
    for words in (b"Stranger Danger", b"Secret of the stranger", b"strangers.pdf"):
        assert words not in text


def test_json_is_blanked_wherever_it_names_him_and_nowhere_else() -> None:
    anna, application = UserFactory(name='Anna "Anja" Kavaleva'), ApplicationFactory()
    values: list[Any] = [
        {"who": anna.name, "of": ["ANNA@example.org", {"position": "Technologist"}], "number": 7},
        {"who": "Anna", "position": "Technologist"},
    ]
    for number, value in enumerate(values):
        Revision.objects.create(application=application, number=number, answers=value, sent_by_name="Somebody")

    def payload(name: str, *addresses: str) -> ErasedPerson:
        return ErasedPerson(anna, SystemActor(), "removed", name, addresses, {"Technologist"})

    rows = Revision.objects.all()
    assert blank_json(payload(""), rows, "answers") == 0
    assert blank_json(payload(anna.name, "anna@example.org"), rows, "answers") == 1
    blanked = {"who": "removed", "of": ["removed", {"position": ""}], "number": 7}
    assert [row.answers for row in rows.order_by("number")] == [blanked, values[1]]


def personal_models() -> list[type[models.Model]]:
    """Models of ours that point at a person or keep the name of one."""
    user = get_user_model()
    found = []
    for model in apps.get_models():
        if not model._meta.app_label.startswith("clusterkit_") or model._meta.abstract or model is user:
            continue
        fields = model._meta.concrete_fields
        named = {field.name for field in fields if field.name.endswith("_name")} - OF_NO_PERSON
        if named or any(field.related_model is user for field in fields):
            found.append(model)
    return found


def test_the_page_about_personal_data_names_every_table_that_holds_some() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = [model._meta.label for model in personal_models() if f"`{model._meta.label_lower}`" not in text]
    assert not missing, f"{PAGE.name} does not say what is stored there, how long, and what an erasure does: {missing}"


def test_an_erasure_by_the_platform_is_written_down_as_its_own(person: Any) -> None:
    CoordinatorFactory()
    erase_person(user_id=person.pk, actor=SystemActor(), reason="On request")
    row = AuditRow.objects.get(action="accounts.erase_person")
    assert (row.actor_name, row.reason) == ("system", "On request")
