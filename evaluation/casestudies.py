"""Case studies from end to end: run what is stale, write chapters, make each form.

In: a workspace and projects. Out: the paths of the made files, and what is missing in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.annual import OnFindings, prepare, publication_request
from evaluation.errors import Finding, InvalidInput
from evaluation.portfolio import ProjectResult, read_results
from evaluation.publish import Format
from evaluation.publish.case_study.making import (
    CaseStudyText,
    Form,
    case_study_text,
    chapter_of,
    make_case_study,
)
from evaluation.publish.case_study.references import reference_findings
from evaluation.run import Display, RunSettings, RunSummary, workspace_lock
from evaluation.workspace import Workspace, open_workspace, reports_folder


@dataclass(frozen=True)
class CaseStudies:
    """What was made.

    Parameters
    ----------
    paths : tuple of Path
    missing : tuple of str
        What is missing, one sentence each, with project and form.
    projects : RunSummary
        Of the projects asked for.
    """

    paths: tuple[Path, ...]
    missing: tuple[str, ...]
    projects: RunSummary


def make_case_studies(
    root: Path,
    slugs: Sequence[str],
    *,
    forms: Sequence[Form],
    formats: tuple[Format, ...],
    year: str | None,
    final: bool,
    settings: RunSettings,
    display: Display,
    on_findings: OnFindings,
) -> CaseStudies:
    """Run what is stale and make the case studies of some projects.

    Parameters
    ----------
    root : Path
    slugs : sequence of str
    forms : sequence of {"nhs-england", "ais", "poster"}
    formats : tuple of {"html", "pdf", "docx"}
    year : str or None
        Financial year such as 2025/26; None means the hub's reporting year.
    final : bool
        Whether missing parts are refused.
    settings : RunSettings
    display : Display
    on_findings : callable
        Called with the warnings of the check, before anything runs.

    Raises
    ------
    InvalidInput
        If there is no such project, a text refers to a result that does not exist, or `final`
        while parts are missing; nothing was published.
    PublishingFailed
        If a made file is not sound.
    """
    opened = open_workspace(root)
    wanted = [opened.project(slug).slug for slug in dict.fromkeys(slugs)]
    with workspace_lock(reports_folder(root)):
        ready = prepare(
            root, year=year, settings=settings, display=display, on_findings=on_findings
        )
        by_slug = {item.folder.slug: item for item in read_results(ready.workspace)}
        items = [by_slug[slug] for slug in wanted]
        request = publication_request(ready.workspace, ready.year, "embedded", formats)
        texts = [
            (item, case_study_text(item, chapter_of(item, request), form))
            for item in items
            for form in forms
        ]
        _require_sound(ready.workspace, items, texts, final=final)
        paths = [path for item, text in texts for path in make_case_study(item, text, request)]
    missing = [
        f"{item.folder.slug}, {text.form}: {sentence}"
        for item, text in texts
        for sentence in text.missing
    ]
    outcomes = tuple(item for item in ready.projects.outcomes if item.project in wanted)
    return CaseStudies(tuple(paths), tuple(missing), RunSummary(outcomes, ready.projects.seconds))


def _require_sound(
    workspace: Workspace,
    items: Sequence[ProjectResult],
    texts: Sequence[tuple[ProjectResult, CaseStudyText]],
    *,
    final: bool,
) -> None:
    found: list[Finding] = []
    for item in items:
        shown = workspace.shown(item.folder.case_study_file)
        found += reference_findings(item, shown)
    if final:
        found += [
            Finding(
                f"The form {text.form} is not complete. {sentence}",
                "Write it, or leave out --final.",
                file=workspace.shown(item.folder.case_study_file),
                project=item.folder.slug,
            )
            for item, text in texts
            for sentence in text.missing
        ]
    if found:
        count = len(found)
        raise InvalidInput(
            f"The case studies have {count} {'fault' if count == 1 else 'faults'}; "
            "none was published.",
            findings=found,
        )
