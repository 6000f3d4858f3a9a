"""Bring all chapters of the annual report up to date from the projects' results.

In: a workspace whose projects have run. Out: `reports/chapters/` with front, summary, projects,
data quality and provenance, which the master includes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evaluation.errors import Finding
from evaluation.portfolio import (
    OWN_YEAR_HEADING,
    SUMMARY_HEADING,
    ProjectResult,
    read_results,
)
from evaluation.present import numbers
from evaluation.present.blocks import Table, escape
from evaluation.present.csv_text import csv_text
from evaluation.publish.changes import (
    changes_chapter,
    changes_since_the_last_report,
    changes_table,
)
from evaluation.publish.chapters import (
    captioned_table,
    chapter_text,
    copy_figures,
    write_project_chapters,
    write_text,
)
from evaluation.publish.front import front
from evaluation.publish.glossary import glossary
from evaluation.publish.in_short import with_findings
from evaluation.publish.provenance import provenance
from evaluation.run import HUB, RunRecord, last_attempt, last_good
from evaluation.workspace import FinancialYear, Workspace, read_hub_texts

PASSED, LOOK_CLOSER, INFORMS = "Passed", "Look closer", "For information"


def assemble(workspace: Workspace, year: FinancialYear, findings: Sequence[Finding]) -> Path:
    """Write every chapter that the annual report includes, and return their folder.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
    findings : sequence of Finding
        What `check` found; shown in the chapter on data quality.

    Raises
    ------
    PublishingFailed
        If a notebook that is to be published has a cell that failed or never ran.
    """
    chapters = workspace.reports / "chapters"
    results = read_results(workspace)
    copy_figures(workspace.results / HUB / "figures", chapters)
    for item in results:
        copy_figures(workspace.results / item.folder.slug / "figures", chapters)
    texts, _ = read_hub_texts(workspace.root)
    of_projects = {item.folder.slug: project_chapter(workspace, item) for item in results}
    of_the_hub, own_year = parted(summary(workspace))
    made = {
        "front": front(workspace, year, results, texts),
        "summary": of_the_hub,
        "hub-year": own_year,
        "projects": "\n".join(of_projects.values()),
        "data-quality": data_quality(workspace, results, findings),
        "changes": changes(workspace, year, results),
        "glossary": glossary(texts),
        "provenance": provenance(workspace, year, results),
    }
    for name, text in made.items():
        write_text(chapters / f"{name}.qmd", text)
    write_project_chapters(chapters, of_projects)
    return chapters


def changes(workspace: Workspace, year: FinancialYear, results: Sequence[ProjectResult]) -> str:
    """Return the chapter on changes since the last sealed report, and write all of them as csv.

    Empty where no earlier year is sealed.
    """
    found = changes_since_the_last_report(workspace, year, results)
    if found is None:
        return ""
    before, all_of_them = found
    output = workspace.reports / "output"
    table = csv_text(changes_table(all_of_them))
    write_text(output / f"changes-since-{before.in_file_names}.csv", table)
    return changes_chapter(before, all_of_them, results)


def summary(workspace: Workspace) -> str:
    """Return the hub's summary; if its notebook failed it says so, and shows the last good one."""
    place = workspace.results / HUB
    runs = _Runs(last_attempt(place), last_good(place))
    return _chapter(SUMMARY_HEADING, "summary", runs, workspace.executed / "hub.ipynb")


def parted(text: str) -> tuple[str, str]:
    """Return what the hub's notebook says of the projects, and the chapters of its own year.

    The one stands before the projects' chapters, the other behind them.
    """
    before, heading, after = text.partition(f"\n{OWN_YEAR_HEADING}\n")
    return (f"{before.rstrip()}\n", f"{OWN_YEAR_HEADING}\n{after}") if heading else (text, "")


def project_chapter(workspace: Workspace, item: ProjectResult) -> str:
    """Return a project's chapter; one that failed says so, and shows its last good result as such.

    Parameters
    ----------
    workspace : Workspace
    item : ProjectResult
    """
    heading = f"# {escape(item.folder.project.title)} {{#sec-{item.folder.slug}}}"
    runs = _Runs(item.attempt, item.good)
    executed = workspace.executed / f"{item.folder.slug}.ipynb"
    return with_findings(_chapter(heading, "project", runs, executed), item.sentences)


class _Runs(NamedTuple):
    attempt: RunRecord | None
    good: RunRecord | None

    @property
    def has_failed(self) -> bool:
        return self.attempt is not None and self.attempt.status == "failed"


def _chapter(heading: str, noun: str, runs: _Runs, executed: Path) -> str:
    """Return a chapter; of a failed run under its heading of now, whatever it was called before."""
    if runs.good is None or not executed.is_file():
        warning = _failure(noun, runs._replace(good=None)) if runs.has_failed else _never_run(noun)
        return f"{heading}\n\n{warning}\n"
    text = chapter_text(executed)
    if not runs.has_failed:
        return text
    first, _, rest = text.partition("\n")
    body = rest if first.startswith("# ") else f"\n{text}"
    return f"{heading}\n\n{_failure(noun, runs)}\n{body}"


def _failure(noun: str, runs: _Runs) -> str:
    reason = runs.attempt.reason if runs.attempt else ""
    text = f"The last run of this {noun} failed. {escape(reason)}"
    if runs.good is None:
        text += " There is no earlier result to show."
    else:
        of_year = escape(str(runs.good.parameters.get("year", "")))
        text += f" What follows is its last good result, of {_day(runs.good)}, for {of_year}."
    return f"::: {{.callout-warning}}\n## This {noun} failed\n\n{text}\n:::"


def _day(run: RunRecord) -> str:
    return numbers.dates_in_words(run.end[:10])


def _never_run(noun: str) -> str:
    return f"::: {{.callout-warning}}\n## No result\n\nThis {noun} has not been run.\n:::"


def data_quality(
    workspace: Workspace, results: Sequence[ProjectResult], findings: Sequence[Finding]
) -> str:
    """Return the chapter on data quality: what check found, and the models' checks counted."""
    parts = ["# Data quality {#sec-data-quality}"]
    if findings:
        rows = [
            (_title(results, finding.project), finding.file, finding.place, finding.sentence)
            for finding in findings
        ]
        frame = pd.DataFrame(rows, columns=["Project", "File", "Place", "What was found"])
        caption = "What the check of all input files found."
        parts.append(captioned_table(Table(frame, caption, "data-quality-findings")))
    else:
        parts.append("The check of all input files found nothing to remark.")
    counted = [row for item in results if (row := _counted_checks(workspace, item))]
    if counted:
        caption = "Checks of the analyses by project; each project's chapter has them in full."
        columns = (PASSED, LOOK_CLOSER, INFORMS)
        table = Table(pd.DataFrame(counted), caption, "data-quality-checks", right=columns)
        parts.append(captioned_table(table))
    return "\n\n".join(parts) + "\n"


def _title(results: Sequence[ProjectResult], slug: str) -> str:
    titles = {item.folder.slug: item.folder.project.title for item in results}
    return titles.get(slug, "The hub")


def _counted_checks(workspace: Workspace, item: ProjectResult) -> dict[str, object] | None:
    path = workspace.results / item.folder.slug / "checks.parquet"
    if item.good is None or not path.is_file():
        return None
    passed = pd.read_parquet(path)["passed"]
    return {
        "Project": item.folder.project.title,
        PASSED: int(passed.eq(other=True).sum()),
        LOOK_CLOSER: int(passed.eq(other=False).sum()),
        INFORMS: int(passed.isna().sum()),
    }
