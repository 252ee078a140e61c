"""A page that asks before something is done is a 404 where the deed itself would be: there is nothing to ask about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from clusterkit.testing.factories.accounts import CoordinatorFactory

ADDRESSES = {
    "clusterkit.news": ("/news/nothing/publish/", "/news/nothing/withdraw/"),
    "clusterkit.membership": (
        "/membership/members/799999/resume/",
        "/membership/applications/799999/take-up/",
        "/membership/applications/799999/take-back/",
        "/membership/applications/799999/confirm/",
        "/membership/applications/799999/documents/799999/remove/",
    ),
    "clusterkit.ideas": ("/ideas/799999/comments/799999/remove/", "/ideas/799999/files/799999/remove/"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for app, paths in ADDRESSES.items() if apps.is_installed(app) for path in paths])
def test_there_is_nothing_to_ask_about(path: str, client_for: Callable[..., Client]) -> None:
    assert client_for(CoordinatorFactory()).get(path).status_code == 404
