"""Looking over a whole deployment: settings, server, schemas, domains. Changes nothing."""

from clusterkit.hosting.doctor.examining import examine
from clusterkit.hosting.doctor.findings import Finding, Severity

__all__ = ["Finding", "Severity", "examine"]
