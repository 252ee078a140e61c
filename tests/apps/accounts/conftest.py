"""What the tests of accounts share: reading the mails."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core import mail

REGISTRATION = {
    "name": "Anna Kavaleva",
    "email": "anna@example.org",
    "password1": "a-long-password-7",
    "consent0": "on",
    "consent0_version": "1",
}


@pytest.fixture
def path_in_mail() -> Callable[..., str]:
    """The path of the first link of the newest mail whose address contains a word."""

    def find(word: str, number: int = -1) -> str:
        text = str(mail.outbox[number].body)
        url: str = next(url for url in re.findall(r"https?://\S+", text) if word in url)
        parts = urlsplit(url)
        return str(parts.path) + (f"?{parts.query}" if parts.query else "")

    return find
