"""The base of our app configs: what the composition roots read from each app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from clusterkit.core.policies import Action

SchemaScope = Literal["none", "shared", "cluster", "both"]


@dataclass(frozen=True)
class MenuEntry:
    """An entry of a cluster's main menu: shown to who may do ``action``."""

    label: str | Promise
    url_name: str
    action: Action
    order: int


class ClusterkitAppConfig(AppConfig):
    """What an app of ours says about itself.

    ``schema`` is where its tables stand: "shared" (public), "cluster", "both" or "none". ``url_prefix`` is
    where its ``urls`` module hangs in a cluster's site, ``public_url_prefix`` on the public host; None means
    nowhere. ``has_api`` says that ``api/urls.py`` exists. ``switchable`` apps may be turned off for one cluster.
    """

    default = False
    default_auto_field = "django.db.models.BigAutoField"
    schema: ClassVar[SchemaScope] = "cluster"
    url_prefix: ClassVar[str | None] = None
    public_url_prefix: ClassVar[str | None] = None
    has_api: ClassVar[bool] = False
    switchable: ClassVar[bool] = False
    url_order: ClassVar[int] = 100

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Let Django find the subclass in a module that imports this base too."""
        super().__init_subclass__(**kwargs)
        cls.default = True

    def menu(self) -> Sequence[MenuEntry]:
        """The app's entries of the main menu."""
        return ()


class CoreConfig(ClusterkitAppConfig):
    """The core itself: no tables, no addresses."""

    name = "clusterkit.core"
    label = "clusterkit_core"
    schema = "none"

    def ready(self) -> None:
        from clusterkit.core import checks  # noqa: F401 (registers the system checks)

        autodiscover_modules("clusterkit_hooks")
