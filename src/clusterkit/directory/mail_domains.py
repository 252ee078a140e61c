"""Mail domains: in one form, and those at which anybody may have an address."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from clusterkit.core.conf import conf
from clusterkit.core.exceptions import InvalidInput

PUBLIC: Final = frozenset(
    [
        "aol.com",
        "bk.ru",
        "duck.com",
        "email.ua",
        "fastmail.com",
        "fm.by",
        "gmail.com",
        "gmx.at",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "i.ua",
        "icloud.com",
        "inbox.lv",
        "inbox.ru",
        "internet.ru",
        "interia.pl",
        "km.ru",
        "list.ru",
        "live.com",
        "mac.com",
        "mail.bg",
        "mail.by",
        "mail.com",
        "mail.ee",
        "mail.kz",
        "mail.ru",
        "mail.ua",
        "me.com",
        "meta.ua",
        "msn.com",
        "myrambler.ru",
        "narod.ru",
        "o2.pl",
        "onet.eu",
        "onet.pl",
        "open.by",
        "outlook.com",
        "pm.me",
        "poczta.onet.pl",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "qip.ru",
        "rambler.ru",
        "ro.ru",
        "seznam.cz",
        "t-online.de",
        "tut.by",
        "tuta.io",
        "tutanota.com",
        "tutamail.com",
        "ukr.net",
        "vk.com",
        "web.de",
        "wp.pl",
        "xmail.ru",
        "ya.ru",
        "yahoo.com",
        "yandex.by",
        "yandex.com",
        "yandex.kz",
        "yandex.ru",
        "yandex.ua",
        "ymail.com",
        "126.com",
        "163.com",
        "qq.com",
        "sina.com",
        "zoho.com",
    ]
)
"""Domains of mail services, whose addresses say nothing of where somebody works."""

_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def normalise(text: str) -> str:
    """A mail domain as it is stored: lower case, letters beyond ASCII in their IDNA form; empty where it is none.

    Of an address, such as ``info@naftan.example``, what follows the @.
    """
    name = text.strip().rpartition("@")[2].strip().rstrip(".").lower()
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = name.split(".")
    sound = len(labels) > 1 and len(name) <= 253 and not labels[-1].isdigit()
    return name if sound and all(_LABEL.fullmatch(label) for label in labels) else ""


def is_public(domain: str) -> bool:
    """Whether anybody may have an address at *domain*, or at a domain above it."""
    more = {normalise(name) for name in conf.PUBLIC_MAIL_DOMAINS}
    labels = domain.split(".")
    return any(name in PUBLIC or name in more for name in (".".join(labels[at:]) for at in range(len(labels))))


def claimable(text: str) -> str:
    """The domain in its stored form. Raises ``InvalidInput`` for what is none, and for one of a mail service."""
    domain = normalise(text)
    if not domain:
        raise InvalidInput(_("Write the part of your addresses after the @, such as naftan.example."), field="domain")
    if is_public(domain):
        raise InvalidInput(
            _("Anybody may have an address there. Only a domain of your organisation’s own can be claimed."),
            field="domain",
        )
    return domain
