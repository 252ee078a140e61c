"""What people agree to: purposes with the text that is shown before consent is given, each text with its version.

A host declares its own::

    purposes.declare(Purpose("vacancies.mailing", "1", _("…"), _("…"), data=_("…"), aim=_("…"), kept=_("…")))

Whoever changes what a text says counts its version up. People are asked again and what rests on the consent rests
until they answer; what they agreed to before stays written down word for word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ASK_THE_OFFICE = _("The cluster’s office. Its address is on the page “Contacts”.")
COMES_BACK = _("What rests on it ends at once. You can agree again at any time.")

PARTS: Final = ("title", "text", "data", "aim", "kept", "contact", "withdrawal")
"""What a person reads of a purpose, and what is kept of it with his answer."""


@dataclass(frozen=True)
class Purpose:
    """One purpose. ``text`` is plain text, an empty line between paragraphs. Without a ``required`` one there is no account.

    ``data`` says which data, ``aim`` what for, ``kept`` how long, ``contact`` whom to ask, ``withdrawal`` what
    changes when the consent is taken back.
    """

    code: str
    version: str
    title: str | Promise
    text: str | Promise
    required: bool = False
    data: str | Promise = ""
    aim: str | Promise = ""
    kept: str | Promise = ""
    contact: str | Promise = ASK_THE_OFFICE
    withdrawal: str | Promise = COMES_BACK

    def get_absolute_url(self) -> str:
        """The page with the whole text, which everybody may read."""
        return reverse("clusterkit_accounts:consent-text", args=[self.code])

    def wording(self) -> dict[str, dict[str, str]]:
        """All its words in all languages of the project, as they are now: by language, then by the name of the part."""
        found = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                found[code] = {part: str(getattr(self, part)) for part in PARTS}
        return found


def digest_of(wording: dict[str, dict[str, str]]) -> str:
    """A short name for these very words."""
    text = json.dumps(wording, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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

    def forget(self, code: str) -> None:
        """Take the purpose out again (for tests)."""
        self._purposes.pop(code, None)

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


def consent_hint(sentence: str | Promise, purpose: Purpose) -> Any:
    """The hint beside a box of a form that stands for a consent: a sentence, and the whole text one click away."""
    return _hint(sentence, purpose)


def _make_hint(sentence: str | Promise, purpose: Purpose) -> str:
    return format_html(
        '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
        sentence,
        purpose.get_absolute_url(),
        gettext("Read what you agree to (opens beside)"),
    )


_hint = lazy(_make_hint, SafeString)

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
        data=_("Name, e-mail, phone, position, language, what you write about yourself, and what you do on this site."),
        aim=_("So that you can sign in, act for your organisation, take part in the cluster’s work and be answered."),
        kept=_("As long as you have an account. You can have it erased at any time on the page “My data”."),
        withdrawal=_(
            "Without it we may not keep your data, so your account is closed and you are signed out. "
            "What you published stays. To open the account again or to have your data erased, write to the coordinator."
        ),
    )
)

EXPERTISE = purposes.declare(
    Purpose(
        "accounts.expertise",
        "1",
        _("Being found by what I know"),
        _(
            "Members of the cluster find you in the list of people: your name and position, what you write about "
            "yourself, your skills and what you want to be asked about. They can search by these words.\n\n"
            "Guests and people who only registered see none of it. Your e-mail and your phone are not shown. "
            "Your organisation stands beside your name only where you let yourself be shown among its people."
        ),
        data=_("Name, position, what you write about yourself, your skills and what you want to be asked about."),
        aim=_("So that members of the cluster find somebody who knows, and ask."),
        kept=_("As long as you have an account and did not take the consent back."),
        withdrawal=_(
            "You disappear from the list of people, from the search and from the suggestions at once. "
            "What you wrote stays in your profile, and only you see it. You can agree again at any time."
        ),
    )
)
