"""The quarter's reports from end to end: check, gather, publish for each body of the route.

In: a workspace and a quarter. Out: the paths of the made files, and what is missing in them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.annual import OnFindings, publication_request
from evaluation.checking import checked_workspace
from evaluation.errors import InvalidInput
from evaluation.hub.governance.quarters import Quarter
from evaluation.hubyear.year import hub_year
from evaluation.publish import Engine, Format
from evaluation.publish.quarterly import QuarterlyReport, file_name, publish_quarterly
from evaluation.quarterly.exception import (
    breaches_to_report,
    exception_blocks,
    missing_parts,
)
from evaluation.quarterly.highlight import highlight_blocks
from evaluation.quarterly.indicators import project_charts
from evaluation.quarterly.view import QuarterView, quarter_view
from evaluation.run import workspace_lock
from evaluation.workspace import reports_folder

OnReport = Callable[[str], None]


@dataclass(frozen=True)
class Quarterlies:
    """What was made.

    Parameters
    ----------
    paths : tuple of Path
    missing : tuple of str
        What nobody has written yet, one sentence each, with the report it is missing in.
    """

    paths: tuple[Path, ...]
    missing: tuple[str, ...]


def make_quarterlies(
    root: Path,
    quarter: str,
    *,
    engine: Engine,
    formats: tuple[Format, ...],
    final: bool,
    on_findings: OnFindings,
    on_report: OnReport,
) -> Quarterlies:
    """Make the highlight report of a quarter and its exception reports, for each body.

    Parameters
    ----------
    root : Path
        The workspace.
    quarter : str
        Such as 2025/26-Q3.
    engine : {"auto", "quarto", "embedded"}
    formats : tuple of {"html", "pdf", "docx"}
    final : bool
        Whether missing parts are refused.
    on_findings : callable
        Called with the warnings of the check, before anything is made.
    on_report : callable
        Called with the name of each report when it is begun.

    Raises
    ------
    InvalidInput
        If the quarter is not written like 2025/26-Q3 or nothing is stated for it, anything in the
        workspace is wrong, or `final` while parts are missing; nothing was published.
    PublishingFailed
        If a made file is not sound.
    """
    chosen = parsed(quarter)
    workspace, findings = checked_workspace(root)
    on_findings(findings)
    year = hub_year(workspace, chosen.year)
    view = quarter_view(year, chosen, project_charts(workspace, chosen))
    reports = list(reports_of(view))
    missing = [f"{each.stem}: {sentence}" for each in reports for sentence in each.missing]
    if final and missing:
        raise InvalidInput(
            f"The reports on {chosen} are not complete: {missing[0]}",
            "Write what is missing, or leave out --final.",
        )
    request = dataclasses.replace(
        publication_request(workspace, chosen.year, engine, formats),
        timestamp=dt.datetime.combine(chosen.end, dt.time(), tzinfo=dt.UTC),
    )
    paths: list[Path] = []
    with workspace_lock(reports_folder(root)):
        for report in reports:
            on_report(report.stem)
            made = publish_quarterly(report, request, chosen.in_file_names)
            paths += made.paths.values()
    return Quarterlies(tuple(paths), tuple(missing))


def parsed(quarter: str) -> Quarter:
    """Return a quarter as it was typed.

    Raises
    ------
    InvalidInput
        If it is not written like 2025/26-Q3.
    """
    try:
        return Quarter.parse(quarter)
    except ValueError as error:
        raise InvalidInput(str(error), "Q1 is April to June.") from error


def reports_of(view: QuarterView) -> Iterator[QuarterlyReport]:
    """Yield every report of a quarter: for each body the highlights, then each exception."""
    short = view.year.workspace.hub.short_name
    for body in view.bodies:
        yield QuarterlyReport(
            stem=f"highlight-{file_name(body.name)}",
            title=f"{short}: highlight report {view.quarter}",
            subtitle=f"For: {body.name}",
            blocks=tuple(highlight_blocks(view, body)),
        )
        for breach in breaches_to_report(view):
            yield QuarterlyReport(
                stem=f"exception-{breach.in_file_names}-{file_name(body.name)}",
                title=f"{short}: exception report {view.quarter}",
                subtitle=f"{view.title(breach.project)}, {breach.aspect}. For: {body.name}",
                blocks=tuple(exception_blocks(view, breach, body)),
                missing=tuple(missing_parts(view, breach)),
            )
