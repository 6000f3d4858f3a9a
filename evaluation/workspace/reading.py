"""Find a workspace from any directory and read its hub, projects and standards.

In: a directory. Out: a `Workspace`, or all findings at once.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import Finding, InvalidInput, nearest
from evaluation.workspace.borders import (
    folders_to_read,
    is_inside,
    link_findings,
    named_findings,
    outside,
)
from evaluation.workspace.case_study import CASE_STUDY_NAME, read_case_study
from evaluation.workspace.consistency import project_findings
from evaluation.workspace.deflator import read_deflator
from evaluation.workspace.elsewhere import is_copy
from evaluation.workspace.hub import Hub
from evaluation.workspace.hub_texts import read_hub_texts
from evaluation.workspace.mandate import read_mandate
from evaluation.workspace.path_text import expanded
from evaluation.workspace.placeholders import placeholder_findings
from evaluation.workspace.prespecification_file import RECORD_NAME, read_record
from evaluation.workspace.project import Project
from evaluation.workspace.standards import Criterion, StandardsFile
from evaluation.workspace.standards_consistency import standards_findings
from evaluation.workspace.strict import validate
from evaluation.workspace.value_file import VALUE_NAME, read_value
from evaluation.workspace.value_prices import price_findings
from evaluation.workspace.workspace import ProjectFolder, Workspace, shown_path
from evaluation.workspace.yaml_source import read_yaml

HUB_FILE = Path("data") / "hub.yml"
PROJECTS_FOLDER = Path("data") / "projects"
WORKSPACE_VARIABLE = "EVALUATION_WORKSPACE"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# the hub's own results are called so; Windows takes the others for devices
_KEPT = re.compile(r"hub|con|prn|aux|nul|com\d|lpt\d")


@dataclass(frozen=True)
class WorkspaceParts:
    """What of a workspace could be read, whatever is wrong with the rest.

    Parameters
    ----------
    hub : Hub or None
        None where `data/hub.yml` is not sound.
    projects : tuple of ProjectFolder
        Those whose file can be read, in the order of the report.
    standards : tuple of StandardsFile
    findings : tuple of Finding
        What is wrong with the files, tables apart.
    """

    hub: Hub | None
    projects: tuple[ProjectFolder, ...]
    standards: tuple[StandardsFile, ...]
    findings: tuple[Finding, ...]


def find_root(start: Path | None = None, *, demonstration: bool = True) -> Path:
    """Return the workspace of a directory: the nearest parent that holds `data/hub.yml`.

    Without `start`: the folder named by EVALUATION_WORKSPACE, else the nearest parent of the
    current directory, else the repository that holds this package, unless `demonstration` is
    false.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    named = os.environ.get(WORKSPACE_VARIABLE)
    if start is not None or named:
        origin = expanded(Path(start or str(named))).resolve()
        candidates = [origin]
    else:
        origin = Path.cwd()
        candidates = [origin, *origin.parents]
        candidates += [Path(__file__).resolve().parents[2]] if demonstration else []
    for folder in candidates:
        with contextlib.suppress(OSError):  # a name that no folder can have
            if (folder / HUB_FILE).is_file():
                return folder
    raise InvalidInput(
        f"There is no workspace at {origin}: {HUB_FILE.as_posix()} is missing.",
        "Give the folder that holds it with --workspace.",
    )


def read_parts(root: Path) -> WorkspaceParts:
    """Read everything but the tables, as far as it can be read."""
    shown = HUB_FILE.as_posix()
    source = read_yaml(root / HUB_FILE, shown)
    hub, findings = validate(Hub, source, shown)
    findings.extend(placeholder_findings(source, shown))
    named = hub.tables_from if hub is not None and not is_copy(root) else []
    readable = folders_to_read(root, named)
    findings.extend(named_findings(root, named, shown))
    leading_out = link_findings(root, readable)
    if leading_out:  # nothing is read through them
        return WorkspaceParts(hub, (), (), (*findings, *leading_out))
    standards = _read_standards(root, findings)
    criteria = {item.id: item for standard in standards for item in standard.criteria}
    folders = _read_projects(root, criteria, findings)
    findings.extend(_no_projects(root))
    ordered = tuple(sorted(folders, key=lambda item: (item.project.order, item.slug)))
    findings.extend(finding for folder in folders for finding in _outside(root, folder, readable))
    findings.extend(read_hub_texts(root)[1])
    index, of_index = read_deflator(root)
    findings.extend(of_index)
    for folder in folders:
        if folder.value is not None:
            shown_value = shown_path(root, folder.value_file)
            findings.extend(price_findings(folder.value, index, shown_value, folder.slug))
    kpis = {item.slug: [kpi.id for kpi in item.project.kpis] for item in folders}
    of_others = read_mandate(root, kpis)[1]
    if hub is not None:
        of_others += _headline_findings(hub, list(kpis), shown)
    # a project whose file is faulty is there all the same, and has its own finding
    faulty = {f"There is no project '{item.project}'." for item in findings if item.project}
    findings.extend(item for item in of_others if item.sentence not in faulty)
    return WorkspaceParts(hub, ordered, tuple(standards), tuple(findings))


def _outside(root: Path, folder: ProjectFolder, readable: Sequence[Path]) -> Iterator[Finding]:
    """Yield a finding for each table of a project that lies where nothing may be read."""
    for kind, table in folder.tables.items():
        path = folder.table_path(table)
        if not is_inside(path, readable):
            yield outside(path.name, shown_path(root, folder.file), f"tables.{kind}", folder.slug)


