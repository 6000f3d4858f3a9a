"""What stands in the way of sealing a year: all of it at once, each with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evaluation.errors import Finding
from evaluation.release.publication import damaged_documents, read_publication
from evaluation.release.state import published_state
from evaluation.run import HUB, staleness, survey
from evaluation.workspace import HUB_FILE, FinancialYear, Workspace
from evaluation.workspace.placeholders import placeholder_findings
from evaluation.workspace.quality_assurance import read_quality_assurance, record_path
from evaluation.workspace.yaml_source import read_yaml

STEM = "annual-report"
FORMATS = ("html", "pdf", "docx")
MANIFEST = "manifest.json"
REPORT_COMMAND = "evaluation report"


def obstacles(workspace: Workspace, year: FinancialYear) -> tuple[Finding, ...]:
    """Return everything that keeps a year from being sealed; empty where it may be.

    Parameters
    ----------
    workspace : Workspace
    year : FinancialYear
        Its report is to be sealed.
    """
    state = published_state(workspace)
    return (
        *_unfilled(workspace),
        *_results(workspace, year),
        *_report(workspace, year, state),
        *_review(workspace, year, state),
    )


def _unfilled(workspace: Workspace) -> Iterator[Finding]:
    """Yield what a new hub or project still has to say, which the report would print."""
    files = {folder.file: folder.slug for folder in workspace.projects}
    for path, slug in {workspace.root / HUB_FILE: "", **files}.items():
        shown = workspace.shown(path)
        for finding in placeholder_findings(read_yaml(path, shown), shown, slug):
            yield replace(finding, severity="error")


def _results(workspace: Workspace, year: FinancialYear) -> Iterator[Finding]:
    around = survey(workspace)
    for slug in (*(folder.slug for folder in workspace.projects), HUB):
        found = staleness(workspace, slug, str(year), around)
        if not found.is_up_to_date:
            why = f": {'; '.join(found.reasons)}" if found.reasons else ""
            remedy = f"Run `{REPORT_COMMAND} --year {year}`, and look into what fails."
            yield Finding(f"The result is {found.status}{why}.", remedy, project=slug)
    manifest = workspace.results / MANIFEST
    if not manifest.is_file():
        shown = workspace.shown(manifest)
        yield Finding("The manifest is missing.", "Run `evaluation run`.", file=shown)


def _report(workspace: Workspace, year: FinancialYear, state: str) -> Iterator[Finding]:
    folder = workspace.reports / "output"
    shown = workspace.shown(folder)
    remedy = f"Publish it with `{REPORT_COMMAND} --year {year}`."
    published = read_publication(folder, STEM)
    if published is None:
        yield Finding("The report has not been published.", remedy, file=shown)
        return
    if published.year != str(year):
        yield Finding(f"The report published is that of {published.year}.", remedy, file=shown)
    elif published.state != state:
        yield Finding("The report was published from other results.", remedy, file=shown)
    names = {item.path for item in published.files}
    for name in (f"{STEM}.{ending}" for ending in FORMATS):
        if name not in names:
            yield Finding(f"{name} has not been published.", remedy, file=shown)
    for name in damaged_documents(folder, published):
        yield Finding(f"{name} is missing or was changed since.", remedy, file=shown)


def _review(workspace: Workspace, year: FinancialYear, state: str) -> Iterator[Finding]:
    record, findings = read_quality_assurance(workspace.root, year)
    yield from findings
    if record is not None and record.reviewed != state:
        yield Finding(
            "Other results were reviewed than those there are now.",
            f"Review them again; `evaluation review {year}` prints their digest.",
            file=workspace.shown(record_path(workspace.root, year)),
            place="reviewed",
        )
