"""Who is answered, who is refused, and what a browser is told with every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from evaluation.serving.guard import DEFECT, HEADERS, Guard, refusal_of
from tests.serving.conftest import Served

Send = Callable[[dict[str, Any]], Awaitable[None]]

GOOD_HOSTS = ["127.0.0.1", "localhost", "127.0.0.1:8765", "localhost:9000", "LocalHost:1"]
BAD_HOSTS = [
    "evil.example",
    "evil.example:8765",
    "127.0.0.1.evil.example",
    "localhost.evil.example:8765",
    "evil.example/127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.1:8765:1",
    "127.0.0.1:",
    "127.0.0.1:999999",
    "127.0.0.2",
    "127.1",
    "0.0.0.0",
    "[::1]:8765",
    "localhost ",
    "localhost,evil.example",
    "",
    "lOcalho\N{LATIN SMALL LETTER LONG S}t",
]


def scope_of(host: str | None = "127.0.0.1", method: str = "GET", **headers: str) -> dict[str, Any]:
    given = {} if host is None else {"host": host}
    pairs = {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode("utf-8")) for name, value in pairs.items()]
    return {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": raw}


def status_of(**request: Any) -> HTTPStatus | None:
    refusal = refusal_of(scope_of(**request))
    return refusal and refusal[0]


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_this_machine_is_answered_by_its_own_names(host: str):
    assert status_of(host=host) is None


@pytest.mark.parametrize("host", [*BAD_HOSTS, None])
def test_any_other_name_is_refused_so_that_rebinding_a_name_does_not_help(host: str | None):
    assert status_of(host=host) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"])
def test_all_but_reading_is_refused(method: str):
    assert status_of(method=method) is HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost"},
        {"origin": "https://127.0.0.1"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "cors"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
        {"sec_fetch_site": "same-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "object"},
        {"sec_fetch_site": "cross-site"},
    ],
)
def test_the_scripts_and_frames_of_other_sites_are_refused(headers: dict[str, str]):
    assert status_of(**headers) is HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://127.0.0.1"},
        {"sec_fetch_site": "none", "sec_fetch_mode": "navigate"},
        {"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"},
        {
            "sec_fetch_site": "cross-site",
            "sec_fetch_mode": "navigate",
            "sec_fetch_dest": "document",
        },
    ],
)
def test_a_reader_and_a_link_that_a_reader_follows_are_answered(headers: dict[str, str]):
    assert status_of(**headers) is None


def test_a_name_given_twice_is_refused(page: Served):
    answer = page.ask("/", hosts=[f"127.0.0.1:{page.port}", "evil.example"])
    assert answer.status == HTTPStatus.BAD_REQUEST


def test_a_refusal_is_a_plain_page_that_says_what_to_do(page: Served):
    answer = page.ask("/", hosts=["evil.example"])
    assert answer.status == HTTPStatus.BAD_REQUEST
    assert "Open the address that was printed" in answer.text
    assert "evil.example" not in answer.text


def test_a_request_to_change_something_is_told_what_is_allowed(page: Served):
    answer = page.ask("/", method="POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "read-only" in answer.text


@pytest.mark.parametrize(
    "target", ["/", "/projects/falls", "/nothing", "/static/page.css", "/runs/progress"]
)
def test_every_answer_carries_the_headers_of_protection(target: str, page: Served):
    headers = page.ask(target).headers
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_a_refusal_carries_them_too(page: Served):
    headers = page.ask("/", hosts=["evil.example"]).headers
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


def test_a_script_of_a_page_may_come_from_here_only():
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_head_is_answered_without_a_body(page: Served):
    answer = page.ask("/", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")


async def broken(scope: object, receive: object, send: object) -> None:
    raise RuntimeError("row 12: Ann Other")


async def asked(app: Any, *, shows_defects: bool) -> tuple[int, str]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    def refuse(request: object, status: HTTPStatus, sentence: str) -> PlainTextResponse:
        return PlainTextResponse(sentence, status)

    await Guard(app, refuse, shows_defects=shows_defects)(scope_of(), receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize("shows_defects", [False, True])
def test_a_defect_is_a_plain_page_and_a_line_in_the_terminal(
    shows_defects: bool, capfd: pytest.CaptureFixture[str]
):
    status, text = asyncio.run(asked(broken, shows_defects=shows_defects))
    told = capfd.readouterr().err
    assert (status, text) == (500, DEFECT)
    assert ("Traceback" in told) is shows_defects
    assert ("RuntimeError: see --debug" in told) is not shows_defects


def test_no_page_names_a_place_on_this_machine(page: Served, hub: Path):
    targets = ["/", "/projects/falls", "/projects/feno", "/findings", "/runs", "/documents"]
    for target in [*targets, "/notebooks/falls", "/help", "/nothing", "/files/output"]:
        assert str(hub) not in page.ask(target).text
        assert str(Path.home()) not in page.ask(target).text
