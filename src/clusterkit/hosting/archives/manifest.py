"""What an archive says of itself: ``manifest.json``, its last member, so that half an archive has none."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from clusterkit.hosting.exceptions import ArchiveError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "schema.dump"
FILES: Final = "files"
MEMBER: Final = re.compile(r"files/[a-z0-9_]+(?:/[^/\\\x00-\x1f]+)+")


@dataclass(frozen=True)
class Manifest:
    """See the module. ``cluster`` and ``domains`` are rows by column, ``members`` hold size and SHA-256 of the rest."""

    format: int
    clusterkit: str
    created_at: str
    server_version: int
    schema: str
    cluster: dict[str, Any]
    domains: list[dict[str, Any]]
    migrations: list[str]
    tables: dict[str, int]
    members: dict[str, dict[str, Any]]

    @property
    def slug(self) -> str:
        """The short address that the cluster had."""
        return str(self.cluster["slug"])

    def to_bytes(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read it. Raises ``ArchiveError`` for what is no manifest of a format that is known here."""
        try:
            values = json.loads(data)
            number = int(values["format"])
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError("This is no archive of a cluster: its manifest cannot be read.") from error
        if number != FORMAT:
            raise ArchiveError(
                f"The archive has format {number}, and only {FORMAT} is known here. Use a newer clusterkit."
            )
        try:
            manifest = cls(**values)
            manifest._check()
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise ArchiveError("This is no archive of a cluster: its manifest is damaged.") from error
        return manifest

    def _check(self) -> None:
        """Raise ``ValueError`` and its like for values of a wrong shape."""
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", self.schema) or not isinstance(self.slug, str):
            raise ValueError(self.schema)
        for domain in self.domains:
            if not isinstance(domain["domain"], str) or not isinstance(domain["is_primary"], bool):
                raise ValueError(domain)
        for entry in self.members.values():
            if not isinstance(entry["size"], int) or not re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]):
                raise ValueError(entry)
        if not all(isinstance(rows, int) for rows in self.tables.values()):
            raise ValueError(self.tables)
        if not all(isinstance(name, str) and "." in name for name in self.migrations):
            raise ValueError(self.migrations)


def is_file_member(name: str) -> bool:
    """Whether *name* is that of a cluster's file in an archive, and leads nowhere else."""
    return MEMBER.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))
