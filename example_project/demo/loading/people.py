"""The people of the demonstration; all sign in with the password ``demo``."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from clusterkit.access.models import Grant
from clusterkit.accounts.consents import purposes
from clusterkit.accounts.models import Profile
from clusterkit.accounts.services import write_decision
from clusterkit.core.policies import COORDINATOR

PASSWORD = "demo"


def load_people(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Users by address, confirmed and with their consents; coordinators get their tier."""
    secret = make_password(PASSWORD)
    people: dict[str, Any] = {}
    for row in rows:
        user = make_person(row["email"], f"{row['first_name']} {row['last_name']}", secret)
        Profile.objects.create(user=user, position=row["role"][:150], language=row["language"])
        if row["tier"] == COORDINATOR:
            Grant.objects.create(user=user, tier=COORDINATOR, valid_from=date(2020, 11, 23), reason="Демонстрация")
        people[row["email"]] = user
    return people


def load_registrants(number: int) -> list[Any]:
    """People who registered for events only: they have no password."""
    surnames = [
        "Белов",
        "Климович",
        "Петрова",
        "Савицкий",
        "Лукашик",
        "Орлова",
        "Жуковец",
        "Мороз",
        "Гринько",
        "Зайцева",
        "Ковш",
        "Дубровин",
    ]
    names = ["Алексей", "Мария", "Павел", "Ольга", "Виктор", "Ирина", "Денис", "Елена", "Сергей", "Наталья"]
    found = []
    for index in range(number):
        name = f"{names[index % len(names)]} {surnames[index % len(surnames)]}"
        found.append(make_person(f"guest{index + 1:03}@example.org", name, "!"))
    return found


def make_person(email: str, name: str, secret: str) -> Any:
    """A user with a confirmed address and the required consents."""
    user = get_user_model()(email=email, name=name, password=secret)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for purpose in purposes.required():
        write_decision(user_id=user.pk, purpose=purpose, given=True, page="/accounts/signup/", language="ru")
    return user
