"""One POST to a real server, and servers that mean no good."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from clusterkit.webhooks.posting import post
from tests.apps.webhooks.servers import Hook, listening, make_certificate, saying

NAME = "hooks.example.org"


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def test_arrives_with_its_headers(hook: Hook) -> None:
    answer = post(hook.url + "?a=1", b'{"a": 1}', {"webhook-id": "7"})
    assert (answer.status, answer.failure, answer.text) == (200, "", "thank you")
    (got,) = hook.got
    assert (got.path, got.body) == ("/hook?a=1", b'{"a": 1}')
    assert got.headers["webhook-id"] == "7"
    assert got.headers["host"] == f"localhost:{hook.port}"
    assert got.headers["content-type"].startswith("application/json")


def test_a_redirect_is_no_success_and_is_not_followed(hook: Hook) -> None:
    hook.status, hook.headers = 302, {"Location": f"{hook.url}/elsewhere"}
    assert post(hook.url, b"{}", {}).failure == "status"
    assert len(hook.got) == 1


@pytest.mark.parametrize(
    ("parts", "pause", "keep_open", "status", "failure"),
    [
        ([b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1_000_000], 0.0, True, 200, ""),
        ([b"HTTP/1.1 204 No\r\n\r\n"], 0.0, True, 204, ""),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"], 0.0, True, 200, ""),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"], 0.0, True, 200, ""),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"], 0.0, False, 200, ""),
        ([b"SSH-2.0-OpenSSH_9\r\n"], 0.0, False, None, "not_http"),
        ([b""], 0.0, False, None, "not_http"),
        ([b"H"] * 100, 0.05, False, None, "timeout"),
        ([b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100], 0.05, False, 200, ""),
    ],
)
def test_servers_that_keep_on_talking(
    parts: list[bytes], pause: float, keep_open: bool, status: int | None, failure: str, settings: Any
) -> None:
    settings.DEBUG = True
    with saying(*parts, pause=pause, keep_open=keep_open) as port:
        begun = time.monotonic()
        answer = post(local(port), b"{}", {}, seconds=1.0)
    assert time.monotonic() - begun < 8
    assert (answer.status, answer.failure) == (status, failure)
    assert len(answer.text) <= 500


def test_nobody_listens(settings: Any) -> None:
    settings.DEBUG = True
    with listening() as gone:
        pass
    assert post(gone.url, b"{}", {}).failure == "connection"


def test_no_such_host() -> None:
    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise OSError("no such host")

    assert post("https://example.org/", b"{}", {}, resolver=unknown).failure == "unresolved"


def test_an_inner_address_is_not_asked(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "WEBHOOK_PORTS": range(1, 65536)}
    with listening() as inner:
        answer = post(f"https://{NAME}:{inner.port}/", b"{}", {}, resolver=_answers(["127.0.0.1"]))
        assert (answer.status, answer.failure) == (None, "address")
        assert inner.got == []


def _answers(*answers: list[str]) -> Any:
    """A resolver that answers something else each time it is asked."""
    rest = list(answers)
    return lambda host, port, **kwargs: [(0, 0, 0, "", (text, port)) for text in rest.pop(0)]


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(settings: Any) -> None:
    settings.CLUSTERKIT = {
        **settings.CLUSTERKIT,
        "WEBHOOK_PORTS": range(1, 65536),
        "WEBHOOK_ALLOWED_NETWORKS": ["127.0.0.2/32"],
    }
    with listening(host="127.0.0.2") as outer:
        answers = [["127.0.0.2"], ["127.0.0.1"]]
        resolver = _answers(*answers)
        url = f"https://{NAME}:{outer.port}/"
        # Asked once, and connected to what was checked: there a plain server breaks off the handshake.
        assert post(url, b"{}", {}, resolver=resolver).failure in ("tls", "connection")
        assert post(url, b"{}", {}, resolver=resolver).failure == "address"


def test_the_certificate_is_checked_for_the_name(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.CLUSTERKIT = {
        **settings.CLUSTERKIT,
        "WEBHOOK_PORTS": range(1, 65536),
        "WEBHOOK_ALLOWED_NETWORKS": ["127.0.0.0/8"],
    }
    context, trusted = make_certificate(tmp_path, NAME)
    with listening(tls=context) as server:

        def answer_for(name: str) -> Any:
            return post(f"https://{name}:{server.port}/x", b"{}", {}, resolver=_answers(["127.0.0.1"]))

        assert answer_for(NAME).failure == "tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert answer_for("other.example.org").failure == "tls"
        assert server.got == []
        assert answer_for(NAME).status == 200
    assert server.names[-1] == NAME
    assert server.got[0].headers["host"] == f"{NAME}:{server.port}"
