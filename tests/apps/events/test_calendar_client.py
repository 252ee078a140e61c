"""Real calendar programs, vdirsyncer and khal, subscribe to a feed that is served over HTTP."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from zoneinfo import ZoneInfo

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse

from clusterkit.access.viewer import viewer_of
from clusterkit.accounts import services as accounts
from clusterkit.accounts.personal_links import link_purposes
from clusterkit.events import services
from clusterkit.events.views.feeds import PURPOSE
from clusterkit.tenancy.models import Cluster
from clusterkit.testing.factories.accounts import CoordinatorFactory, UserFactory
from clusterkit.testing.factories.events import EventFactory
from clusterkit.testing.plugin import ALPHA_HOST

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair events]
a = "here"
b = "site"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
[storage site]
type = "http"
url = "{url}"
"""
KHAL = """
[calendars]
[[events]]
path = {folder}/events
readonly = True
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture
def site(alpha: Cluster) -> Iterator[str]:
    """The address of the cluster's site, served by a thread."""
    application = get_wsgi_application()

    def at_its_host(environ: dict[str, Any], start_response: Any) -> Any:
        try:
            return application({**environ, "HTTP_HOST": ALPHA_HOST}, start_response)
        finally:
            connections.close_all()

    with make_server("127.0.0.1", 0, at_its_host, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Reader:
    """A person with a calendar program."""

    def __init__(self, folder: Path, url: str, zone: str) -> None:
        self.folder = folder
        (folder / "events").mkdir()
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url))
        (folder / "khal.conf").write_text(KHAL.format(folder=folder, zone=zone))
        self.run("vdirsyncer", "-c", f"{folder}/vdirsyncer.conf", "discover").check_returncode()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program as this person."""
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def sync(self) -> subprocess.CompletedProcess[str]:
        """Fetch the feed."""
        return self.run("vdirsyncer", "-c", f"{self.folder}/vdirsyncer.conf", "sync")

    def shown(self) -> list[str]:
        """What the calendar shows of a week of March 2031."""
        form = ["--day-format", "", "--format", "{start-date} {start-time}-{end-time} {cancelled}{title}"]
        done = self.run("khal", "-c", f"{self.folder}/khal.conf", "list", *form, "2031-03-28", "7d")
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.strip()]


def test_a_calendar_program_follows_the_feed(site: str, tmp_path: Path) -> None:
    """Summer time begins in Warsaw on 30 March 2031: 10:00 there is 12:00 in Minsk before, 11:00 after."""
    warsaw, office = ZoneInfo("Europe/Warsaw"), viewer_of(CoordinatorFactory())
    before, after = datetime(2031, 3, 29, 10, tzinfo=warsaw), datetime(2031, 3, 31, 10, tzinfo=warsaw)
    made = [
        EventFactory(
            title={"en": title, "ru": title}, starts_at=at, ends_at=at + timedelta(hours=1), time_zone="Europe/Warsaw"
        )
        for title, at in (("Winter", before), ("Summer", after))
    ]
    person, purpose = UserFactory(), link_purposes.get(PURPOSE)
    assert purpose is not None
    link, secret = accounts.create_link(purpose=purpose, actor=viewer_of(person))
    reader = Reader(tmp_path, site + reverse("clusterkit_events:calendar-personal", args=[secret]), "Europe/Minsk")
    reader.sync().check_returncode()
    assert reader.shown() == ["2031-03-29 12:00-13:00 Winter", "2031-03-31 11:00-12:00 Summer"]
    later = after + timedelta(hours=3)
    services.update_event(
        actor=office, event=made[1], values={"starts_at": later, "ends_at": later + timedelta(hours=1)}
    )
    services.cancel_event(actor=office, event=made[0], reason="Snow")
    reader.sync().check_returncode()
    assert reader.shown() == ["2031-03-29 12:00-13:00 CANCELLED Winter", "2031-03-31 14:00-15:00 Summer"]
    accounts.revoke_link(link=link, actor=viewer_of(person))
    refused = reader.sync()
    assert refused.returncode != 0
    assert "Not Found" in refused.stderr
