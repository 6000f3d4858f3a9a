"""The pages: each turns what is known of the workspace into HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from evaluation.errors import EvaluationError, Finding
from evaluation.run import HUB, Place, RunRecord, last_attempt, last_good, read_progress
from evaluation.serving.files import NOTEBOOK, content_of, published_files
from evaluation.serving.kept import Kept, Look
from evaluation.serving.lists import document_groups, documents_of, notebooks_of, run_rows
from evaluation.serving.live import Live, live
from evaluation.serving.notebook import copy_to_save, notebook_pieces
from evaluation.serving.rendering import load_templates, render
from evaluation.serving.seen import NOTICE_UNKNOWN, Seen, mark_of_data, mark_of_workspace, see
from evaluation.serving.steps import ANNUAL_REPORT, next_steps
from evaluation.serving.tables import RunFacts, check_rows, estimate_tables, run_facts
from evaluation.workspace import reports_folder

# under which page of the navigation a page of one project or notebook stands
PARENTS = {"projects": "/", "notebooks": "/documents"}

Check = Callable[[Path], Sequence[Finding]]

PATIENCE_SECONDS = 0.1  # what a page may wait for news; a slow hub is shown as it was
SHORTEST_REFRESH, LONGEST_REFRESH = 2, 600  # seconds
OWN_YEAR = "The hub's own year"
NOT_HERE = "There is no such page."
NO_PROJECT = "There is no project of this name in the workspace."
NO_FILE = "There is no such file, or it is none that this page hands out."
NO_NOTEBOOK = "This project has no executed notebook yet."


class Pages:
    """The pages of one workspace.

    Parameters
    ----------
    root : Path
        The workspace's folder.
    check : callable
        Returns the findings about a workspace.
    now : callable
        Returns the time with its zone.
    """

    def __init__(self, root: Path, check: Check, now: Callable[[], dt.datetime]) -> None:
        self._root = root
        self._reports = reports_folder(root)
        self._now = now
        self._elsewhere: tuple[Path, ...] = ()
        self._seen = Kept(lambda: mark_of_workspace(root, self._elsewhere), self._see)
        self._checked = Kept(
            lambda: mark_of_data(root, self._elsewhere), lambda: tuple(check(root))
        )

    def prepare(self, patience: float) -> None:
        """Read the workspace and the templates before the first page is asked for."""
        load_templates()
        self._seen.look(patience)

    def overview(self, request: Request) -> Response:
        """Return the page of all projects."""
        look, checked = self._look(), self._checked.look(PATIENCE_SECONDS)
        findings = checked.value or ()
        files = published_files(self._root)
        return self._page(
            request,
            "overview.html",
            look,
            checked=checked,
            warnings=sum(finding.severity == "warning" for finding in findings),
            steps=next_steps(look.value, findings, files) if look.value else [],
            report=ANNUAL_REPORT if ANNUAL_REPORT in files else None,
        )

    def project(self, request: Request) -> Response:
        """Return the page of one project."""
        look = self._look()
        slug = request.path_params["slug"]
        item = look.value.project(slug) if look.value else None
        if item is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_PROJECT)
        good = item.result.good if item.result else None
        files = published_files(self._root)
        return self._page(
            request,
            "project.html",
            look,
            item=item,
            findings=[found for found in self._checked.known or () if found.project == slug],
            tables=estimate_tables(item.result.estimates) if item.result else [],
            checks=check_rows(Place(self._reports, slug).results) if good else [],
            facts=_facts(good),
            notebook=slug in notebooks_of(files),
            documents=documents_of(files, slug, item.title),
        )

    def findings(self, request: Request) -> Response:
        """Return the page of what the check finds."""
        checked = self._checked.look(PATIENCE_SECONDS)
        errors = sum(finding.severity == "error" for finding in checked.value or ())
        return self._page(request, "findings.html", self._look(), checked=checked, errors=errors)

    def runs(self, request: Request) -> Response:
        """Return the page of the run under way and of the last runs."""
        every = _refresh_seconds(request)
        look = self._look()
        slugs = [*(item.slug for item in look.value.projects), HUB] if look.value else []
        attempts = {slug: self._attempt(slug) for slug in slugs}
        made = self._page(
            request, "runs.html", look, now=self._live(), rows=run_rows(attempts), every=every
        )
        if every:
            made.headers["Refresh"] = str(every)
        return made

    def progress(self, request: Request) -> Response:  # noqa: ARG002 - as all pages
        """Return the part of the page of runs that changes while a run goes."""
        return HTMLResponse(render("progress.html", now=self._live()))

    def documents(self, request: Request) -> Response:
        """Return the page of documents and notebooks."""
        look = self._look()
        titles = _titles(look)
        files = published_files(self._root)
        made = notebooks_of(files)
        return self._page(
            request,
            "documents.html",
            look,
            groups=document_groups(files, titles),
            notebooks=[(slug, titles[slug], made[slug]) for slug in titles if slug in made],
        )

    def notebook(self, request: Request) -> Response:
        """Return the page of an executed notebook."""
        slug = request.path_params["slug"]
        item = notebooks_of(published_files(self._root)).get(slug)
        if item is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_NOTEBOOK)
        try:
            pieces = notebook_pieces(item.path)
        except (EvaluationError, OSError) as error:
            raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from None
        look = self._look()
        return self._page(
            request,
            "notebook.html",
            look,
            slug=slug,
            title=_titles(look).get(slug, slug),
            file=item,
            pieces=pieces,
            facts=_facts(last_good(Place(self._reports, slug).results)),
        )

    def file(self, request: Request) -> Response:
        """Return a document."""
        item = published_files(self._root).get(request.path_params["key"])
        content = content_of(item) if item else None
        if item is not None and content is not None and item.path.suffix == NOTEBOOK:
            content = copy_to_save(content)
        if item is None or content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NO_FILE)
        return Response(content, media_type=item.kind.media_type, headers=item.headers)

    def help(self, request: Request) -> Response:
        """Return the page that explains the others."""
        return self._page(request, "help.html", self._look())

    def refusal(self, request: Request, status: HTTPStatus, sentence: str) -> Response:
        """Return the page of a request that is not answered."""
        shown = render("refusal.html", status=status, sentence=sentence, path=request.url.path)
        return HTMLResponse(shown, status)

    def _page(self, request: Request, template: str, look: Look[Seen], **known: Any) -> Response:
        notice = look.value.hub.notice if look.value and look.value.hub else NOTICE_UNKNOWN
        path = request.url.path
        about = {
            "look": look,
            "notice": notice,
            "path": path,
            "parent": PARENTS.get(path.split("/")[1]),
        }
        runs = self._live().state == "under way"
        return HTMLResponse(render(template, **about, runs=runs, **known))

    def _look(self) -> Look[Seen]:
        return self._seen.look(PATIENCE_SECONDS)

    def _see(self) -> Seen:
        seen = see(self._root)
        self._elsewhere = seen.elsewhere
        return seen

    def _attempt(self, slug: str) -> RunRecord | None:
        try:
            return last_attempt(Place(self._reports, slug).results)
        except TypeError:  # times that are none
            return None

    def _live(self) -> Live:
        return live(read_progress(self._reports), self._now())


def _facts(record: RunRecord | None) -> RunFacts | None:
    """Return the facts of a run; None where its record says odd things."""
    try:
        return None if record is None else run_facts(record)
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None


def _titles(look: Look[Seen]) -> dict[str, str]:
    """Return what each notebook is called, in the order of the report."""
    projects = look.value.projects if look.value else ()
    return {**{item.slug: item.title for item in projects}, HUB: OWN_YEAR}


def _refresh_seconds(request: Request) -> int:
    """Return after how many seconds the reader wants the page anew; 0 for never."""
    text = request.query_params.get("every", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        return 0
    return min(max(int(text), SHORTEST_REFRESH), LONGEST_REFRESH) if int(text) else 0
