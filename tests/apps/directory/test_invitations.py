"""Invitations by e-mail: sent, opened, accepted once, taken back, sent again, and dead in a copy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusterkit.directory.enums import InvitationState
from clusterkit.testing.factories.accounts import UserFactory
from clusterkit.testing.factories.directory import InvitationFactory

pytestmark = pytest.mark.django_db


def test_what_came_of_an_invitation_is_told_by_its_moments() -> None:
    now, user = timezone.now(), UserFactory()
    assert InvitationFactory().state == InvitationState.WAITING
    assert InvitationFactory(expires_at=now).state_label == "ran out"
    assert InvitationFactory(accepted_at=now, accepted_by=user).state == InvitationState.ACCEPTED
    revoked = InvitationFactory(revoked_at=now, expires_at=now - timedelta(days=1), email="")
    assert revoked.state == InvitationState.REVOKED
    assert str(revoked) == "address removed"


@pytest.mark.parametrize(
    "values",
    [
        {"email": "twice@example.org"},
        {"accepted_at": timezone.now(), "revoked_at": timezone.now()},
        {"email": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, object]) -> None:
    first = InvitationFactory(email="twice@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(**{"organisation": first.organisation, **values})
