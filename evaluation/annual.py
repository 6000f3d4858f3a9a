"""The annual report from end to end: run what is stale, write chapters, publish.

In: a workspace and a year. Out: the paths of the report, and what became of each project.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation.errors import Finding
from evaluation.estimate import estimates_frame
from evaluation.portfolio import read_results
from evaluation.publish import (
    Document,
    Engine,
    Format,
    PublicationRequest,
    PublicationResult,
    publish_document,
    read_master,
)
from evaluation.publish.assemble import assemble
from evaluation.publish.project_pages import project_pages
from evaluation.publish.putting import told_as_unwritten
from evaluation.publish.route import choose_route
from evaluation.publish.workbook import put_workbook
from evaluation.release import NOTE_ENDING, published_state, write_publication
from evaluation.run import Display, RunSettings, RunSummary, workspace_lock
from evaluation.running import bring_up_to_date, checked_warm
from evaluation.workspace import FinancialYear, Workspace, reports_folder

MASTER = "annual-report.qmd"
OUTPUT_STEM = "annual-report"
NOTHING_ASKED = PublicationResult({}, "embedded", "No document was asked for.")

OnFindings = Callable[[Sequence[Finding]], None]
Publisher = Callable[[Document, PublicationRequest], PublicationResult]


@dataclass(frozen=True)
class AnnualReport:
    """What was published and what became of the projects.

    Parameters
    ----------
    publication : PublicationResult
    projects : RunSummary
    beside : tuple of Path
        The folder of the projects' pages and the workbook, where they were made.
    """

    publication: PublicationResult
    projects: RunSummary
    beside: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A workspace whose chapters are up to date, its year, and what became of the projects."""

    workspace: Workspace
    year: FinancialYear
    projects: RunSummary


def report(
    root: Path,
    *,
    year: str | None,
    engine: Engine,
    formats: tuple[Format, ...],
    workbook: bool = True,
    settings: RunSettings,
    display: Display,
    on_findings: OnFindings,
) -> AnnualReport:
    """Run what is stale and publish the annual report.

    Parameters
    ----------
    root : Path
        The workspace.
    year : str or None
        Financial year such as 2025/26; None means the hub's reporting year.
    engine : {"auto", "quarto", "embedded"}
    formats : tuple of str
    workbook : bool
        Whether to make the workbook of all estimates and tables too.
    settings : RunSettings
    display : Display
    on_findings : callable
        Called with the warnings of the check, before anything runs.

    Raises
    ------
    InvalidInput
        If anything in the workspace is wrong; nothing was run.
    PublishingFailed
        If the engine asked for is not there, before anything runs, or the report could not be
        made. Projects that failed do not stop it: they are named in it.
    """
    choose_route(engine, os.environ)
    with workspace_lock(reports_folder(root)):
        ready = prepare(
            root, year=year, settings=settings, display=display, on_findings=on_findings
        )
        request = publication_request(ready.workspace, ready.year, engine, formats)
        made, beside = publish_with_pages(ready.workspace, request, workbook=workbook)
        note_publication(ready.workspace, request, made, beside)
    return AnnualReport(made, ready.projects, beside)


def prepare(
    root: Path,
    *,
    year: str | None,
    settings: RunSettings,
    display: Display,
    on_findings: OnFindings,
) -> Prepared:
    """Run what is stale and bring every chapter up to date, so that the report can be published.

    Parameters
    ----------
    root, year, settings, display, on_findings
        As of `report`.

    Raises
    ------
    InvalidInput
        If anything in the workspace is wrong; nothing was run.
    """

    @cache
    def checked() -> tuple[Workspace, tuple[Finding, ...]]:
        workspace, findings = checked_warm(root)
        on_findings(findings)
        return workspace, findings

    with workspace_lock(reports_folder(root)):
        summary = bring_up_to_date(
            root, year=year, settings=settings, display=display, check=lambda _: checked()[0]
        )
        workspace, findings = checked()
        chosen = workspace.year(year)
        assemble(workspace, chosen, findings)
    return Prepared(workspace, chosen, summary)


def note_publication(
    workspace: Workspace,
    request: PublicationRequest,
    made: PublicationResult,
    beside: Sequence[Path],
) -> None:
    """Note what a published report and its workbook were made from, so that they can be sealed.

    Parameters
    ----------
    workspace : Workspace
    request : PublicationRequest
    made : PublicationResult
    beside : sequence of Path
        What was made with it; folders are passed over.
    """
    if not made.paths:
        return
    paths = [*made.paths.values(), *(path for path in beside if path.is_file())]
    state = published_state(workspace)
    with told_as_unwritten(request.output_folder / f"{OUTPUT_STEM}{NOTE_ENDING}"):
        write_publication(request.output_folder, OUTPUT_STEM, request.year, state, paths)


def publish_with_pages(
    workspace: Workspace,
    request: PublicationRequest,
    *,
    workbook: bool,
    publisher: Publisher = publish_document,
) -> tuple[PublicationResult, tuple[Path, ...]]:
    """Publish the report from its chapters, a page for each project, and the workbook.

    Parameters
    ----------
    workspace : Workspace
    request : PublicationRequest
    workbook : bool
        Whether to make the workbook.
    publisher : callable
        Makes the report; the hook of `quarto render` has its documents already.

    Returns
    -------
    PublicationResult
        Of the report.
    tuple of Path
        The folder of pages and the workbook, where they were made.

    Raises
    ------
    PublishingFailed
    """
    document = read_master(request)
    made = publisher(document, request) if request.formats else NOTHING_ASKED
    results = read_results(workspace)
    pages = project_pages(document, results, request)
    beside = [pages[0].parent] if pages else []
    if workbook:
        estimates = [estimate for item in results for estimate in item.estimates]
        beside.append(put_workbook(document, request, estimates_frame(estimates)))
    return made, tuple(beside)


def publication_request(
    workspace: Workspace, year: FinancialYear, engine: Engine, formats: tuple[Format, ...]
) -> PublicationRequest:
    """Return what the publisher is asked for.

    The date in the documents' properties is the last day of the year that they report on, so that
    the same inputs give the same bytes.
    """
    hub = workspace.hub
    return PublicationRequest(
        reports=workspace.reports,
        master=MASTER,
        output_stem=OUTPUT_STEM,
        title=f"{hub.name}: annual evaluation report {year}",
        subtitle="What the projects changed, and how sure we are",
        notice=hub.notice,
        author=hub.name,
        year=str(year),
        timestamp=dt.datetime.combine(year.end, dt.time(), tzinfo=dt.UTC),
        formats=formats,
        engine=engine,
        rules={
            f"sec-{item.slug}": workspace.disclosure_of(item.project).rule
            for item in workspace.projects
        },
        default_rule=hub.disclosure.rule,
    )
