"""What people agree to: purposes with the text that is shown before consent is given, each text with its version.

A host declares its own: ``purposes.declare(Purpose("vacancies.mailing", "1", _("…"), _("…")))``. Whoever changes a
text counts its version up; people are asked again, and what they agreed to before stays written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """One purpose. ``text`` is plain text, an empty line between paragraphs. Without a ``required`` one there is no account."""

    code: str
    version: str
    title: str | Promise
    text: str | Promise
    required: bool = False


class Purposes:
    """The registry of purposes."""

    def __init__(self) -> None:
        self._purposes: dict[str, Purpose] = {}

    def declare(self, purpose: Purpose) -> Purpose:
        """Add a purpose, or put a host's own text in the place of ours."""
        self._purposes[purpose.code] = purpose
        return purpose

    def get(self, code: str) -> Purpose | None:
        """The purpose of this code, or None."""
        return self._purposes.get(code)

    def required(self) -> list[Purpose]:
        """Those without which nobody registers."""
        return [purpose for purpose in self._purposes.values() if purpose.required]

    def __iter__(self) -> Iterator[Purpose]:
        return iter(self._purposes.values())


purposes = Purposes()


def purpose_title(code: str) -> str | Promise:
    """The title of the purpose of this code; the code where its app is gone."""
    purpose = purposes.get(code)
    return purpose.title if purpose is not None else code


PROCESSING = purposes.declare(
    Purpose(
        "accounts.processing",
        "1",
        _("Processing of my personal data"),
        _(
            "The cluster's office keeps what you write about yourself (name, e-mail, phone, position) and what you do "
            "on this site, so that you can sign in, act for your organisation and be answered. "
            "It is used for the work of the cluster only and is not sold or given to advertisers.\n\n"
            "The data stay as long as you have an account. You can see them, correct them, download them and "
            "withdraw this consent at any time on the page “My consents”. "
            "The basis is the law of the Republic of Belarus of 7 May 2021 No. 99-З “On the protection of personal data”."
        ),
        required=True,
    )
)
