"""The door of the local page: who may ask, for what, and what a browser may do with the answer.

In: requests. Out: those that the pages may answer, with headers; all others are refused with a
plain page. A page of another site cannot read anything here: its name for this machine is refused
(DNS rebinding), and so is what it asks for from its own scripts.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Any port: a tunnel may end at another one, and rebinding lives by the name alone.
HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?", re.IGNORECASE | re.ASCII)
READING = ("GET", "HEAD")
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
MakeRefusal = Callable[[Request, HTTPStatus, str], Response]

WRONG_HOST = "This page answers to 127.0.0.1 and localhost only. Open the address that was printed."
READ_ONLY = "This page is read-only. To change something, edit files or use the command line."
FROM_ELSEWHERE = "Another site may not read this page. Open its address in the browser yourself."
DEFECT = "A defect of this program kept the page from being made. The terminal says which."


class Guard:
    """Lets through what may be answered, and adds headers to every answer.

    Parameters
    ----------
    app : ASGI application
        The pages.
    refuse : callable
        Makes the page of a refusal from the request, its status and one sentence.
    shows_defects : bool
        Whether a defect is printed with its traceback, rather than in one line.
    """

    def __init__(self, app: ASGIApp, refuse: MakeRefusal, *, shows_defects: bool = False) -> None:
        self._app = app
        self._refuse = refuse
        self._shows_defects = shows_defects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            return
        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = refusal_of(scope)
        try:
            if refusal is None:
                await self._app(scope, receive, send_with_headers)
                return
        except Exception as error:  # noqa: BLE001 - the last border: a defect of ours
            self._tell(error)
            if has_begun:  # the application has told the reader
                return
            refusal = HTTPStatus.INTERNAL_SERVER_ERROR, DEFECT
        response = self._refuse(Request(scope), *refusal)
        if refusal[0] is HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["Allow"] = ", ".join(READING)
        await response(scope, receive, send_with_headers)

    def _tell(self, error: Exception) -> None:
        if self._shows_defects:
            traceback.print_exception(error)
        else:
            text = f"evaluation: a defect of this program: {type(error).__name__}: see --debug."
            print(text, file=sys.stderr)  # noqa: T201 - the terminal of the server


def refusal_of(scope: Scope) -> tuple[HTTPStatus, str] | None:
    """Return why a request is refused, as status and sentence, or None where it is not.

    Parameters
    ----------
    scope : dict
        Of an HTTP request, as ASGI has it.
    """
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        return HTTPStatus.BAD_REQUEST, WRONG_HOST
    if scope["method"] not in READING:
        return HTTPStatus.METHOD_NOT_ALLOWED, READ_ONLY
    if _is_from_elsewhere(headers, hosts[0]):
        return HTTPStatus.FORBIDDEN, FROM_ELSEWHERE
    return None


def _is_from_elsewhere(headers: Headers, host: str) -> bool:
    """Return whether a page of another site asks, other than by a link that its reader follows.

    References
    ----------
    W3C, Fetch Metadata Request Headers. A browser sets them; a page cannot.
    """
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"http://{host.lower()}":
        return True
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    is_link = headers.get("sec-fetch-mode") == "navigate"
    return not (is_link and headers.get("sec-fetch-dest", "document") == "document")
