"""What a blueprint is, and the registry of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from clusterkit.hosting.exceptions import HostingError

if TYPE_CHECKING:
    from clusterkit.tenancy.models import Cluster

Texts = Mapping[str, str]
"""A text by language code. A cluster takes those in its own languages."""


class UnknownBlueprintError(HostingError):
    """There is no blueprint of this name; the message lists those there are."""


@dataclass(frozen=True)
class SectorSeed:
    """A field of work of the participants' list. ``code`` is a slug."""

    code: str
    name: Texts


@dataclass(frozen=True)
class PageSeed:
    """A page at ``/pages/<slug>/``; ``body`` is Markdown."""

    slug: str
    title: Texts
    body: Texts
    in_menu: bool = False
    order: int = 100


@dataclass(frozen=True)
class Blueprint:
    """What a cluster of this kind begins with.

    ``languages`` are the cluster's where none are given; ``rules`` are tiers by action code, within the bounds of the
    action; ``tiers`` are codes that must be registered, so that a cluster is not made without the roles it counts on;
    ``seed`` is called last, with the cluster, in its schema.
    """

    code: str
    title: str | Promise
    languages: Sequence[str] = ()
    sectors: Sequence[SectorSeed] = ()
    pages: Sequence[PageSeed] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    tiers: Sequence[str] = ()
    seed: Callable[[Cluster], None] | None = None


class Blueprints:
    """The registered blueprints by code."""

    def __init__(self) -> None:
        self._known: dict[str, Blueprint] = {}

    def register(self, blueprint: Blueprint) -> Blueprint:
        """Add one. Raises ``ValueError`` when another has the code."""
        if self._known.setdefault(blueprint.code, blueprint) != blueprint:
            raise ValueError(f"There is a blueprint {blueprint.code!r} already")
        return blueprint

    def get(self, code: str) -> Blueprint:
        """The one of this *code*. Raises ``UnknownBlueprintError``."""
        try:
            return self._known[code]
        except KeyError:
            known = ", ".join(self._known)
            raise UnknownBlueprintError(f"There is no blueprint {code!r}. There are: {known}.") from None

    def all(self) -> list[Blueprint]:
        """All of them in the order of registration."""
        return list(self._known.values())


def in_languages(texts: Texts, languages: Sequence[str]) -> dict[str, str]:
    """The *texts* in these languages; all of them where there is none in any."""
    return {code: texts[code] for code in languages if texts.get(code)} or dict(texts)


blueprints = Blueprints()
