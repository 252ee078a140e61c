"""What a comment answers, given wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from clusterkit.testing.factories.accounts import MemberFactory
from clusterkit.testing.factories.ideas import ItemFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("parent", ["9" * 5_000, "²", "x", "\x00"])
def test_a_comment_with_a_damaged_parent_comes_back_filled(client_for: Callable[..., Client], parent: str) -> None:
    address = f"/ideas/{ItemFactory().pk}/comments/new/"
    client = client_for(MemberFactory())
    assert client.get(address, {"parent": parent}).status_code == 200
    answer = client.post(address, {"text": "What I typed", "parent": parent})
    assert answer.status_code == 422
    assert "What I typed" in answer.content.decode()
