"""Who asks: everybody of a cluster, and people who bring what lets them in elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.test import Client

from clusterkit.access.viewer import Viewer, operator_or_guest, viewer_of
from clusterkit.testing.matrix.world import World

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Standing = Callable[[], "AbstractContextManager[Any]"]
HERE = ("guest", "registered", "member", "coordinator")
"""People of the cluster itself, by tier."""
AT_THE_PUBLIC_HOST = ("guest", "operator", "coordinator-of-a-cluster")


def strangers() -> tuple[str, ...]:
    """People who are somebody elsewhere; in this cluster they are guests."""
    tokens = ("token-of-the-other",) if apps.is_installed("knox") else ()
    return ("coordinator-of-the-other", "operator", *tokens)


@dataclass(frozen=True)
class Person:
    """One actor: what the browser sends, and what may be expected of the answers.

    ``cookies_there`` let the person of the same name in at the other cluster, so that what a process keeps between
    requests is filled by the other cluster first.
    """

    name: str
    viewer: Viewer
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cookies_there: dict[str, str] | None = None
    is_stranger: bool = False
    is_operator: bool = False

    @property
    def is_thorough(self) -> bool:
        """Whether to try also what differs little: for who may do most here, and who has most to gain from elsewhere."""
        return self.name.startswith("coordinator")

    @property
    def has_token(self) -> bool:
        """Whether the person shows an API token of elsewhere: the API refuses it, pages do not look at it."""
        return bool(self.headers)


def people_of_cluster(
    home: World, other: World, public: World, here: Standing, there: Standing, up: Standing
) -> list[Person]:
    """Everybody who asks at *home*. *here*, *there* and *up* stand in home's, the other's and the public schema."""
    people = []
    for name in HERE:
        with here():
            user = home.users.get(name)
            viewer, cookies = viewer_of(user) if user else nobody(), sign_in(user) if user else {}
        with there():
            cookies_there = sign_in(other.users[name]) if user else {}
        # Two of them fill what a process keeps: what it keeps for guests, and for who sees everything.
        is_first = name in ("guest", "coordinator")
        people.append(Person(name, viewer, cookies, cookies_there=cookies_there if is_first else None))
    with here():
        guest = nobody()
    for name, user, where in (
        ("coordinator-of-the-other", other.users["coordinator"], there),
        ("operator", public.users["operator"], up),
    ):
        people.append(Person(name, guest, brought(user, where, here), is_stranger=True))
    if apps.is_installed("knox"):
        with there():
            headers = {"authorization": f"Token {make_token(other.users['coordinator'])}"}
        people.append(Person("token-of-the-other", guest, headers=headers, is_stranger=True))
    return people


def people_of_public_host(public: World, cluster: World, up: Standing, there: Standing) -> list[Person]:
    """Everybody who asks at the public host."""
    from django.contrib.auth.models import AnonymousUser

    operator = public.users["operator"]
    with up():
        cookies, anybody = sign_in(operator), operator_or_guest(AnonymousUser())
        runs = operator_or_guest(operator)
    cookies_of_cluster = brought(cluster.users["coordinator"], there, up)
    return [
        Person("guest", anybody),
        Person("operator", runs, cookies, is_operator=True),
        Person("coordinator-of-a-cluster", anybody, cookies_of_cluster, is_stranger=True),
    ]


def nobody() -> Viewer:
    """A guest of the cluster in force, with its rules."""
    from django.contrib.auth.models import AnonymousUser

    return viewer_of(AnonymousUser())


def sign_in(user: Any) -> dict[str, str]:
    """The cookies of *user*, signed in, in the schema in force."""
    from clusterkit.testing.plugin import stamp_session

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    stamp_session(client)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def brought(user: Any, where: Standing, to: Standing) -> dict[str, str]:
    """The cookies of somebody signed in elsewhere, whose row of the session was copied, too."""
    with where():
        cookies = sign_in(user)
        model = getattr(import_module(settings.SESSION_ENGINE).SessionStore, "get_model_class", lambda: None)()
        rows = list(model.objects.filter(pk__in=cookies.values())) if model else []
    with to():
        for row in rows:
            row.save(force_insert=True)
    return cookies


def make_token(user: Any) -> str:
    """An API token of *user*, in the schema in force."""
    from knox.models import get_token_model

    return str(get_token_model().objects.create(user=user)[1])
