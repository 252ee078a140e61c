"""The ``conftest.py`` of tests/apps in the copy on which :mod:`tools.mutants` works: one test database for all mutants.

Each mutant is a session of pytest in a process of its own. Copying the template for each would take most of the time, and
is not needed: the tests that decide on mutants undo what they write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

NAME = "CLUSTERKIT_MUTANTS_DATABASE"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The database that the first session made; children inherit its name."""
    from django.db import connection

    from clusterkit.tenancy.addresses import load_addresses
    from clusterkit.testing import plugin
    from clusterkit.testing.database import make_test_database

    load_addresses()
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        if NAME in os.environ:
            connection.close()
            connection.settings_dict["NAME"] = os.environ[NAME]
        else:
            make_test_database(plugin._fill, anew=False)
            os.environ[NAME] = str(connection.settings_dict["NAME"])
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = before
