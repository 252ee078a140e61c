"""The base of our app configs: what the composition roots read from each app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.apps import AppConfig, apps
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


def part_of_site(code: str) -> str | Promise | None:
    """The part of the site that a code such as "ideas.publish" belongs to, as its menu names it, else as its app does.

    The part before the dot is the label of an app, with or without ``clusterkit_``, or where its pages hang.
    None where no installed app answers to it.
    """
    prefix = code.partition(".")[0]
    for config in apps.get_app_configs():
        home = getattr(config, "url_prefix", None)
        if prefix and (config.label in (prefix, f"clusterkit_{prefix}") or home == f"{prefix}/"):
            entries = config.menu() if isinstance(config, ClusterkitAppConfig) else ()
            return entries[0].label if entries else config.verbose_name
    return None


class CoreConfig(ClusterkitAppConfig):
    """The core itself: no tables, no addresses."""

    name = "clusterkit.core"
    label = "clusterkit_core"
    schema = "none"

    def ready(self) -> None:
        from clusterkit.core import checks  # noqa: F401 (registers the system checks)

        autodiscover_modules("clusterkit_hooks")
