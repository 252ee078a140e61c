"""What comes of looking a log over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from clusterkit.audit.enums import Fault

KEPT = 50
"""So many findings are kept to be shown; all are counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written, and the number of the row or the seal."""

    fault: Fault
    number: int

    def __str__(self) -> str:
        return str(self.fault.label) % {"number": self.number}


@dataclass
class Check:
    """What was looked at and found. ``last`` is the end of the chain, ``number:mark``, to be kept elsewhere."""

    rows: int = 0
    seals: int = 0
    waiting: int = 0
    faults: int = 0
    findings: list[Finding] = field(default_factory=list)
    last: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def tell(self, found: Iterable[Finding]) -> None:
        """Count *found*, and keep as many as are shown."""
        for finding in found:
            self.faults += 1
            if len(self.findings) < KEPT:
                self.findings.append(finding)

    def as_json(self) -> dict[str, Any]:
        """To be kept and read by :meth:`from_json`."""
        return {**asdict(self), "findings": [[item.fault.value, item.number] for item in self.findings]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Check:
        """What :meth:`as_json` gave."""
        found = [Finding(Fault(code), number) for code, number in values["findings"]]
        return cls(**{**values, "findings": found})
