"""How each project ends or becomes business as usual, as its exit plan stands on a day.

In: the exit plans of the projects. Out: one row per project with what is missing or overdue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

import pandas as pd

from evaluation.workspace.project import Exit

ExitState = Literal["complete", "to come", "overdue", "incomplete", "no plan"]

AGREED: Final = ("agreed", "under-way", "complete")
"""The states of a plan that all who it binds have agreed."""
NO_PLAN: Final = "no plan"
EXIT_COLUMNS = ["project", "status", "is_agreed", "owner", "date", "state"]


def exits_on(exits: Mapping[str, Exit | None], day: dt.date) -> pd.DataFrame:
    """Return how each project's exit stands on a day.

    Parameters
    ----------
    exits : mapping of str to Exit or None
        By the project's slug, in the order of the report.
    day : date

    Returns
    -------
    DataFrame
        `EXIT_COLUMNS`; status is that of the plan, "no plan" where there is none; state is
        "complete", "overdue" where the day of business as usual has passed and the plan is not
        complete, "to come" where it has an owner and a later day, "incomplete" where one of the
        two is missing, and "no plan".

    Examples
    --------
    >>> plan = Exit(plan="Hand over.", status="agreed", business_as_usual_owner="Service manager",
    ...     business_as_usual_date=dt.date(2026, 4, 1))
    >>> exits_on({"falls": plan, "feno": None}, dt.date(2026, 3, 31))["state"].to_list()
    ['to come', 'no plan']
    """
    rows = [
        (
            project,
            plan.status if plan else NO_PLAN,
            bool(plan and plan.status in AGREED),
            plan.business_as_usual_owner if plan else None,
            plan.business_as_usual_date if plan else None,
            _state(plan, day),
        )
        for project, plan in exits.items()
    ]
    frame = pd.DataFrame(rows, columns=EXIT_COLUMNS)
    text = dict.fromkeys(["project", "status", "owner", "state"], "string")
    return frame.astype({**text, "is_agreed": "bool", "date": "datetime64[ns]"})


def _state(plan: Exit | None, day: dt.date) -> ExitState:
    if plan is None:
        return "no plan"
    if plan.status == "complete":
        return "complete"
    date = plan.business_as_usual_date
    if date is not None and date <= day:
        return "overdue"
    if date is None or plan.business_as_usual_owner is None:
        return "incomplete"
    return "to come"
