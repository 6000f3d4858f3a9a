"""The action plan in the audit's section: what is done about each criterion that is not met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.audit.actions import Answered, PlanReview, review_actions
from evaluation.estimate import CheckResult
from evaluation.present import numbers
from evaluation.present.blocks import Block, Prose, Table, escape
from evaluation.present.words import counted, listed
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import NamedCheck, Section

NOTHING = "none recorded"
CHECK_NAME = "Action plan"


def section(inputs: StudyInputs, statuses: Mapping[str, str]) -> Section:
    """Return the plan as a table, a sentence on what is missing or overdue, and a check of it.

    Parameters
    ----------
    inputs : StudyInputs
        Actions are judged on the last day of its year, so that a report does not change by itself.
    statuses : mapping of criterion to status
        Of the latest cycle.
    """
    plan = inputs.project.audit
    if plan is None:
        return Section(())
    measured_until = plan.cycles[-1].end
    review = review_actions(statuses, plan.actions, measured_until, inputs.year.end)
    text = summary(review)
    blocks: list[Block] = [Prose(escape(text))]
    if review.rows:
        blocks.append(_table(review, inputs.slug))
    passed = not (review.unanswered or review.overdue)
    check = CheckResult(CHECK_NAME, passed, text)
    return Section(tuple(blocks), checks=(NamedCheck("audit", "action plan", check),))


def summary(review: PlanReview) -> str:
    """Return what the plan lacks, in a sentence or two.

    Examples
    --------
    >>> import datetime as dt
    >>> day = dt.date(2026, 3, 31)
    >>> print(summary(review_actions({"A-1": "not met"}, [], day, day)).replace(chr(160), " "))
    1 criterion is not met: A-1. There is no action for A-1: the plan must name one, with an owner
    and a date.
    """
    if not review.unmet:
        text = "No criterion is clearly not met in the latest cycle."
    else:
        verb = "is" if len(review.unmet) == 1 else "are"
        noun = "criterion" if len(review.unmet) == 1 else "criteria"
        text = f"{len(review.unmet)} {noun} {verb} not met: {listed(list(review.unmet))}."
        if review.unanswered:
            named = listed(list(review.unanswered))
            text += f" There is no action for {named}: the plan must name one, with an owner and a"
            text += " date."
        else:
            text += " Each has an action."
    if review.overdue:
        day = numbers.day_text(review.on)
        names = _overdue_words(review)
        text += f" {counted(len(review.overdue), 'action')} overdue on {day}: {names}."
    return text


def _overdue_words(review: PlanReview) -> str:
    return "; ".join(
        f"{action.criterion}, {action.action} ({action.owner}, due {numbers.day_text(action.due)})"
        for action in review.overdue
    )


def _table(review: PlanReview, slug: str) -> Table:
    frame = pd.DataFrame([_row(row) for row in review.rows])
    caption = (
        "Action plan: what is done about the criteria, by whom and until when; "
        f"as it stood on {numbers.day_text(review.on)}."
    )
    return Table(frame, caption, f"{slug}-actions")


def _row(row: Answered) -> dict[str, str]:
    action = row.action
    if action is None:
        return dict(zip(_COLUMNS, (row.criterion, row.status, *[NOTHING] * 4), strict=True))
    state = row.state
    if action.completed:
        state += f", {numbers.day_text(action.completed)}"
    cells: Sequence[str] = (
        row.criterion,
        row.status,
        action.action,
        action.owner,
        numbers.day_text(action.due),
        state,
    )
    return dict(zip(_COLUMNS, cells, strict=True))


_COLUMNS = ("Criterion", "Result", "Action", "Owner", "Due", "State")
