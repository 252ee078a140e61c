"""``python -m bench [NAME]``: run the benchmarks, print a table, write ``bench/results/latest.json``."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.cases import CASES
from bench.table import Result, print_table, save
from bench.world import HOST, ROOT, cluster_of, database

DURABLE = ("growth.migrate", "migrate")
"""Beside bare SQL that is nothing but commits: those wait for the disk here, as they do in production."""


def main() -> int:
    """Run those whose name begins like the argument or like ONLY (all without one). 2 for an unknown name."""
    wanted = (sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ONLY", "")).strip()
    chosen = {
        name: case for name, case in CASES.items() if not wanted or wanted.startswith(name) or name.startswith(wanted)
    }
    if not chosen:
        print(f"There is no benchmark {wanted!r}; there are: {', '.join(CASES)}", file=sys.stderr)
        return 2
    durable = [name for name in DURABLE if name in chosen]
    if durable and len(durable) < len(chosen):
        ended = [subprocess.run([sys.executable, "-m", "bench", name], cwd=ROOT, check=False) for name in durable]
        if any(done.returncode for done in ended):
            return 1
        chosen = {name: case for name, case in chosen.items() if name not in durable}
        durable = []
    results: list[Result] = []
    with database(durable=bool(durable)):
        cluster, _made = cluster_of("bench", HOST, "Bench")
        for case in chosen.values():
            results += case(cluster)
    if wanted not in CASES:  # a part of a case
        results = [item for item in results if item.name.startswith(wanted)] or results
    print_table(results)
    save(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
