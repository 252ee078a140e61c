"""Ports: a room fills each once, and without one nothing breaks."""

from __future__ import annotations

import pytest

from clusterkit.core import ports
from clusterkit.core.policies import SystemActor
from clusterkit.core.ports import Notice, NoticeKind, NoticeKinds, Port


def test_a_port_does_its_default_until_a_room_fills_it() -> None:
    port: Port = Port("test", lambda: "default")  # type: ignore[type-arg]
    assert (port.call(), port.is_filled) == ("default", False)

    def better() -> str:
        return "filled"

    port.fill(better)
    port.fill(better)
    assert (port.call(), port.is_filled) == ("filled", True)
    with pytest.raises(RuntimeError, match="filled already"):
        port.fill(lambda: "other")


def test_defaults_do_nothing_harmful(monkeypatch: pytest.MonkeyPatch) -> None:
    for port in (ports.audit, ports.notices, ports.is_enabled, ports.tier_label, ports.tier_step, ports.make_viewer):
        monkeypatch.setattr(port, "_filled", None)
    ports.record(actor=SystemActor(), action="test", target=None)
    ports.notify(Notice(NoticeKind("t.kind", "T", "t"), [1], "/", "t:1"))
    assert ports.is_enabled.call("anything") is True
    assert ports.tier_label.call("member") == "member"
    assert ports.tier_step.call("member") == ""
    with pytest.raises(RuntimeError):
        ports.make_viewer.call(None)


def test_notices_without_recipients_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Notice] = []
    monkeypatch.setattr(ports.notices, "_filled", sent.extend)
    kind = NoticeKind("t.kind", "T", "t")
    ports.notify(Notice(kind, [], "/", "t:1"), Notice(kind, [4], "/", "t:2"))
    assert [notice.event for notice in sent] == ["t:2"]


def test_a_notice_kind_is_declared_once() -> None:
    kinds = NoticeKinds()
    kind = kinds.declare(NoticeKind("t.a", "A", "t/a"))
    assert kinds.declare(NoticeKind("t.a", "A", "t/a")) == kind
    assert list(kinds) == [kind]
    assert kinds.get("t.unknown") is None
    with pytest.raises(ValueError, match="declared already"):
        kinds.declare(NoticeKind("t.a", "Other", "t/a"))
