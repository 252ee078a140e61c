"""One row of everything, with keys that are known beforehand, and a person of each tier who owns some of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clusterkit.access.models import Grant, Rule
from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.models import Profile, TokenName
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.directory.enums import AffiliationState
from clusterkit.directory.models import Organisation
from clusterkit.tenancy.context import public_schema
from clusterkit.testing.factories.accounts import ExpertiseFactory, UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from clusterkit.testing.factories.directory import (
    AdminAffiliationFactory,
    AffiliationFactory,
    CapabilityFactory,
    ContactFactory,
    OrganisationFactory,
    SectorFactory,
)
from clusterkit.testing.factories.files import PDF, StoredFileFactory

FIRST, SECOND, THIRD, FOURTH = 700_001, 700_002, 700_003, 700_004
"""Primary keys of every kind of row. The first belongs to the member, the second to somebody else."""
KEYS = (FIRST, SECOND, THIRD, FOURTH)
KNOWN = {"pk": [str(key) for key in KEYS], "slug": ["known", "draft"], "code": ["abcdefghjk"], "kind": ["request"]}
"""What stands in an address under a name, for addresses that lead somewhere."""


@dataclass
class World:
    """``users`` by actor (None for the guest); ``known`` as :data:`KNOWN`, with what was made."""

    users: dict[str, Any] = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=lambda: {name: list(some) for name, some in KNOWN.items()})
    operator: Any = None


def make_world() -> World:
    """The rows, in the cluster in force, of the apps that are installed."""
    world = World()
    world.users = {
        "guest": None,
        "registered": UserFactory(pk=FIRST, name="Rita Registered"),
        "member": UserFactory(pk=SECOND, name="Max Member"),
        "coordinator": UserFactory(pk=THIRD, name="Cora Coordinator", tier=COORDINATOR),
    }
    Grant.objects.filter(user=world.users["coordinator"]).update(id=FIRST)
    Grant.objects.create(pk=SECOND, user=world.users["member"], tier=MEMBER, valid_from=timezone.localdate())
    Rule.objects.create(pk=FIRST, action="directory.view", tier="guest")
    Profile.objects.create(pk=FIRST, user=world.users["member"])
    ExpertiseFactory(pk=FIRST, user=world.users["member"])
    for number, user in enumerate(user for user in world.users.values() if user is not None):
        TokenName.objects.create(
            pk=KEYS[number],
            user=user,
            digest=str(number),
            name="A token",
            expires_at=timezone.now() + timedelta(days=9),
        )
    AuditRowFactory(pk=FIRST)
    _directory(world)
    for app in ("membership", "ideas", "events", "news", "notifications"):
        if apps.is_installed(f"clusterkit.{app}"):
            globals()[f"_{app}"](world)
    with public_schema():
        world.operator = UserFactory(
            pk=FIRST, email="operator@example.org", confirmed=False, is_staff=True, is_superuser=True
        )
        if apps.is_installed("clusterkit.registry"):
            from clusterkit.registry.models import NationalFigure

            NationalFigure.objects.create(pk=FIRST, code="known", label={"en": "Clusters"}, count=8, year=2021)
    return world


def _directory(world: World) -> None:
    SectorFactory(pk=FIRST, code="known")
    OrganisationFactory(pk=FIRST, slug="known")
    OrganisationFactory(pk=SECOND, slug="draft", is_published=False)
    OrganisationFactory(pk=THIRD)
    OrganisationFactory(pk=FOURTH)
    CapabilityFactory(pk=FIRST, organisation_id=FIRST)
    ContactFactory(pk=FIRST, organisation_id=FIRST)
    AdminAffiliationFactory(pk=FIRST, organisation_id=FIRST, user=world.users["member"])
    AffiliationFactory(pk=SECOND, organisation_id=FIRST, user=UserFactory(), state=AffiliationState.REQUESTED)
    AffiliationFactory(
        pk=THIRD, organisation_id=THIRD, user=world.users["registered"], state=AffiliationState.REQUESTED
    )
    AdminAffiliationFactory(pk=FOURTH, organisation_id=SECOND, user=world.users["member"])
    AdminAffiliationFactory(organisation_id=FOURTH, user=world.users["member"])
    world.known["uuid"] = [str(StoredFileFactory(content=PDF, uploaded_by=world.users["member"]).pk)]


def _membership(world: World) -> None:
    from clusterkit.membership.enums import Verdict
    from clusterkit.membership.services import propose_decision, submit, take_up
    from clusterkit.testing.factories.membership import ApplicationFactory, DocumentFactory, MembershipFactory

    member, office = viewer_of(world.users["member"]), viewer_of(world.users["coordinator"])
    for key, organisation in ((FIRST, SECOND), (SECOND, FIRST), (THIRD, FOURTH)):
        application = ApplicationFactory(
            pk=key, organisation=Organisation.objects.get(pk=organisation), applicant=world.users["member"]
        )
        DocumentFactory(pk=key, application=application)
        if key != FIRST:
            submit(application=application, actor=member)
        if key == THIRD:
            taken = take_up(application=application, actor=office)
            propose_decision(
                application=taken,
                actor=viewer_of(UserFactory(tier=COORDINATOR)),
                verdict=Verdict.APPROVE,
                reason="Good.",
                revision=taken.revision,
            )
    MembershipFactory(pk=FIRST, organisation_id=FIRST)
    MembershipFactory(pk=SECOND, organisation_id=THIRD)


def _ideas(world: World) -> None:
    from clusterkit.ideas.enums import InterestState, ItemState
    from clusterkit.ideas.models import Attachment
    from clusterkit.testing.factories.ideas import CommentFactory, InterestFactory, ItemFactory, OutcomeFactory

    member = world.users["member"]
    ItemFactory(pk=FIRST, organisation_id=FIRST, author=member, sectors=[FIRST])
    ItemFactory(pk=SECOND, organisation_id=THIRD)
    ItemFactory(
        pk=THIRD, organisation_id=FIRST, author=member, state=ItemState.IN_REVIEW, published_at=None, valid_until=None
    )
    ItemFactory(pk=FOURTH, organisation_id=FIRST, author=member, state=ItemState.FULFILLED)
    for key in (FIRST, SECOND, THIRD):
        CommentFactory(pk=key, item_id=key, author=member)
    Attachment.objects.create(pk=FIRST, item_id=FIRST, file=StoredFileFactory())
    InterestFactory(pk=FIRST, item_id=FIRST, organisation_id=THIRD)
    InterestFactory(pk=SECOND, item_id=SECOND, organisation_id=FIRST, author=member)
    InterestFactory(pk=THIRD, item_id=FIRST, organisation_id=FOURTH, author=member, state=InterestState.MORE_INFO)
    OutcomeFactory(pk=FIRST, item_id=FOURTH)


def _events(world: World) -> None:
    from clusterkit.events.enums import EventState, RegistrationState
    from clusterkit.testing.factories.events import EventFactory, HybridEventFactory, RegistrationFactory

    HybridEventFactory(pk=FIRST, sectors=[FIRST])
    EventFactory(pk=SECOND, state=EventState.DRAFT)
    past = timezone.now() - timedelta(hours=3)
    EventFactory(pk=THIRD, starts_at=past, ends_at=past + timedelta(hours=1))
    own = world.users["member"]
    RegistrationFactory(pk=FIRST, event_id=FIRST, user=own, code=KNOWN["code"][0].upper())
    RegistrationFactory(pk=SECOND, event_id=FIRST, user=world.users["registered"], state=RegistrationState.PENDING)
    RegistrationFactory(
        pk=THIRD,
        event_id=THIRD,
        user=own,
        state=RegistrationState.OFFERED,
        offer_expires_at=timezone.now() + timedelta(days=1),
    )
    RegistrationFactory(pk=FOURTH, event_id=THIRD)


def _news(world: World) -> None:
    from clusterkit.news.enums import ArticleState
    from clusterkit.testing.factories.news import ArticleFactory, PageFactory

    ArticleFactory(pk=FIRST, slug="known")
    ArticleFactory(pk=SECOND, slug="draft", state=ArticleState.DRAFT, published_at=None)
    PageFactory(pk=FIRST, slug="known")


def _notifications(world: World) -> None:
    from clusterkit.testing.factories.notifications import NotificationFactory, OutboxMailFactory

    for key, name in zip(KEYS, ("registered", "member", "coordinator"), strict=False):
        NotificationFactory(pk=key, recipient=world.users[name])
    OutboxMailFactory(pk=FIRST, recipient=world.users["member"])


def files() -> list[SimpleUploadedFile]:
    """Files that are not what they say."""
    return [
        SimpleUploadedFile("empty.pdf", b""),
        SimpleUploadedFile("charter.pdf", b"\x00\xff not a document"),
        SimpleUploadedFile("a" * 300 + "\u202e.pdf", PDF),
        SimpleUploadedFile("torn.docx", b"PK\x03\x04 torn"),
        SimpleUploadedFile("bomb.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
    ]
