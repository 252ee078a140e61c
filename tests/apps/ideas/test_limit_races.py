"""One person sends several things at the same moment: no more pass than the limit allows."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import transaction

from clusterkit.access.viewer import viewer_of
from clusterkit.core.exceptions import TooMany
from clusterkit.ideas import services
from clusterkit.ideas.models import Comment, ExchangeSettings, Item
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.ideas import CommentFactory, ItemFactory
from tests.apps.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_one_allowed_passes_once() -> None:
    """Each comments on another item, so that no lock of an item puts them in line."""
    ExchangeSettings.objects.create(comments_an_hour=3)
    user: Any = UserFactory()
    CommentFactory.create_batch(2, author=user)
    actor = viewer_of(user)
    for _turn in range(3):
        Comment.objects.filter(text="At once").delete()
        items: list[Item] = ItemFactory.create_batch(4)
        results = at_once(
            *[lambda item=item: services.add_comment(item=item, text="At once", actor=actor) for item in items]
        )
        assert [isinstance(result, TooMany) for result in results].count(True) == 3, results
        assert Comment.objects.filter(author=user).count() == 3


def test_without_the_lock_both_would_pass() -> None:
    """The control: both count before either has written."""
    user: Any = UserFactory()
    items: list[Item] = ItemFactory.create_batch(2)
    counted = threading.Barrier(2)

    def write(item: Item) -> Any:
        with transaction.atomic():
            room = Comment.objects.filter(author=user).count() < 1
            counted.wait(10)
            return Comment.objects.create(item=item, author=user, text="At once") if room else None

    at_once(*[lambda item=item: write(item) for item in items])
    assert Comment.objects.filter(author=user).count() == 2
