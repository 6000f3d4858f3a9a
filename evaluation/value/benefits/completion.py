"""How far a project's checklist of benefits realisation is, stage by stage.

In: the checklist of a value.yml and the stage the project is in. Out: a DataFrame by stage, and
what is overdue or not answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from evaluation.workspace.project import Project
from evaluation.workspace.standard_checklist import (
    STAGES,
    STANDARD_CHECKLIST,
    Stage,
    StandardItem,
)
from evaluation.workspace.value_tools import ChecklistItem

PERCENT = 100


def stage_on(day: dt.date, project: Project) -> Stage:
    """Return the stage that a project is in on a day, from the dates of its file.

    "planning" before the baseline window; "baseline" until the phase-in or go-live; "delivery"
    until the end of the window after; "review" from then until it is business as usual; "exit".
    Without windows "baseline" is not told from "planning", and "review" not from "delivery".
    """
    dates, periods, ending = project.dates, project.periods, project.exit
    usual = ending.business_as_usual_date if ending is not None else None
    if usual is not None and day >= usual:
        return "exit"
    if periods is not None and day > periods.after.end:
        return "review"
    if day >= (dates.phase_in_from or dates.go_live):
        return "delivery"
    has_begun = periods is not None and day >= periods.baseline.start
    return "baseline" if has_begun else "planning"


def completion(checklist: Sequence[ChecklistItem], stage_now: Stage) -> pd.DataFrame:
    """Return how many items of each stage are done, of those needed.

    Parameters
    ----------
    checklist : sequence of ChecklistItem
    stage_now : str
        Stages before it are past; what they left undone is overdue.

    Returns
    -------
    DataFrame, one row per stage
        stage, is_past, needed, done, under_way, not_started, not_needed, overdue, unanswered (of
        the standard checklist) and percent (done of needed; missing where none is needed).

    Examples
    --------
    >>> import datetime as dt
    >>> items = [
    ...     ChecklistItem(stage="idea", item="Need", status="done", on=dt.date(2024, 1, 1)),
    ...     ChecklistItem(stage="idea", item="Harms", status="under-way"),
    ... ]
    >>> completion(items, "planning").loc[0, ["done", "needed", "overdue"]].tolist()
    [1, 2, 1]
    """
    missing = unanswered(checklist)
    rows = []
    for stage in STAGES:
        statuses = [item.status for item in checklist if item.stage == stage]
        done, not_needed = statuses.count("done"), statuses.count("not-needed")
        needed = len(statuses) - not_needed
        is_past = STAGES.index(stage) < STAGES.index(stage_now)
        rows.append(
            {
                "stage": stage,
                "is_past": is_past,
                "needed": needed,
                "done": done,
                "under_way": statuses.count("under-way"),
                "not_started": statuses.count("not-started"),
                "not_needed": not_needed,
                "overdue": needed - done if is_past else 0,
                "unanswered": sum(item.stage == stage for item in missing),
                "percent": PERCENT * done / needed if needed else None,
            }
        )
    return pd.DataFrame(rows)


def overdue(checklist: Sequence[ChecklistItem], stage_now: Stage) -> list[ChecklistItem]:
    """Return the items of past stages that are needed and not done, in the order of the stages."""
    now = STAGES.index(stage_now)
    late = [
        item
        for item in checklist
        if STAGES.index(item.stage) < now and item.status in ("under-way", "not-started")
    ]
    return sorted(late, key=lambda item: STAGES.index(item.stage))


def unanswered(checklist: Sequence[ChecklistItem]) -> list[StandardItem]:
    """Return the items of the standard checklist that a project's checklist does not answer.

    An item is answered where it is named under `standard`, or stands there word by word.
    """
    named = {item.standard for item in checklist}
    worded = {_plain(item.item) for item in checklist}
    return [
        item
        for item in STANDARD_CHECKLIST
        if item.id not in named and _plain(item.item) not in worded
    ]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
