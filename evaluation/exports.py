"""Workbooks in the form that NICE asks providers to keep, filled in from the audits.

In: an opened workspace. Out: the bytes of an .xlsx file: the baseline assessment, a row for each
recommendation, or the service improvement template, a row for each quality statement. Every count
has passed disclosure control.

References
----------
NICE, Into practice guide (PMG30), baseline assessment tools; NICE, How to use quality standards,
service improvement template.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import pandas as pd

from evaluation.disclosure import shown
from evaluation.errors import InvalidInput
from evaluation.present import numbers
from evaluation.present.workbook import CellValue, Sheet, workbook_bytes
from evaluation.study.audits import latest_results
from evaluation.study.inputs import StudyInputs, inputs_of
from evaluation.workspace import Criterion, Guideline, Workspace
from evaluation.workspace.action_plan import Action

Kind = Literal["baseline-assessment", "service-improvement"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
QUALITY_STANDARD = "QS"

BASELINE_COLUMNS: Final = (
    ("Guideline", 14),
    ("Recommendation", 16),
    ("What it asks (in our words)", 44),
    ("Project", 22),
    ("Relevant?", 12),
    ("Current practice and evidence", 52),
    ("Met?", 10),
    ("Actions needed", 44),
    ("Resources or cost", 24),
    ("Risk of not meeting it", 14),
    ("Deadline", 18),
    ("Lead (role)", 24),
    ("Action status", 16),
)
IMPROVEMENT_COLUMNS: Final = (
    ("Quality standard", 16),
    ("Statement", 16),
    ("What it asks (in our words)", 44),
    ("Project", 22),
    ("Relevant?", 12),
    ("How the service compares", 52),
    ("Source of evidence", 34),
    ("Actions or resources needed", 44),
    ("Initial risk", 14),
    ("Owner (role)", 24),
    ("Due", 18),
    ("Status", 16),
    ("Completed", 18),
    ("Evidence of completion", 30),
    ("Measured again", 18),
)
MET_WORDS: Final = MappingProxyType({"met": "Yes", "uncertain": "Partial", "not met": "No"})
SYNTHETIC: Final = " (synthetic data)"
NOT_AUDITED: Final = "Not audited by this project: to be assessed"
TITLES: Final[MappingProxyType[Kind, str]] = MappingProxyType(
    {
        "baseline-assessment": "Baseline assessment",
        "service-improvement": "Service improvement",
    }
)
NOTES: Final = (
    (
        "Met?",
        "Yes: the whole interval reaches the target. No: the whole interval misses it. "
        "Partial: the interval includes the target. Empty: no target, or too few people to show.",
    ),
    ("Relevant?", "Audited criteria are relevant; the others are left to the service to judge."),
    ("Wording", "Paraphrased. The wording that counts is NICE's, at the address of the guideline."),
    ("Owners", "Named by role."),
)

Row = list[CellValue]
Result = Mapping[Hashable, Any]


def export_bytes(workspace: Workspace, kind: Kind, slugs: Sequence[str] = ()) -> bytes:
    """Return the workbook of one kind.

    Parameters
    ----------
    workspace : Workspace
    kind : {"baseline-assessment", "service-improvement"}
    slugs : sequence of str
        Only these projects; empty means all that have an audit.

    Raises
    ------
    InvalidInput
        If a project is not there or has no audit, its tables are invalid, or nothing is left.
    """
    inputs = [_audited(workspace, slug) for slug in slugs] or [
        inputs_of(workspace, folder.slug, with_kpis=False)
        for folder in workspace.projects
        if folder.project.audit is not None
    ]
    make, columns = _MAKERS[kind]
    rows = [row for item in inputs for row in make(item)]
    if not rows:
        raise InvalidInput(
            f"There is nothing to export as {kind}: no audited criterion is of that kind.",
            "Add criteria under 'audit:' in a project.yml.",
        )
    about = Sheet("About", (("Note", 18), ("Text", 90)), [*_about(workspace, inputs), *NOTES])
    title = f"{TITLES[kind]}, {workspace.hub.name}, {workspace.hub.reporting_year}"
    sheets = [Sheet(TITLES[kind], columns, rows), about]
    return workbook_bytes(sheets, title=title, subject=workspace.hub.notice)


def require_workbook_path(path: Path) -> None:
    """Refuse a path that does not end in .xlsx or lies in no folder.

    Raises
    ------
    InvalidInput
        If the export cannot be written there.
    """
    if path.suffix.lower() != ".xlsx":
        raise InvalidInput("The export is a workbook.", "Name a file that ends in .xlsx.")
    if not path.parent.is_dir():
        raise InvalidInput(f"The folder {path.parent} does not exist.", "Make it first.")


def _audited(workspace: Workspace, slug: str) -> StudyInputs:
    inputs = inputs_of(workspace, slug, with_kpis=False)
    if inputs.project.audit is None:
        raise InvalidInput(
            f"The project '{slug}' has no audit in this year.", "Name one that has, or none."
        )
    return inputs


def _about(workspace: Workspace, inputs: Sequence[StudyInputs]) -> list[Row]:
    rows: list[Row] = [
        ["Hub", workspace.hub.name],
        ["Year", workspace.hub.reporting_year],
        ["Data", workspace.hub.notice],
    ]
    return rows + [["Project", f"{item.project.title}. {item.source_line}"] for item in inputs]


def _baseline_rows(inputs: StudyInputs) -> Iterable[Row]:
    for criterion, result, actions in _criteria(inputs):
        opening = _opening(inputs, criterion, result)
        if result is None:
            yield [*opening, NOT_AUDITED, "", *[""] * 6]
            continue
        met = MET_WORDS.get(result["status"], "")
        for action in actions or (None,):
            plan: Row = [""] * 6
            if action:
                plan = [
                    action.action,
                    action.resources or "",
                    action.risk or "",
                    action.due,
                    action.owner,
                    action.status.replace("-", " "),
                ]
            yield [*opening, _evidence(inputs, result), met, *plan]


def _improvement_rows(inputs: StudyInputs) -> Iterable[Row]:
    for criterion, result, actions in _criteria(inputs):
        if not criterion.guideline.startswith(QUALITY_STANDARD):
            continue
        opening = _opening(inputs, criterion, result)
        if result is None:
            yield [*opening, NOT_AUDITED, *[""] * 9]
            continue
        for action in actions or (None,):
            plan: Row = [""] * 8
            if action:
                needed = "; ".join(part for part in (action.action, action.resources) if part)
                plan = [
                    needed,
                    action.risk or "",
                    action.owner,
                    action.due,
                    action.status.replace("-", " "),
                    action.completed,
                    action.evidence or "",
                    action.reaudit,
                ]
            yield [*opening, _evidence(inputs, result), _source(inputs), *plan]


def _criteria(
    inputs: StudyInputs,
) -> Iterable[tuple[Criterion, Result | None, list[Action]]]:
    """Yield all criteria in force of the guidelines that are audited, with result and actions."""
    plan = inputs.project.audit
    if plan is None:
        return
    latest = latest_results(inputs)
    pairs = zip(latest.index, latest.to_dict("records"), strict=True)
    results: dict[str, Result] = {str(name): row for name, row in pairs}
    library = inputs.workspace.criteria
    audited = {library[item.id].guideline for item in plan.criteria}
    for criterion in library.values():
        is_audited = criterion.id in results
        if criterion.guideline in audited and (is_audited or criterion.holds_on(inputs.year.end)):
            own = [action for action in plan.actions if action.criterion == criterion.id]
            yield criterion, results.get(criterion.id), own


def _opening(inputs: StudyInputs, criterion: Criterion, result: object) -> Row:
    guideline = _guidelines(inputs.workspace)[criterion.guideline]
    return [
        f"{guideline.id} ({guideline.year})",
        criterion.reference or criterion.id,
        f"{criterion.id}: {criterion.statement}",
        f"{inputs.project.title}{SYNTHETIC if inputs.provenance == 'synthetic' else ''}",
        "" if result is None else "Yes",
    ]


def _guidelines(workspace: Workspace) -> dict[str, Guideline]:
    return {item.id: item for standard in workspace.standards for item in standard.guidelines}


def _evidence(inputs: StudyInputs, result: Result) -> str:
    plan = inputs.project.audit
    cycle = "" if plan is None else f"{plan.cycles[-1].name}: "
    has_target, is_shown = (bool(pd.notna(result[name])) for name in ("target", "percent"))
    target = f" Target {result['target']:g}%." if has_target else ""
    if not is_shown:
        return f"{cycle}{result['status']}.{target}"
    percent = numbers.number(result["percent"], 1)
    limits = ""
    if bool(pd.notna(result["lower"])):
        limits = f" (95% interval {numbers.limits_text(result['lower'], result['upper'], 1)})"
    counts = f"{shown(result['eligible'])} eligible, {shown(result['exceptions'])} exceptions, "
    counts += f"{shown(result['not_recorded'])} not recorded"
    return f"{cycle}{percent}%{limits}; {counts}.{target} Status: {result['status']}."


def _source(inputs: StudyInputs) -> str:
    return f"Clinical audit. {inputs.source_line}"


_MAKERS: Final[
    MappingProxyType[
        Kind, tuple[Callable[[StudyInputs], Iterable[Row]], tuple[tuple[str, int], ...]]
    ]
] = MappingProxyType(
    {
        "baseline-assessment": (_baseline_rows, BASELINE_COLUMNS),
        "service-improvement": (_improvement_rows, IMPROVEMENT_COLUMNS),
    }
)
