"""The whole project for a worker in a process of its own: a real mail server, short leases."""

import os
from pathlib import Path

from clusterkit import presets
from tests.apps.notifications.kinds import declare
from tests.projects import full
from tests.projects.full import *  # noqa: F403

declare()
CLUSTERKIT = {**full.CLUSTERKIT, "JOB_LEASE_SECONDS": int(os.environ.get("WORKER_LEASE", "2"))}  # type: ignore[attr-defined]
globals().update(
    presets.mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host="127.0.0.1",
        port=int(os.environ.get("WORKER_SMTP_PORT", "25")),
    )
)
TEMPLATES = [{**full.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]  # type: ignore[attr-defined]