def read_workspace(root: Path) -> tuple[Workspace | None, list[Finding]]:
    """Read everything but the tables; return None and all findings where anything is wrong."""
    parts = read_parts(root)
    findings = list(parts.findings)
    if parts.hub is None or any(finding.severity == "error" for finding in findings):
        return None, findings
    return Workspace(root, parts.hub, parts.projects, parts.standards), findings


def open_hub(root: Path) -> Hub:
    """Return the hub of the workspace at `root`, without looking at anything else.

    Raises
    ------
    InvalidInput
        With all findings, if anything in its file is wrong.
    """
    shown = HUB_FILE.as_posix()
    hub, findings = validate(Hub, read_yaml(root / HUB_FILE, shown), shown)
    if hub is None:
        raise InvalidInput.from_findings(findings)
    return hub


def open_workspace(root: Path | None = None) -> Workspace:
    """Return the workspace, without looking at its tables.

    Raises
    ------
    InvalidInput
        With all findings, if anything is wrong.
    """
    workspace, findings = read_workspace(find_root(root))
    if workspace is None:
        raise InvalidInput.from_findings(findings)
    return workspace


def sound_workspace(
    root: Path, findings: Sequence[Finding]
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Return the workspace with its findings, where none is an error.

    Raises
    ------
    InvalidInput
        With every finding, if any of them is an error.
    """
    if any(finding.severity == "error" for finding in findings):
        raise InvalidInput.from_findings(findings)
    return open_workspace(root), tuple(findings)


def _headline_findings(hub: Hub, slugs: Sequence[str], shown: str) -> list[Finding]:
    """Return a finding for each headline of a project that does not exist."""
    found = []
    for number, headline in enumerate(hub.headlines, start=1):
        if headline.project not in slugs:
            spelling = nearest(headline.project, slugs)
            remedy = (
                f"Did you mean '{spelling}'?" if spelling else "Name a folder of data/projects."
            )
            sentence = f"There is no project '{headline.project}'."
            found.append(Finding(sentence, remedy, file=shown, place=f"headlines, number {number}"))
    return found


def _no_projects(root: Path) -> list[Finding]:
    if any(not item.name.startswith(".") for item in (root / PROJECTS_FOLDER).glob("*/")):
        return []
    sentence = "There is no project yet, so a report has no results to show."
    remedy = "Start one with 'evaluation new project NAME'."
    return [Finding(sentence, remedy, file="data/projects", severity="warning")]


def _read_standards(root: Path, findings: list[Finding]) -> list[StandardsFile]:
    standards: list[tuple[StandardsFile, str]] = []
    seen: dict[str, str] = {}
    for path in sorted((root / "data" / "standards").glob("*.yml")):
        shown = path.relative_to(root).as_posix()
        standard, found = validate(StandardsFile, read_yaml(path, shown), shown)
        findings.extend(found)
        if standard is None:
            continue
        standards.append((standard, shown))
        for criterion in standard.criteria:
            if criterion.id in seen:
                findings.append(
                    Finding(
                        f"The criterion '{criterion.id}' is also in {seen[criterion.id]}.",
                        "Give it another id.",
                        file=shown,
                    )
                )
            seen[criterion.id] = shown
    findings.extend(standards_findings(standards))
    return [standard for standard, _ in standards]


def _slug_problem(name: str) -> tuple[str, str] | None:
    """Return why a folder's name is no slug, and what to do."""
    if _SLUG.fullmatch(name) is None:
        remedy = "Use at most 60 lower-case letters, digits and hyphens, a hyphen not first."
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        if _SLUG.fullmatch(better):
            remedy = f"Call it '{better}'. {remedy}"
        return f"The folder name '{name}' cannot name a project.", remedy
    if _KEPT.fullmatch(name):
        remedy = "Give the project's folder another name."
        return f"The folder name '{name}' is kept for something else.", remedy
    return None


def _read_projects(
    root: Path, criteria: dict[str, Criterion], findings: list[Finding]
) -> list[ProjectFolder]:
    folders: list[ProjectFolder] = []
    for folder in sorted((root / PROJECTS_FOLDER).glob("*/")):
        if folder.name.startswith("."):
            continue
        path = folder / "project.yml"
        shown = path.relative_to(root).as_posix()
        problem = _slug_problem(folder.name)
        if problem:
            sentence, remedy = problem
            findings.append(Finding(sentence, remedy, file=shown, project=folder.name))
            continue
        source = read_yaml(path, shown)
        project, found = validate(Project, source, shown, project=folder.name)
        findings.extend([*found, *placeholder_findings(source, shown, folder.name)])
        if project is not None:
            findings.extend(project_findings(project, folder.name, shown, criteria))
            shown_record = shown_path(root, folder / RECORD_NAME)
            record, of_record = read_record(folder, shown_record, folder.name)
            findings.extend(of_record)
            shown_value = shown_path(root, folder / VALUE_NAME)
            value, of_value = read_value(folder, shown_value, project, folder.name)
            findings.extend(of_value)
            shown_case = shown_path(root, folder / CASE_STUDY_NAME)
            case, of_case = read_case_study(folder, shown_case, folder.name)
            findings.extend(of_case)
            folders.append(ProjectFolder(folder.name, folder, project, record, value, case))
    return folders
