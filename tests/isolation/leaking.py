"""A site whose views leak, each in its own way: what the matrix must report. Beside them stand the package's addresses."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core import mail
from django.core.cache import cache, caches
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import View

from clusterkit.audit.models import AuditRow
from clusterkit.core.policies import COORDINATE, OPEN, requires
from clusterkit.core.web.views import PolicyView
from clusterkit.ideas.actions import VIEW
from clusterkit.ideas.models import Item
from clusterkit.tenancy.context import cluster_context, on_commit, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.matrix.world import FIRST

KEPT: dict[str, str] = {}


def title_in(slug: str) -> str:
    """The title of the first item, read in another cluster whatever the request belongs to."""
    with public_schema():
        cluster = Cluster.objects.get(slug=slug)
    with cluster_context(cluster):
        return Item.objects.get(pk=FIRST).title


@requires(OPEN)
def row_of_another_cluster(request: HttpRequest) -> HttpResponse:
    """By a raw switch of the schema."""
    return HttpResponse(title_in("beta"))


@requires(OPEN)
def silent_read(request: HttpRequest) -> HttpResponse:
    """The row is read and not shown."""
    return HttpResponse(str(len(title_in("beta"))))


@requires(OPEN)
def archive(request: HttpRequest) -> HttpResponse:
    """An export, packed twice."""
    return HttpResponse(
        packed("inner.zip", packed("rows.csv", title_in("beta").encode())), content_type="application/zip"
    )


def packed(name: str, content: bytes) -> bytes:
    """A zip with one entry."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return whole.getvalue()


@requires(OPEN)
def calendar(request: HttpRequest) -> HttpResponse:
    """A line folded in the middle of the canary."""
    title = title_in("beta")
    return HttpResponse(f"SUMMARY:{title[:12]}\r\n {title[12:]}", content_type="text/calendar")


@requires(OPEN)
def memory(request: HttpRequest) -> HttpResponse:
    """What the process keeps knows no cluster: whoever asks first fills it for everybody."""
    return HttpResponse(KEPT.setdefault("newest", Item.objects.get(pk=FIRST).title))


@requires(OPEN)
def cached_without_cluster(request: HttpRequest) -> HttpResponse:
    """A cache whose keys do not begin with the schema."""
    caches["plain"].set("newest", "something")
    return HttpResponse("")


@requires(OPEN)
def cached_for_another(request: HttpRequest) -> HttpResponse:
    """The right key, the wrong text."""
    cache.set("newest", title_in("beta"))
    return HttpResponse("")


class OfItem(PolicyView):
    """Reads the item past its policy."""

    policy_action = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """As the subclass says."""
        item = Item.objects.filter(pk=pk).first()
        if item is None:
            raise Http404
        return self.answer(item)

    def answer(self, item: Item) -> HttpResponse:
        """The leak."""
        return HttpResponse(item.title)


class HeaderOfHidden(OfItem):
    """404, with the title in a header."""

    def answer(self, item: Item) -> HttpResponse:
        return HttpResponse("Nothing", status=404, headers={"X-Title": item.title})


class RefusesHidden(OfItem):
    """403, which says that there is something."""

    def answer(self, item: Item) -> HttpResponse:
        return HttpResponse("You may not", status=403)


class SendsElsewhere(View):
    """A form that writes and mails for everybody, although it declares who may."""

    policy_action = COORDINATE

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write, and mail a text of the other cluster after the transaction."""
        AuditRow.objects.create(actor_name="Somebody", action="core.coordinate", target_label="x", target_pk="1")
        on_commit(lambda: send("beta"))
        return HttpResponse("Done")


def send(slug: str) -> None:
    """A mail with a text of a cluster."""
    mail.send_mail("News", title_in(slug), None, ["somebody@example.org"])


@requires(OPEN)
def crash(request: HttpRequest) -> HttpResponse:
    """An error."""
    raise RuntimeError("torn")


@requires(OPEN)
def without_key(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody told the matrix what stands in the address."""
    return HttpResponse("")


class Closed(View):
    """Closed to the people it is open to."""

    policy_action = OPEN

    def get(self, request: HttpRequest, *args: Any) -> HttpResponse:
        """Always 403."""
        return HttpResponse("No", status=403)


urlpatterns = [
    path("leak/row/", row_of_another_cluster),
    path("leak/silent/", silent_read),
    path("leak/archive/", archive),
    path("leak/calendar/", calendar),
    path("leak/memory/", memory),
    path("leak/cache/", cached_without_cluster),
    path("leak/cached/", cached_for_another),
    path("leak/item/<int:pk>/", OfItem.as_view()),
    path("leak/header/<int:pk>/", HeaderOfHidden.as_view()),
    path("leak/refused/<int:pk>/", RefusesHidden.as_view()),
    path("leak/mail/", SendsElsewhere.as_view()),
    path("leak/crash/", crash),
    path("leak/key/<int:number>/", without_key),
    path("leak/closed/", Closed.as_view()),
    path("", include("tests.projects.urls")),
]
handler404 = "clusterkit.core.web.errors.not_found"
handler500 = "clusterkit.core.web.errors.server_error"
