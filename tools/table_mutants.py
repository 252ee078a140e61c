"""Try the mutants of one table: ``python -m tools.table_mutants MODULE TEST MUTANTS``, in the copy of :mod:`tools.mutants`.

``MUTANTS`` is a file with a JSON list of the mutated sources of ``MODULE``. Every mutant takes the module's place in
a child of this process, which has loaded everything already; so does what is whole, before, and has to pass. Prints the numbers
of those that no test noticed, as JSON on the last line.
"""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

OPTIONS = ("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")


def main(name: str, test: str, mutants: Sequence[str]) -> int:
    """Returns 0 where all could be tried, whatever came of it."""
    if pytest.main([*OPTIONS, test]) != 0:
        print("The tests fail without a mutant")
        return 1
    # Only now: pytest knows where the sources of the copy stand.
    whole = Path(str(importlib.import_module(name).__file__))
    if not whole.is_relative_to(Path.cwd()) or not _passes(name, test, whole.read_text(encoding="utf-8")):
        print(f"The tests fail in a child without a mutant, with {whole}")
        return 1
    alive = []
    for number, source in enumerate(mutants):
        print(f"Mutant {number + 1} of {len(mutants)}", flush=True)
        if _passes(name, test, source):
            alive.append(number)
    print(json.dumps(alive))
    return 0


def _passes(name: str, test: str, source: str) -> bool:
    """Whether the tests pass in a child with *source* in the place of the module."""
    child = os.fork()
    if child == 0:
        # Without what a process does at its end: that is for the parent.
        os._exit(_try(name, test, source))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _try(name: str, test: str, source: str) -> int:
    try:
        exec(compile(source, name, "exec"), vars(importlib.import_module(name)))
        # It holds the machines of before.
        del sys.modules[test.removesuffix(".py").replace("/", ".")]
        return int(pytest.main([*OPTIONS, test]))
    except BaseException:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))))
