"""What an address with a personal secret may open. A feature registers it; the person makes and revokes the address.

A feed reader or a calendar program has no session. So its address holds a secret, and whoever fetches it sees what
the owner of the secret may see at that moment, no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from clusterkit.core import ports
from clusterkit.core.policies import Action
from clusterkit.tenancy.context import required_schema

Text = str | Promise


@dataclass(frozen=True)
class LinkPurpose:
    """One thing that a personal address opens.

    ``addresses`` gives for a secret what to paste where: a label ("RSS") and the path on the site. ``app_label`` is the
    app that serves them: where a cluster switched it off, nothing is offered. ``action`` is what the person's tier has to reach.
    """

    code: str
    app_label: str
    label: Text
    text: Text
    action: Action
    addresses: Callable[[str], Sequence[tuple[Text, str]]]


class LinkPurposes:
    """The registry of purposes; a code is registered once."""

    def __init__(self) -> None:
        self._known: dict[str, LinkPurpose] = {}

    def register(self, purpose: LinkPurpose) -> LinkPurpose:
        """Add *purpose*. Raises ``ValueError`` when its code is taken."""
        if purpose.code in self._known:
            raise ValueError(f"The purpose {purpose.code!r} of personal addresses is registered already")
        self._known[purpose.code] = purpose
        return purpose

    def get(self, code: str) -> LinkPurpose | None:
        """The purpose of this code, or None where its app is not installed."""
        return self._known.get(code)

    def offered(self) -> list[LinkPurpose]:
        """Those of apps that the cluster uses."""
        return [purpose for purpose in self if ports.is_enabled.call(purpose.app_label)]

    def __iter__(self) -> Iterator[LinkPurpose]:
        return iter(self._known.values())


link_purposes = LinkPurposes()


def link_label(code: str) -> Text:
    """The purpose in words; its code where its app is not installed any more."""
    known = link_purposes.get(code)
    return known.label if known is not None else code


def digest_of(secret: str, purpose: str) -> str:
    """What is stored of *secret*. It is bound to the purpose and to the schema in force.

    A secret has 256 random bits, so a plain digest is as good as a slow one.
    """
    return hashlib.sha256(f"{required_schema('A personal address')}:{purpose}:{secret}".encode()).hexdigest()
