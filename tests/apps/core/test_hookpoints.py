"""Hook points: order, enabled apps, a veto that fails closed, news that never undoes work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from clusterkit.core import ports
from clusterkit.core.exceptions import Conflict, Vetoed
from clusterkit.core.hookpoints import Collect, Notify, Veto, get_hook_point, hook_points


@dataclass(frozen=True)
class Payload:
    number: int


@pytest.fixture
def names() -> Iterator[set[str]]:
    before = set(hook_points)
    yield before
    for name in set(hook_points) - before:
        del hook_points[name]


def test_answers_come_in_the_explicit_order(names: set[str]) -> None:
    point: Collect[Payload, str] = Collect("t_collect", Payload, "doc")
    point.connect(lambda payload: f"late {payload.number}", order=200)
    point.connect(lambda payload: f"early {payload.number}", order=1)
    point.connect(lambda payload: None)
    assert point.collect(Payload(3)) == ["early 3", "late 3"]


def test_a_decorator_registers_and_disconnect_takes_out(names: set[str]) -> None:
    point: Collect[Payload, int] = Collect("t_decorated", Payload, "doc")

    @point.connect(order=5)
    def receive(payload: Payload) -> int:
        return payload.number

    assert point.collect(Payload(2)) == [2]
    point.disconnect(receive)
    assert point.collect(Payload(2)) == []


def test_a_veto_refuses_with_its_reason(names: set[str]) -> None:
    point: Veto[Payload] = Veto("t_veto", Payload, "doc")
    point.check(Payload(1))
    point.connect(lambda payload: "not on Fridays" if payload.number == 5 else None)
    point.check(Payload(1))
    with pytest.raises(Vetoed, match="not on Fridays"):
        point.check(Payload(5))


def test_a_veto_that_crashes_refuses(names: set[str]) -> None:
    point: Veto[Payload] = Veto("t_crash", Payload, "doc")
    point.connect(lambda payload: str(1 // payload.number))
    with pytest.raises(Vetoed):
        point.check(Payload(0))


def test_a_veto_may_raise_an_error_of_the_domain(names: set[str]) -> None:
    point: Veto[Payload] = Veto("t_domain", Payload, "doc")

    def refuse(payload: Payload) -> None:
        raise Conflict

    point.connect(refuse)
    with pytest.raises(Conflict):
        point.check(Payload(0))


def test_one_crash_does_not_keep_the_others_from_hearing(names: set[str]) -> None:
    heard: list[int] = []
    point: Notify[Payload] = Notify("t_notify", Payload, "doc")

    def crash(payload: Payload) -> None:
        raise RuntimeError

    point.connect(crash, order=1)
    point.connect(lambda payload: heard.append(payload.number))
    point.announce(Payload(9))
    assert heard == [9]


def test_receivers_of_an_app_that_is_off_are_not_called(names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.is_enabled, "_filled", lambda label: label != "clusterkit_ideas")
    point: Collect[Payload, str] = Collect("t_enabled", Payload, "doc")
    point.connect(lambda payload: "ideas", app="clusterkit_ideas")
    point.connect(lambda payload: "events", app="clusterkit_events")
    assert point.collect(Payload(1)) == ["events"]


def test_override_is_for_the_length_of_a_block(names: set[str]) -> None:
    point: Collect[Payload, str] = Collect("t_override", Payload, "doc")
    point.connect(lambda payload: "real")
    with point.override(lambda payload: "test"):
        assert point.collect(Payload(1)) == ["test"]
    assert point.collect(Payload(1)) == ["real"]


def test_names_are_unique_and_unknown_ones_raise(names: set[str]) -> None:
    point: Notify[Payload] = Notify("t_unique", Payload, "doc")
    assert get_hook_point("t_unique") is point
    with pytest.raises(ValueError, match="exists already"):
        Notify("t_unique", Payload, "doc")
    with pytest.raises(LookupError):
        get_hook_point("t_unknown")


def test_every_hook_point_is_documented_and_on_the_public_page() -> None:
    from clusterkit import hooks

    public = {id(getattr(hooks, name)) for name in hooks.__all__}
    for name, point in hook_points.items():
        assert point.__doc__, f"{name} has no documentation"
        assert id(point) in public, f"{name} is missing in clusterkit.hooks"
