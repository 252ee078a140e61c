"""A person's own data as an archive: JSON, his files, and a README that explains them."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusterkit.accounts import limits
from clusterkit.accounts.actions import TAKE_DATA
from clusterkit.accounts.hooks import PersonalData, PersonalFile, Section, personal_data
from clusterkit.accounts.selectors import profile_of
from clusterkit.accounts.services.presence import own_user
from clusterkit.core import ports
from clusterkit.core.conf import conf
from clusterkit.core.exceptions import TooMany
from clusterkit.core.policies import Actor
from clusterkit.tenancy.context import current_cluster

_DAY = 24 * 3600


def take_data(*, actor: Actor) -> IO[bytes]:
    """Everything that the site holds about the actor, as a ZIP in a temporary file that stands at its beginning.

    It is written row by row to the disk and never held in memory; the file is gone when it is closed. Sections of apps
    that the cluster switched off are in it too: their data are still held. Raises ``TooMany`` past the day's limit.
    """
    user = own_user(actor)
    if not limits.take_of_person("data", user.pk, conf.DATA_DOWNLOADS_A_DAY, _DAY):
        raise TooMany(_("You took your data home several times today. Try again tomorrow."))
    archive = tempfile.TemporaryFile()  # noqa: SIM115 (the caller sends it and closes it)
    try:
        with transaction.atomic():
            names = _write(archive, PersonalData(actor), user)
            ports.record(actor=actor, action=TAKE_DATA.code, target=profile_of(user.pk), after={"sections": names})
    except BaseException:
        archive.close()
        raise
    archive.seek(0)
    return archive


def archive_name() -> str:
    """What the file is called on the person's disk."""
    return f"my-data-{timezone.localdate().isoformat()}.zip"


@dataclass
class _Listed:
    """A section as the README tells of it."""

    section: Section
    rows: int
    files: list[str]


def _write(archive: IO[bytes], payload: PersonalData, user: Any) -> list[str]:
    listed: list[_Listed] = []
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for sections in personal_data.collect(payload, switched_off=True):
            for item in sections:
                name = safe_name(item.name)
                rows = _write_rows(packed, f"{name}.json", item.rows)
                files = [
                    _write_file(packed, f"{name}/{number:04}-{safe_name(each.name)}", each)
                    for number, each in enumerate(item.files, 1)
                ]
                listed.append(_Listed(item, rows, [file for file in files if file]))
        context = {"listed": listed, "person": user, "cluster": current_cluster(), "at": timezone.localtime()}
        packed.writestr("README.txt", render_to_string("clusterkit/accounts/data_readme.txt", context))
    return [item.section.name for item in listed]


def _write_rows(packed: zipfile.ZipFile, name: str, rows: Any) -> int:
    count = 0
    with packed.open(name, "w", force_zip64=True) as target:
        target.write(b"[")
        for row in rows:
            text = json.dumps(_plain(row), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
            target.write((",\n" if count else "\n").encode() + text.encode())
            count += 1
        target.write(b"\n]\n")
    return count


def _write_file(packed: zipfile.ZipFile, name: str, file: PersonalFile) -> str:
    try:
        source = file.open()
    except FileNotFoundError:
        return ""  # the row is told of in the JSON; its content is lost
    # Pictures and documents are packed already: to pack them again takes time and gains nothing.
    entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    with source, packed.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 64 * 1024)
    return name


def safe_name(name: str) -> str:
    """A file name that stays in its folder on every system: what a person typed may hold anything."""
    kept = re.sub(r"[^\w.\- ()]+", "_", name).strip(". ")
    return kept[-100:] or "file"


def _plain(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {str(key): value for key, value in row.items()}
