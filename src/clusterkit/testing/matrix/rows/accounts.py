"""People of every tier, and what belongs to them; what the office decides about them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from clusterkit.access.models import Grant, Rule
from clusterkit.accounts import links
from clusterkit.accounts.consents import purposes
from clusterkit.accounts.models import ConsentDecision, ConsentText, Expertise, PersonalLink, Profile, TokenName
from clusterkit.accounts.personal_links import link_purposes
from clusterkit.audit.models import AuditChain, AuditRow
from clusterkit.core.policies import COORDINATOR, MEMBER
from clusterkit.files.models import StoredFile
from clusterkit.files.registry import Purpose, register_purpose
from clusterkit.testing.factories.accounts import ExpertiseFactory, UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory, AuditSealFactory
from clusterkit.testing.factories.files import PDF, StoredFileFactory
from clusterkit.testing.matrix.world import FIFTH, FIRST, FOURTH, SECOND, SIXTH, THIRD, World

CLOSED = "testing.closed"
KEYS = {"registered": FIRST, "member": SECOND, "coordinator": THIRD, "stranger": FOURTH, "newcomer": FIFTH}
"""The people by their names in the matrix. The stranger owns what is nobody else's; the newcomer never confirmed."""


def fill(world: World) -> None:
    """People, their things, and files."""
    _people(world)
    _own_things(world)
    _expertise(world)
    _links(world)
    _files(world)
    world.put(AuditRowFactory(pk=FIRST), AuditRowFactory(pk=SECOND))
    world.put(AuditSealFactory(pk=FIRST), AuditChain.objects.create(pk=FIRST))
    world.route("/api/v1/audit/{pk}/", AuditRow)


def _people(world: World) -> None:
    for name, key in KEYS.items():
        words = f"canary-{world.name}-person-{key}"
        user: Any = UserFactory(pk=key, name=words, email=f"{words}@example.org")
        world.users[name] = user
        world.put(user, planted=False)
    today = timezone.localdate()
    world.put(
        Grant.objects.create(pk=FIRST, user=world.users["coordinator"], tier=COORDINATOR, valid_from=today),
        Grant.objects.create(pk=SECOND, user=world.users["member"], tier=MEMBER, valid_from=today),
    )
    world.put(Rule.objects.create(pk=FIRST, action="directory.view", tier="guest"))


def _own_things(world: World) -> None:
    names = ("member", "stranger", "registered")
    purpose = next(iter(purposes), None)
    for key, name in zip((FIRST, SECOND, THIRD), names, strict=True):
        user = world.users[name]
        world.put(Profile.objects.create(pk=key, user=user))
        token = TokenName(pk=key, user=user, digest=f"digest-{key}", expires_at=timezone.now() + timedelta(days=9))
        token.save()
        world.put(token)
        world.put(PersonalLink.objects.create(pk=key, user=user, purpose="ideas.feed", digest=f"digest-{key}"))
        if purpose is not None:
            text = ConsentText(pk=key, purpose=purpose.code, version=str(key), digest=str(key), wording={})
            text.save()
            answer = ConsentDecision(pk=key, user=user, purpose=purpose.code, version=str(key), text=text, given=True)
            answer.save()
            world.put(text, answer)
    world.route("/accounts/consents/texts/{pk}/", ConsentText)
    world.route("/accounts/links/{pk}/", PersonalLink)
    world.fixed("/accounts/links/{purpose}/", purpose=[item.code for item in link_purposes])
    world.route("/accounts/people/{pk}/", get_user_model())
    world.route("/api/v1/people/{pk}/erasure/", get_user_model())
    if apps.is_installed("knox"):
        world.route("/accounts/tokens/{pk}/", TokenName)
    words = [item.code for item in purposes]
    world.fixed("/accounts/consents/{purpose}/", purpose=words)
    world.fixed("/api/v1/me/consents/{purpose}/", purpose=words)


def _expertise(world: World) -> None:
    """The stranger's is hidden from everybody but him."""
    for key, name in zip((FIRST, SECOND, THIRD), ("member", "stranger", "registered"), strict=True):
        row: Any = Expertise(pk=key, user=world.users[name])
        words = [world.canary(row)]
        ExpertiseFactory(pk=key, user=row.user, skills=words, topics=words, consent=name != "stranger")
        world.put(Expertise.objects.get(pk=key))
    for prefix in ("/participants/people/", "/api/v1/people/"):
        world.route(f"{prefix}{{pk}}/", Expertise, pk="user_id")
        for shape in (prefix, f"{prefix}tags/"):
            world.lenient(shape, reason="Who is no member is not told that there is a list of people: 404.")


def _links(world: World) -> None:
    newcomer, member = world.users["newcomer"], world.users["member"]
    address = EmailAddress.objects.get(user=newcomer)
    EmailAddress.objects.filter(pk=address.pk).update(verified=False)
    changed = f"canary-{world.name}-person-{SIXTH}@example.org"
    world.secret("/accounts/confirm-email/{key}/", key=links.confirmation_token(address))
    world.secret("/accounts/password/reset/key/{key}/", key=links.reset_token(member, address.email))
    world.secret("/accounts/email/confirm/{token}/", token=links.change_token(member, changed))


def _files(world: World) -> None:
    """The first file is open to everybody, the second to the office."""
    register_purpose(Purpose(code=CLOSED, allowed={"pdf"}, may_read=lambda actor, stored: actor.is_coordinator))
    for number, key in enumerate((FIRST, SECOND)):
        words = f"canary-{world.name}-files.storedfile-{key}"
        purpose = {"purpose": CLOSED} if number else {}
        made = StoredFileFactory(content=PDF + b"% " + words.encode(), **purpose)
        StoredFile.objects.filter(pk=made.pk).update(id=uuid.UUID(int=key))
        world.put(StoredFile.objects.get(pk=uuid.UUID(int=key)), planted=False)
    world.route("/files/{pk}/", StoredFile)
