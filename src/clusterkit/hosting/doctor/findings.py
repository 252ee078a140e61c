"""What the doctor says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is out of order: ``id`` as in the reference of checks, what it is, and what to do.

    An error lets clusters mix or fail; a warning costs speed, memory or time one day. ``cluster`` is the short
    address of the one that it concerns, empty where it concerns all.
    """

    id: str
    severity: Severity
    what: str
    remedy: str
    cluster: str = ""
