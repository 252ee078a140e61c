"""The matrix on the addresses of the package itself."""

from __future__ import annotations

import pytest

from clusterkit.testing.matrix.items import isolation_sites, pytest_generate_tests, test_isolation

pytestmark = pytest.mark.long

__all__ = ["isolation_sites", "pytest_generate_tests", "test_isolation"]
