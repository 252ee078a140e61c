"""Asking for a cluster: the form, the link of the mail, the operators' decision, what is forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clusterkit.access.models import Grant
from clusterkit.access.viewer import operator_or_guest
from clusterkit.core.exceptions import NotPermitted, NotVisible, StateConflict
from clusterkit.core.policies import Actor, SystemActor
from clusterkit.registry import services
from clusterkit.registry.enums import RequestState
from clusterkit.registry.models import OpeningRequest, OperatorEntry
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.registry import OpeningRequestFactory, OperatorFactory
from clusterkit.testing.plugin import stamp_session

pytestmark = pytest.mark.django_db
Make = Callable[..., Client]
Commits = Any
PUBLIC = "testserver.public"
FORM = {
    "name": "Wood cluster",
    "industry": "Wood",
    "city": "Gomel",
    "region": "gomel",
    "slug": "wood",
    "organisation": "Gomeldrev",
    "person": "Anna Kavaleva",
    "email": "Anna@Example.org",
    "message": "Twelve plants",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _in_public(alpha: Cluster) -> Iterator[None]:
    with public_schema():
        yield


@pytest.fixture
def operator() -> Actor:
    return operator_or_guest(OperatorFactory())


@pytest.fixture
def public(client_for: Make) -> Client:
    return client_for(host=PUBLIC)


@pytest.fixture
def console(client_for: Make) -> Client:
    client = client_for(host=PUBLIC)
    client.force_login(OperatorFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    stamp_session(client)
    return client


def link_of(message: Any) -> str:
    found = re.search(r"http://testserver\.public(/open/confirm/\S+)", str(message.body))
    assert found is not None
    return found.group(1)


def test_a_request_is_kept_and_its_link_mailed(public: Client, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = public.post("/open/", FORM)
    assert (response.status_code, response.headers["Location"]) == (302, "/open/sent/")
    request = OpeningRequest.objects.get()
    assert (request.state, request.email, request.language) == (RequestState.NEW, "anna@example.org", "en")
    assert (request.mail_kind, request.mail_failed) == ("confirm", False)
    (message,) = mail.outbox
    assert message.to == ["anna@example.org"]
    assert public.get(link_of(message)).status_code == 200
    assert public.get("/open/sent/").status_code == 200


def test_the_link_confirms_once_and_operators_are_told(
    public: Client, operator: Any, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        public.post("/open/", FORM)
    link = link_of(mail.outbox[0])
    assert OpeningRequest.objects.get().state == RequestState.NEW
    with django_capture_on_commit_callbacks(execute=True):
        assert "Thank you" in public.post(link).content.decode()
    request = OpeningRequest.objects.get()
    assert request.state == RequestState.CONFIRMED
    assert request.confirmed_at is not None
    waiting = mail.outbox[-1]
    assert waiting.to == [operator.user.email]
    assert f"/console/requests/{request.pk}/" in waiting.body
    for again in (public.post(link), public.get(link)):
        assert "with us already" in again.content.decode().replace("\xa0", " ")
    assert len(mail.outbox) == 2
    with pytest.raises(StateConflict):
        services.confirm_request(token=link.split("/")[3], actor=operator_or_guest(operator.user))


def test_a_link_that_is_damaged_of_another_schema_or_too_old_opens_nothing(
    public: Client, alpha: Cluster, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clusterkit.registry.services.mails import CONFIRM_PURPOSE
    from clusterkit.tenancy.signing import make_token

    request = OpeningRequestFactory()
    subject = [request.pk, request.email]
    good = make_token(purpose=CONFIRM_PURPOSE, subject=subject)
    with cluster_context(alpha):
        elsewhere = make_token(purpose=CONFIRM_PURPOSE, subject=subject)
    for token in ("x", good[:-1], elsewhere, make_token(purpose="other", subject=subject)):
        for answer in (public.get(f"/open/confirm/{token}/"), public.post(f"/open/confirm/{token}/")):
            assert answer.status_code == 404
            assert "cannot be used" in answer.content.decode().replace("\xa0", " ")
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "OPENING_REQUEST_DAYS": -1}
    assert public.get(f"/open/confirm/{good}/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"consent": ""}, "consent"),
        ({"email": "nobody"}, "email"),
        ({"slug": "Ä!"}, "slug"),
        ({"slug": "alpha"}, "slug"),
        ({"slug": "www"}, "slug"),
        ({"region": "mars"}, "region"),
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_bad_input_comes_back_filled(public: Client, changed: dict[str, str], told: str) -> None:
    response = public.post("/open/", {**FORM, **changed})
    assert response.status_code == 422
    assert told in response.context["form"].errors
    assert "Gomeldrev" in response.content.decode()
    assert not OpeningRequest.objects.exists()


def test_one_address_has_few_undecided_requests_and_one_network_few_attempts(public: Client, settings: Any) -> None:
    for number in range(3):
        assert public.post("/open/", {**FORM, "slug": f"wood{number}"}).status_code == 302
    refused = public.post("/open/", FORM)
    assert refused.status_code == 422
    assert "email" in refused.context["form"].errors
    cache.clear()
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "ADDRESS_ATTEMPTS": 1}
    assert public.post("/open/", {**FORM, "email": "b@example.org"}).status_code == 302
    assert public.post("/open/", {**FORM, "email": "c@example.org"}).status_code == 429


def test_what_nobody_confirms_expires_and_forgets_the_person(operator: Actor) -> None:
    old, fresh = OpeningRequestFactory(), OpeningRequestFactory()
    confirmed = OpeningRequestFactory(state=RequestState.CONFIRMED)
    week = timezone.now() - timedelta(days=8)
    OpeningRequest.objects.filter(pk__in=(old.pk, confirmed.pk)).update(created_at=week)
    assert services.expire_requests() == 1
    assert services.expire_requests() == 0
    old.refresh_from_db()
    assert (old.state, old.person, old.email, old.message) == (RequestState.EXPIRED, "", "", "")
    assert OpeningRequest.objects.get(pk=fresh.pk).email
    assert OpeningRequest.objects.get(pk=confirmed.pk).state == RequestState.CONFIRMED


def test_a_mail_that_the_server_refuses_is_kept_and_sent_again(
    console: Client, settings: Any, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.mail import EmailMultiAlternatives

    def refuse(message: Any, **kwargs: Any) -> int:
        raise OSError("no server")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        services.ask_for_cluster(
            values={name: value for name, value in FORM.items() if name != "consent"}, actor=SystemActor()
        )
    request = OpeningRequest.objects.get()
    assert request.mail_failed
    page = console.get("/console/").content.decode()
    assert "could not be sent" in page.replace("\xa0", " ")
    again = f"/console/requests/{request.pk}/mail/"
    assert "did not take it" in console.post(again, follow=True).content.decode().replace("\xa0", " ")
    monkeypatch.undo()
    assert "The mail is sent" in console.post(again, follow=True).content.decode().replace("\xa0", " ")
    assert not OpeningRequest.objects.get().mail_failed
    assert len(mail.outbox) == 1
    request = OpeningRequestFactory(state=RequestState.CONFIRMED)
    assert console.post(f"/console/requests/{request.pk}/mail/").status_code == 409


def approve_values(**changed: Any) -> dict[str, Any]:
    return {
        "name": {"en": "Wood cluster"},
        "short_name": {"en": "Wood"},
        "slug": "wood",
        "host": "wood.testserver",
        "blueprint": "empty",
        **changed,
    }


def test_approval_opens_the_cluster_with_its_first_coordinator(
    console: Client, client_for: Make, django_capture_on_commit_callbacks: Commits
) -> None:
    request = OpeningRequestFactory(
        state=RequestState.CONFIRMED, slug="wood", name="Wood cluster", email="a@example.org"
    )
    page = console.get(f"/console/requests/{request.pk}/approve/")
    assert page.context["form"].initial["host"] == "wood.testserver.public"
    sent = {
        "name_en": "Wood cluster",
        "short_name_en": "Wood",
        "slug": "wood",
        "host": "wood.testserver",
        "blueprint": "industry",
        "version": request.version,
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = console.post(f"/console/requests/{request.pk}/approve/", sent)
    assert response.status_code == 302, response.context["form"].errors
    cluster = Cluster.objects.get(slug="wood")
    request.refresh_from_db()
    assert (request.state, request.cluster_slug) == (RequestState.APPROVED, "wood")
    with cluster_context(cluster):
        (person,) = get_user_model().objects.all()
        assert Grant.objects.get().tier == "coordinator"
        assert not person.has_usable_password()
    (message,) = mail.outbox
    link = re.search(r"http://wood\.testserver(/accounts/password/reset/key/\S+)", str(message.body))
    assert link is not None
    guest = client_for(host="wood.testserver")
    form = guest.get(link.group(1), follow=True)
    assert form.status_code == 200
    assert guest.post(form.redirect_chain[-1][0], {"password1": "a-long-enough-passphrase"}).status_code == 302
    assert OperatorEntry.objects.filter(action="registry.approve").exists()
    again = console.post(
        f"/console/requests/{request.pk}/approve/", {**sent, "slug": "wood2", "host": "wood2.testserver"}
    )
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "alpha"}, "slug"),
        ({"host": "alpha.testserver"}, "host"),
        ({"slug": "www"}, "slug"),
        ({"host": "a b"}, "host"),
    ],
)
def test_a_taken_address_keeps_everything_as_it_was(console: Client, changed: dict[str, str], field: str) -> None:
    request = OpeningRequestFactory(state=RequestState.CONFIRMED)
    sent = {
        "name_en": "Wood",
        "short_name_en": "Wood",
        "slug": "wood",
        "host": "wood.testserver",
        "blueprint": "empty",
        **changed,
    }
    response = console.post(f"/console/requests/{request.pk}/approve/", sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert OpeningRequest.objects.get(pk=request.pk).state == RequestState.CONFIRMED
    assert sorted(Cluster.objects.values_list("slug", flat=True)) == ["alpha", "beta"]
    assert not mail.outbox


def test_declining_needs_a_reason_which_is_mailed(console: Client, django_capture_on_commit_callbacks: Commits) -> None:
    request = OpeningRequestFactory(state=RequestState.CONFIRMED, language="en")
    address = f"/console/requests/{request.pk}/decline/"
    assert console.post(address, {"reason": " "}).status_code == 422
    stale = console.post(address, {"reason": "No", "version": request.version + 5})
    assert stale.status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            console.post(address, {"reason": "Too few plants & firms", "version": request.version}).status_code == 302
        )
    request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.DECLINED, "Too few plants & firms")
    assert "Too few plants & firms" in mail.outbox[0].body


def test_only_operators_decide(public: Client, alpha: Cluster) -> None:
    request = OpeningRequestFactory(state=RequestState.CONFIRMED)
    guest = operator_or_guest(public.get("/").wsgi_request.user)
    with pytest.raises(NotVisible):
        services.decline_request(request=request, reason="x", actor=guest)
    with pytest.raises(NotVisible):
        services.approve_request(request=request, values=approve_values(), actor=guest)
    with pytest.raises((NotPermitted, NotVisible)):
        services.send_again(request=request, actor=guest)


def test_the_log_is_written_once(console: Client) -> None:
    from clusterkit.audit.models import AppendOnlyError

    request = OpeningRequestFactory(state=RequestState.CONFIRMED)
    console.post(f"/console/requests/{request.pk}/decline/", {"reason": "No", "version": request.version})
    entry = OperatorEntry.objects.get(action="registry.decline")
    assert (entry.before, entry.after["state"], entry.reason) == ({"state": "confirmed"}, "declined", "No")
    for change in (entry.save, entry.delete, OperatorEntry.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    assert "declined" in console.get("/console/log/").content.decode()
