"""Where the page listens, and how it ends."""

from __future__ import annotations

import errno
import socket
import threading
from pathlib import Path

import pytest
import uvicorn

from evaluation.errors import InvalidInput
from evaluation.serving import listen, make_app, serve
from evaluation.serving.server import server_settings
from tests.serving.conftest import PATIENCE, Served, checked


def test_it_listens_on_this_machine_alone():
    with listen(0) as listening:
        assert listening.socket.getsockname() == ("127.0.0.1", listening.port)
        assert listening.address == f"http://127.0.0.1:{listening.port}/"


def test_a_port_in_use_is_refused_with_what_to_do():
    with listen(0) as first, pytest.raises(InvalidInput) as raised, listen(first.port):
        pass
    assert str(raised.value) == (
        f"Port {first.port} is in use by another program. "
        "Give another one with --port, or --port 0 for any that is free."
    )
    assert raised.value.exit_code == 2


def test_a_port_that_may_not_be_taken_is_refused_too(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with (
        pytest.raises(InvalidInput, match="Port 80 cannot be taken: Permission denied"),
        listen(80),
    ):
        pass


def test_a_port_is_free_again_afterwards():
    with listen(0) as first:
        pass
    with listen(first.port) as second:
        assert second.port == first.port


def test_it_trusts_no_forwarded_address_and_keeps_no_log(hub: Path):
    settings = server_settings(make_app(hub, checked))
    assert (settings.proxy_headers, settings.server_header, settings.access_log) == (
        False,
        False,
        False,
    )


def test_ctrl_c_ends_it_in_silence(
    hub: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def interrupted(self: uvicorn.Server, sockets: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", interrupted)
    told: list[str] = []
    with listen(0) as listening:
        serve(make_app(hub, checked), listening, ready=lambda: told.append("ready"))
    assert told == ["ready"]
    assert capfd.readouterr() == ("", "")


def test_many_may_ask_at_once(page: Served):
    statuses: list[int] = []
    asking = [
        threading.Thread(target=lambda: statuses.append(page.ask("/").status)) for _ in range(20)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
    assert statuses == [200] * 20


@pytest.mark.parametrize(
    "sent",
    [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET http://evil/ HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_request_is_refused(sent: bytes, page: Served):
    with socket.create_connection(("127.0.0.1", page.port), timeout=PATIENCE) as line:
        line.sendall(sent)
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert page.ask("/").status == 200
