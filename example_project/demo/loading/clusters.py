"""A whole cluster of the demonstration, and the national picture."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.conf import settings

from clusterkit.access.viewer import viewer_of
from clusterkit.core import ports
from clusterkit.core.policies import SystemActor
from clusterkit.directory.models import Organisation
from clusterkit.news import services as news
from clusterkit.registry.models import NationalFigure
from clusterkit.tenancy.context import cluster_context, public_schema
from clusterkit.tenancy.models import Cluster
from clusterkit.tenancy.provisioning import create_cluster
from clusterkit.tenancy.services import update_cluster
from example_project.demo.loading.applications import load_application
from example_project.demo.loading.belonging import load_belonging, load_questions
from example_project.demo.loading.council import load_council
from example_project.demo.loading.directory import load_affiliations, load_organisations, load_sectors, suspend_terms
from example_project.demo.loading.events import load_event
from example_project.demo.loading.exchange import Exchange
from example_project.demo.loading.exchange_after import Aftermath
from example_project.demo.loading.people import load_people, load_registrants
from example_project.demo.loading.reading import days_ago, drawing, has, read
from example_project.demo.loading.webhooks import told
from example_project.partners.loading import load_safety_records

SYSTEM = SystemActor(display_name="Демонстрация")
Progress = Callable[[str], None]


def load_cluster(folder: str, host: str, progress: Progress) -> Cluster:
    """Create the cluster of *folder* at *host* with all its data; nothing is left when something fails.

    *progress* is told each part as it begins.
    """
    data = read(folder, "cluster")
    languages = [code for code in data["languages"] if code in dict(settings.LANGUAGES)]
    cluster = create_cluster(
        slug=data["slug"],
        host=host,
        name=data["name"],
        short_name=data["short_name"],
        seed=lambda cluster: _fill(folder, progress),
        tagline=data["tagline"],
        industry=data["industry"],
        city=data["city"],
        region=data["region"],
        founded=int(str(data["founded"])[:4]) if data["founded"] else None,
        stage=data["status"],
        languages=languages,
        time_zone=data["time_zone"],
        brand_colour=data["brand_colour"],
        logo_svg=drawing(folder, data["logo"]),
        mark_svg=drawing(folder, data["mark"]),
    )
    with cluster_context(cluster):
        members = Organisation.objects.filter(is_published=True).count()
    return update_cluster(cluster=cluster, participants=members)


def _fill(folder: str, progress: Progress) -> None:
    with ports.notices.muted():
        progress("people")
        rows = read(folder, "people")
        people = load_people(rows)
        progress("organisations")
        sectors = load_sectors(read(folder, "sectors"), SYSTEM)
        organisations = load_organisations(read(folder, "organisations"), sectors, SYSTEM)
        load_affiliations(rows, people, organisations, SYSTEM)
        load_safety_records(organisations, SYSTEM)
        progress("idea exchange")
        _load_exchange(folder, people, Exchange(people, organisations, sectors))
        progress("events")
        _load_events(folder, organisations, people)
        progress("news")
        with told(read(folder, "webhooks"), SYSTEM) if has(folder, "webhooks") else nullcontext():
            _load_news(folder)
        progress("applications")
        belonging = read(folder, "belonging") if has(folder, "belonging") else None
        if belonging:
            load_questions(belonging["questions"], people)
        applications = {
            row["key"]: load_application(row, people, organisations) for row in read(folder, "applications")
        }
        if has(folder, "council"):
            progress("council")
            load_council(read(folder, "council"), people, organisations, applications)
        if belonging:
            load_belonging(belonging, people, organisations)
        suspend_terms(read(folder, "organisations"), organisations, SYSTEM)


def _load_exchange(folder: str, people: dict[str, Any], exchange: Exchange) -> None:
    rows = sorted(read(folder, "items"), key=lambda item: -item["days_ago"])
    for row in rows:
        exchange.load(row)
    after = Aftermath(exchange, viewer_of(people["coordinator@example.org"]))
    for row in rows:
        after.load(row)
    for row in rows:
        after.merge(row)
    if has(folder, "exchange"):
        after.keep(read(folder, "exchange")["searches"])


def _load_events(folder: str, organisations: dict[str, Organisation], people: dict[str, Any]) -> None:
    rows = read(folder, "events")
    most = max((sum(number or 0 for number in row["registrations"].values()) for row in rows), default=0)
    registrants = load_registrants(most)
    for row in rows:
        load_event(row, organisations, people, registrants, SYSTEM)


def _load_news(folder: str) -> None:
    for row in read(folder, "news"):
        values: dict[str, Any] = {name: row[name] for name in ("title", "summary", "body")}
        article = news.create_article(actor=SYSTEM, values={**values, "slug": row["key"]})
        news.publish_article(article=article, actor=SYSTEM, at=days_ago(row["days_ago"]))
    for row in read(folder, "pages"):
        fields = {name: row[name] for name in ("slug", "title", "body", "in_menu", "order")}
        news.save_page(actor=SYSTEM, values=fields)


def load_national_picture() -> None:
    """The figures of the whole country, with their source."""
    data = read("", "registry")
    national = data["national"]
    with public_schema():
        for index, row in enumerate(data["states"]):
            NationalFigure.objects.update_or_create(
                code=row["code"],
                defaults={
                    "label": row["name"],
                    "count": row["count"],
                    "year": national["year"],
                    "source": national["source"],
                    "order": (index + 1) * 10,
                },
            )
