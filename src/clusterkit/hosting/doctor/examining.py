"""The whole examination, in an order in which what is told first explains what follows."""

from __future__ import annotations

from collections.abc import Iterator

from django.core import checks
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import Error as DatabaseError

from clusterkit.hosting.doctor import hosts, schemas, server
from clusterkit.hosting.doctor.findings import Finding
from clusterkit.tenancy.context import public_schema, tenant_connection

OURS = "clusterkit."


def examine() -> list[Finding]:
    """Everything that is out of order now; an empty list is the good news.

    Where the database does not answer, or must not be used through this pooler, that is the last finding.
    """
    try:
        with public_schema():
            tenant_connection().ensure_connection()
        found = list(_settings(answers=True))
        with public_schema():
            found += [*server.examine(), *hosts.examine(), *schemas.examine()]
    except ImproperlyConfigured as refused:
        found = list(_settings(answers=False))
        found.append(Finding(id="clusterkit.E041", severity="error", what=str(refused), remedy="Connect directly."))
    except DatabaseError as error:
        found = list(_settings(answers=False))
        found.append(
            Finding(
                id="clusterkit.E100",
                severity="error",
                what=f"The database did not answer as it should: {str(error).strip().splitlines()[0]}",
                remedy="See that it runs and that manage.py migrate_schemas --shared was run on it.",
            )
        )
    return found


def _settings(*, answers: bool) -> Iterator[Finding]:
    """The system checks of ours, those of the database too where it *answers*. Those of models may ask it as well."""
    alias = tenant_connection().alias
    tags = None if answers else sorted(registry.tags_available() - {checks.Tags.models, checks.Tags.database})
    for message in checks.run_checks(tags=tags, databases=[alias] if answers else []):
        if (message.id or "").startswith(OURS) and not message.is_silenced():
            serious = message.level >= checks.ERROR
            yield Finding(str(message.id), "error" if serious else "warning", str(message.msg), str(message.hint or ""))
