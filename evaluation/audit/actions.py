"""Joins the results of an audit to its action plan: what is unmet without an action, or overdue.

In: the status of each criterion in the latest cycle, and the actions. Out: rows for a reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.audit.compliance import NOT_MET
from evaluation.workspace.action_plan import Action

OVERDUE = "overdue"


@dataclass(frozen=True)
class Answered:
    """A criterion's result and one action that answers it.

    Parameters
    ----------
    criterion, status : str
        The criterion and its status in the latest cycle.
    action : Action or None
        None where the criterion has none.
    state : str
        The action's status as a reader sees it, "overdue" where it is; empty without an action.
    """

    criterion: str
    status: str
    action: Action | None
    state: str


@dataclass(frozen=True)
class PlanReview:
    """An action plan held against the results that it answers.

    Parameters
    ----------
    rows : tuple of Answered
        In the order of the criteria: every action, and every unmet criterion without one.
    unmet : tuple of str
        Criteria that are not met.
    unanswered : tuple of str
        Those of them without an action that is open or was done since they were measured.
    overdue : tuple of Action
        Open actions past their date.
    on : date
        The day on which actions are judged.
    """

    rows: tuple[Answered, ...]
    unmet: tuple[str, ...]
    unanswered: tuple[str, ...]
    overdue: tuple[Action, ...]
    on: dt.date


def review_actions(
    statuses: Mapping[str, str],
    actions: Sequence[Action],
    measured_until: dt.date,
    on: dt.date,
) -> PlanReview:
    """Hold an action plan against the latest results.

    Parameters
    ----------
    statuses : mapping of criterion to status
        As `compliance` gives them for the latest cycle, in the order of the report.
    actions : sequence of Action
        Those of other criteria are left out.
    measured_until : date
        Last day of the latest cycle: what was done by then does not answer its result.
    on : date
        The day on which an open action counts as overdue.

    References
    ----------
    HQIP (2020), Best practice in clinical audit, stage 3: each result that falls short has an
    action, an owner and a date.

    Examples
    --------
    >>> review = review_actions(
    ...     {"A-1": "not met", "A-2": "met"}, [], dt.date(2026, 3, 31), dt.date(2026, 3, 31)
    ... )
    >>> review.unanswered
    ('A-1',)
    """
    rows: list[Answered] = []
    unmet = tuple(name for name, status in statuses.items() if status == NOT_MET)
    unanswered = []
    for criterion, status in statuses.items():
        own = sorted(
            (item for item in actions if item.criterion == criterion), key=lambda item: item.due
        )
        rows += [Answered(criterion, status, item, _state(item, on)) for item in own]
        if criterion in unmet and not any(item.answers(measured_until) for item in own):
            unanswered.append(criterion)
            rows.append(Answered(criterion, status, None, ""))
    overdue = tuple(row.action for row in rows if row.action and row.action.is_overdue(on))
    return PlanReview(tuple(rows), unmet, tuple(unanswered), overdue, on)


def _state(action: Action, on: dt.date) -> str:
    return OVERDUE if action.is_overdue(on) else action.status.replace("-", " ")
