"""The annual evaluation from end to end: check, run what is stale, write chapters, publish.

In: a workspace and a year. Out: the paths of the report, and what became of each project.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.actions import action_findings
from evaluation.design import design_findings
from evaluation.errors import Finding, InvalidInput
from evaluation.publish import Engine, Format, PublicationRequest, PublicationResult, publish
from evaluation.publish.assemble import assemble
from evaluation.publish.route import choose_route
from evaluation.run import Display, RunSettings, RunSummary, run_hub, run_projects
from evaluation.tables.check import check_workspace
from evaluation.workspace import FinancialYear, Workspace, open_workspace

MASTER = "annual-report.qmd"
OUTPUT_STEM = "annual-report"


@dataclass(frozen=True)
class AnnualReport:
    """What was published and what became of the projects."""

    publication: PublicationResult
    projects: RunSummary


def checked_workspace(
    root: Path, slugs: Sequence[str] = ()
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Return the workspace with the warnings of its check.

    Raises
    ------
    InvalidInput
        With every finding, if any of them is an error.
    """
    findings = [
        *check_workspace(root, slugs),
        *design_findings(root, slugs),
        *action_findings(root, slugs),
    ]
    if any(finding.severity == "error" for finding in findings):
        raise InvalidInput.from_findings(findings)
    return open_workspace(root), tuple(findings)


def run(
    workspace: Workspace,
    slugs: Sequence[str],
    *,
    year: FinancialYear,
    settings: RunSettings,
    display: Display,
) -> RunSummary:
    """Run what is stale of some projects (none named: of all), then the hub's notebook.

    Returns
    -------
    RunSummary
        Of the projects, and of the hub's notebook as the last one.
    """
    projects = run_projects(
        workspace, slugs or None, year=str(year), settings=settings, display=display
    )
    left = None if settings.seconds is None else max(settings.seconds - projects.seconds, 0)
    hub = run_hub(workspace, str(year), settings=replace(settings, seconds=left), display=display)
    return RunSummary((*projects.outcomes, *hub.outcomes), projects.seconds + hub.seconds)


def report(
    workspace: Workspace,
    findings: Sequence[Finding],
    *,
    year: FinancialYear,
    engine: Engine,
    formats: tuple[Format, ...],
    settings: RunSettings,
    display: Display,
) -> AnnualReport:
    """Run what is stale and publish the annual report.

    Raises
    ------
    PublishingFailed
        If the engine asked for is not there, before anything runs, or the report could not be
        made. Projects that failed do not stop it: they are named in it.
    """
    choose_route(engine, os.environ)
    summary = run(workspace, (), year=year, settings=settings, display=display)
    assemble(workspace, year, findings)
    return AnnualReport(publish(publication_request(workspace, year, engine, formats)), summary)


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
    )
