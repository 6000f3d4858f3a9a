"""The application: addresses, the pages behind them, and the guard before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evaluation.serving.guard import DEFECT, Guard
from evaluation.serving.pages import NOT_HERE, Check, Pages
from evaluation.serving.rendering import STATIC, static_file

FIRST_READING_SECONDS = 60.0


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def make_app(
    root: Path,
    check: Check,
    *,
    shows_defects: bool = False,
    now: Callable[[], dt.datetime] = _utc_now,
) -> Guard:
    """Return the local page of a workspace as an ASGI application.

    Parameters
    ----------
    root : Path
        The workspace's folder. It is read once before this returns, so that the first page is
        there at once.
    check : callable
        Returns the findings about a workspace; called in a thread of its own.
    shows_defects : bool
        Whether defects are printed with their traceback.
    now : callable, optional
        Returns the time with its zone.
    """
    pages = Pages(root, check, now)
    pages.prepare(FIRST_READING_SECONDS)

    async def told(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        said = error.detail if isinstance(error, HTTPException) else ""
        sentence = NOT_HERE if said == HTTPStatus(status).phrase else said
        return pages.refusal(request, HTTPStatus(status), sentence)

    async def defective(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return pages.refusal(request, HTTPStatus.INTERNAL_SERVER_ERROR, DEFECT)

    routes = [
        Route("/", pages.overview),
        Route("/projects/{slug}", pages.project),
        Route("/findings", pages.findings),
        Route("/runs", pages.runs),
        Route("/runs/progress", pages.progress),
        Route("/documents", pages.documents),
        Route("/notebooks/{slug}", pages.notebook),
        Route("/files/{key:path}", pages.file),
        Route("/help", pages.help),
        *(Route(f"/static/{name}", _static(name)) for name in STATIC),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: told, Exception: defective})
    app.router.redirect_slashes = False
    return Guard(app, pages.refusal, shows_defects=shows_defects)


def _static(name: str) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:  # noqa: ARG001 - as all pages
        return Response(static_file(name), media_type=STATIC[name])

    return answer
