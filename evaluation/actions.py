"""The action plans of a workspace: what each project lacks, and what is overdue on a day.

In: an opened workspace. Out: one review for each audited project, as rows for a terminal, or as
warnings of the check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.audit.actions import PlanReview, review_actions
from evaluation.errors import Finding, InvalidInput
from evaluation.present import numbers
from evaluation.study.audits import latest_statuses
from evaluation.study.inputs import StudyInputs, inputs_of
from evaluation.workspace import Workspace, open_workspace

PLACE = "audit.actions"
COLUMNS = ("project", "criterion", "result", "action", "owner", "due", "state")


@dataclass(frozen=True)
class ProjectPlan:
    """A project's action plan, held against its latest results."""

    slug: str
    file: str
    review: PlanReview


def project_plans(
    workspace: Workspace, slugs: Sequence[str] = (), on: dt.date | None = None
) -> list[ProjectPlan]:
    """Return the plan of each project that has an audit with a table.

    Parameters
    ----------
    workspace : Workspace
    slugs : sequence of str
        Only these projects; empty means all.
    on : date, optional
        The day on which actions are judged; by default the last day of the reporting year.

    Raises
    ------
    InvalidInput
        If a project is not there or its tables are invalid.
    """
    named = list(slugs) or [folder.slug for folder in workspace.projects]
    plans = []
    for slug in named:
        folder = workspace.project(slug)
        if folder.project.audit is None or folder.project.tables.audit is None:
            continue
        inputs = inputs_of(workspace, slug, with_kpis=False)
        plans.append(ProjectPlan(slug, workspace.shown(folder.file), _review(inputs, on)))
    return plans


def _review(inputs: StudyInputs, on: dt.date | None) -> PlanReview:
    plan = inputs.project.audit
    if plan is None:  # its first cycle begins after the reporting year
        return review_actions({}, [], inputs.year.end, on or inputs.year.end)
    return review_actions(
        latest_statuses(inputs), plan.actions, plan.cycles[-1].end, on or inputs.year.end
    )


def action_findings(root: Path, slugs: Sequence[str] = ()) -> list[Finding]:
    """Return warnings of unmet criteria without an action, and of overdue actions.

    A workspace or project that cannot be read gives none: its faults are told by the check.

    Parameters
    ----------
    root : Path
        The folder that holds `data/hub.yml`.
    slugs : sequence of str
        Only these projects; empty means all.
    """
    try:
        workspace = open_workspace(root)
    except InvalidInput:
        return []
    known = [folder.slug for folder in workspace.projects]
    findings: list[Finding] = []
    for slug in [name for name in slugs if name in known] or ([] if slugs else known):
        try:
            findings += [
                finding for plan in project_plans(workspace, [slug]) for finding in _findings(plan)
            ]
        except InvalidInput:
            continue
    return findings


def _findings(plan: ProjectPlan) -> list[Finding]:
    found = [
        (
            f"The criterion '{criterion}' is not met in the latest cycle and has no action.",
            "Add one with an owner by role and a date.",
        )
        for criterion in plan.review.unanswered
    ]
    day = numbers.day_text(plan.review.on)
    found += [
        (
            f"The action for '{action.criterion}' due on {numbers.day_text(action.due)} is overdue "
            f"on {day}.",
            "Bring its status up to date, or agree a new date.",
        )
        for action in plan.review.overdue
    ]
    return [
        Finding(sentence, remedy, plan.file, PLACE, plan.slug, "warning")
        for sentence, remedy in found
    ]


def plans_rows(plans: Sequence[ProjectPlan]) -> list[tuple[str, ...]]:
    """Return all actions, and the unmet criteria that have none, as rows of `COLUMNS`."""
    rows: list[tuple[str, ...]] = []
    for plan in plans:
        for row in plan.review.rows:
            action = row.action
            cells = (
                ("none recorded", "", "", "action needed")
                if action is None
                else (action.action, action.owner, action.due.isoformat(), row.state)
            )
            rows.append((plan.slug, row.criterion, row.status, *cells))
    return rows


def plans_json(plans: Sequence[ProjectPlan]) -> dict[str, object]:
    """Return the plans as plain data."""
    return {
        "projects": [
            {
                "project": plan.slug,
                "on": plan.review.on.isoformat(),
                "unmet": list(plan.review.unmet),
                "unanswered": list(plan.review.unanswered),
                "actions": [
                    {
                        "criterion": row.criterion,
                        "result": row.status,
                        "state": row.state,
                        **row.action.model_dump(mode="json", exclude={"criterion"}),
                    }
                    for row in plan.review.rows
                    if row.action
                ],
            }
            for plan in plans
        ]
    }
