"""Writing the audit log, binding it into a chain, looking it over, and taking it out."""

from __future__ import annotations

from clusterkit.audit.checking import Check, Finding
from clusterkit.audit.services.exporting import export_log
from clusterkit.audit.services.sealing import continue_in_copy, seal, seal_due
from clusterkit.audit.services.verifying import verify
from clusterkit.audit.services.writing import as_row, write_entry

__all__ = [
    "Check",
    "Finding",
    "as_row",
    "continue_in_copy",
    "export_log",
    "seal",
    "seal_due",
    "verify",
    "write_entry",
]
