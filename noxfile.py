"""The suite on other Pythons and Djangos: ``nox -s suite-3.13``, one session for each lock list.

A session measures coverage and runs every settings project without the browser, or what comes after ``--`` in one pytest run:
``nox -s suite-3.12 -- --ds=tests.projects.core_only tests/apps/core``.
"""

import re
from pathlib import Path

import nox

EXTRAS = "accounts,api-docs,api-tokens,demo"
LOCKS = {
    found[1]: str(path)
    for path in sorted(Path("requirements/locks").glob("*.txt"))
    if (found := re.match(r"python(\d+\.\d+)-", path.name))
}

nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "virtualenv"


@nox.session(python=list(LOCKS))
def suite(session: nox.Session) -> None:
    """The suite on one Python with the versions of its lock list."""
    lock = LOCKS[str(session.python)]
    session.install("-c", lock, "-r", "requirements/build.txt")
    session.install("-c", lock, "--no-build-isolation", "-e", f".[{EXTRAS}]", "-r", "requirements/test.txt")
    session.run("python", "-m", "tools.messages", "compile")
    session.run(
        "python",
        "-c",
        "import django, sys; print('Python', sys.version.split()[0], 'Django', django.__version__)",
    )
    session.run("python", "-m", "tools.run_tests", *(session.posargs or ["--no-browser"]))
