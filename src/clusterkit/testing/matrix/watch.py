"""Which schemas' tables a request read or wrote: PostgreSQL counts for the running transaction."""

from __future__ import annotations

from dataclasses import dataclass

from clusterkit.tenancy.context import tenant_connection

_RELATIONS = """
    SELECT oid, relname, relkind FROM pg_class
    WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'i', 'p') ORDER BY relname
"""
_READS = "pg_stat_get_xact_numscans({oid})"
_WRITES = (
    "pg_stat_get_xact_tuples_inserted({oid}) + pg_stat_get_xact_tuples_updated({oid})"
    " + pg_stat_get_xact_tuples_deleted({oid})"
)
_STATEMENT = "clusterkit_matrix_watch"


@dataclass(frozen=True)
class Touched:
    """How often the other cluster's tables were scanned and written, and home's were written, so far."""

    other_reads: int = 0
    other_writes: int = 0
    home_writes: int = 0

    def since(self, before: Touched) -> Touched:
        """The difference."""
        return Touched(
            self.other_reads - before.other_reads,
            self.other_writes - before.other_writes,
            self.home_writes - before.home_writes,
        )


class Watch:
    """Counts for two schemas. The table of sessions is left out at home: a request that is no write may end one."""

    def __init__(self, home: str, other: str) -> None:
        tables = _relations(home, "r", "p", without="django_session")
        others = _relations(other, "r", "p")
        sums = (_sum(_READS, others + _relations(other, "i")), _sum(_WRITES, others), _sum(_WRITES, tables))
        with tenant_connection().cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [_STATEMENT])
            if cursor.fetchone():
                cursor.execute(f"DEALLOCATE {_STATEMENT}")
            # Prepared: it names hundreds of relations and is asked after every request.
            cursor.execute(f"PREPARE {_STATEMENT} AS SELECT {', '.join(sums)}")

    def now(self) -> Touched:
        """The counts of the transaction so far, rolled back parts included."""
        with tenant_connection().cursor() as cursor:
            cursor.execute(f"EXECUTE {_STATEMENT}")
            reads, writes, home_writes = cursor.fetchone()
        return Touched(int(reads), int(writes), int(home_writes))


def _relations(schema: str, *kinds: str, without: str = "") -> list[int]:
    if not schema:
        return []
    with tenant_connection().cursor() as cursor:
        cursor.execute(_RELATIONS, [schema])
        return [oid for oid, name, kind in cursor.fetchall() if kind in kinds and name != without]


def _sum(counted: str, oids: list[int]) -> str:
    numbers = ",".join(str(oid) for oid in oids)
    return f"(SELECT coalesce(sum({counted.format(oid='oid')}), 0) FROM unnest('{{{numbers}}}'::oid[]) AS oid)"  # noqa: S608 (numbers from the catalogue)
