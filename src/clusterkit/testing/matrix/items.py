"""The test of the matrix: one item for each person and each part of the addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

PARTS = {"cluster": 2, "public": 1}
"""In how many parts the addresses are walked, so that processes share them."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Everybody on both hosts."""
    if "isolation_case" not in metafunc.fixturenames:
        return
    from clusterkit.testing.matrix.people import AT_THE_PUBLIC_HOST, HERE, strangers

    names = {"cluster": HERE + strangers(), "public": AT_THE_PUBLIC_HOST}
    # A group stays on one process of pytest-xdist (with --dist loadgroup), so that each fills the clusters once.
    cases = [
        pytest.param(
            (host, name, part),
            id=f"{host}-{name}-{part + 1}",
            marks=pytest.mark.xdist_group(f"clusterkit-isolation-{part + 1}"),
        )
        for host, some in names.items()
        for name in some
        for part in range(PARTS[host])
    ]
    metafunc.parametrize("isolation_case", cases)


@pytest.fixture(scope="module")
def isolation_sites(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, Any]]:
    """Two clusters and the public host, filled; undone at the end of the module."""
    from clusterkit.testing.matrix.build import built, urlconfs

    def add(world: Any) -> None:
        request.config.hook.pytest_clusterkit_world(world=world)

    def add_public(world: Any) -> None:
        request.config.hook.pytest_clusterkit_public_world(world=world)

    urlconf, public_urlconf = urlconfs()
    with django_db_blocker.unblock(), built(add, add_public, urlconf=urlconf, public_urlconf=public_urlconf) as sites:
        yield sites


def test_isolation(
    isolation_sites: dict[str, Any],
    isolation_case: tuple[str, str, int],
    record_property: Callable[[str, object], None],
    pytestconfig: pytest.Config,
) -> None:
    """Nobody gets at any address what is another cluster's, or what the policies keep from him."""
    from clusterkit.testing.matrix.build import judge_for
    from clusterkit.testing.matrix.walk import Walk

    host, name, part = isolation_case
    site = isolation_sites[host]
    person = next(person for person in site.people if person.name == name)
    walk = Walk(site, person, judge_for(site))
    walk.run(part, PARTS[host], prefix=pytestconfig.getoption("--clusterkit-isolation-prefix"))
    record_property("clusterkit_isolation_cases", walk.cases)
    record_property("clusterkit_isolation_requests", walk.requests)
    lines = [f"{fault}\n    by {case}" for fault, case in walk.faults.items()]
    if lines:
        pytest.fail(f"{len(lines)} faults in {walk.cases} cases:\n" + "\n".join(lines), pytrace=False)
