"""``clusters clone``; and what a copy, cloned or restored, must not take over: sessions, tokens, links."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts.links import reset_token, user_to_reset
from clusterkit.accounts.models import TokenName
from clusterkit.accounts.services import create_token
from clusterkit.audit.models import AuditRow
from clusterkit.audit.services import seal, verify
from clusterkit.files.models import StoredFile
from clusterkit.files.storage import private_storage
from clusterkit.hosting.archives import back_up, clone, restore
from clusterkit.tenancy.context import cluster_context
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.signing import InvalidToken, make_token, read_token
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.audit import AuditRowFactory
from tests.apps.hosting.archiving import checksums, filled, fresh, schemas

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("swift")]
Copy = Callable[[Cluster, Path], Cluster]


def cloned(cluster: Cluster, folder: Path) -> Cluster:
    return clone(cluster=cluster, slug="copy", host="copy.testserver")


def restored_beside(cluster: Cluster, folder: Path) -> Cluster:
    back_up(cluster=cluster, target=folder / "one.tar")
    return restore(path=folder / "one.tar", slug="copy", host="copy.testserver")


def restored_in_place(cluster: Cluster, folder: Path) -> Cluster:
    back_up(cluster=cluster, target=folder / "one.tar")
    return restore(path=folder / "one.tar", replace=True)


def test_a_clone_has_all_the_first_one_has_and_is_apart(client_for: Any, capsys: Any) -> None:
    one = filled("one", canary="the first")
    before = checksums(one)
    call_command("clusters", "clone", "one", "two", "--host", "two.testserver", "--json")
    assert json.loads(capsys.readouterr().out)["url"] == "http://two.testserver/"
    two = fresh("two")
    assert checksums(two) == before
    with cluster_context(two):
        for stored in StoredFile.objects.all():
            assert stored.key.startswith(f"{two.schema_name}/")
            with private_storage().open(stored.key) as content:
                assert b"one" in content.read()
        StoredFile.objects.all().delete()
        UserFactory()
    assert checksums(one) == before
    for host in ("one.testserver", "two.testserver"):
        assert client_for(host=host).get("/").status_code == 200


def test_a_clone_under_a_taken_name_leaves_nothing() -> None:
    one, standing = filled("one", files=0), schemas()
    for slug, host in (("one", "two.testserver"), ("two", "one.testserver")):
        with pytest.raises(ValidationError):
            clone(cluster=one, slug=slug, host=host)
    assert schemas() == standing


@pytest.mark.parametrize("copied", [cloned, restored_beside, restored_in_place])
def test_nobody_is_signed_in_and_nothing_opens_a_copy(copied: Copy, tmp_path: Path, client_for: Any) -> None:
    one = filled("one", files=0)
    with cluster_context(one):
        user = UserFactory(email="person@example.org")
        client = client_for(user, host="one.testserver")
        token = create_token(actor=viewer_of(user), name="script", days=30)[1] if apps.is_installed("knox") else ""
        links = [make_token(purpose="invitation", subject=[user.pk]), reset_token(user, "person@example.org")]
        assert read_token(links[0], purpose="invitation") == [user.pk]
        assert user_to_reset(links[1]) is not None
        assert Session.objects.exists()
    profile = "/accounts/profile/"
    assert client.get(profile).status_code == 200
    copy = copied(one, tmp_path)
    host = copy.primary_domain
    with cluster_context(copy):
        assert not Session.objects.exists()
        assert not TokenName.objects.exists()
        with pytest.raises(InvalidToken):
            read_token(links[0], purpose="invitation")
        assert user_to_reset(links[1]) is None
    jar = client_for(host=host)
    jar.cookies = client.cookies
    assert jar.get(profile).status_code == 302
    if token:
        asked = client_for(host=host).get("/api/v1/me/", headers={"authorization": f"Token {token}"})
        assert asked.status_code == 401
    # He has his account and his password there.
    with cluster_context(copy):
        assert client_for(type(user).objects.get(pk=user.pk), host=host).get(profile).status_code == 200


@pytest.mark.parametrize("copied", [cloned, restored_beside, restored_in_place])
def test_the_audit_log_of_a_copy_is_whole_and_goes_on(copied: Copy, tmp_path: Path) -> None:
    one = filled("one", files=0)
    with cluster_context(one):
        seal()
        AuditRowFactory(reason="not sealed yet")
        rows = AuditRow.objects.count()
    copy = copied(one, tmp_path)
    with cluster_context(copy):
        check = verify()
        assert (check.is_whole, check.rows, check.waiting) == (True, rows, 0)
        AuditRowFactory()
        seal()
        assert verify().is_whole
        AuditRow.objects.get(reason="not sealed yet")
