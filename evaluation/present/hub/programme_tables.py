"""Tables of the development programme: priorities, communications, and exits of projects.

In: what the analyses of the programme return. Out: tables for a year.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.programme.priorities import NOT_REPORTED
from evaluation.hub.programme.reach import KEYS, OCCASIONAL, Reach
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.unbroken import unbroken
from evaluation.present.numbers import SUPPRESSED
from evaluation.present.words import capital
from evaluation.workspace import FinancialYear, describe

STATUS_MARKS = {
    "done": "✓",
    "on track": "●",
    "behind": "▲",
    "stopped": "■",
    "not reported": "–",
}
STATUS_KEY = "✓ done; ● on track; ▲ behind; ■ stopped; – not reported."
NO_RETURN, NO_EVENT, NOT_COMPARED = "no return", "–", "–"
EXIT_MARKS = {"complete": "✓", "to come": "●", "incomplete": "▲", "overdue": "■", "no plan": "■"}
EXIT_KEY = (
    "✓ complete; ● to come, with an owner and a day; ▲ owner or day missing; ■ overdue, or no plan."
)
NOT_STATED = "not stated"


def priorities_table(by_quarter: Mapping[Quarter, pd.DataFrame], year: FinancialYear) -> Table:
    """Return the year's priorities and how they stood at the end of each quarter.

    Parameters
    ----------
    by_quarter : mapping of Quarter to DataFrame
        From `priorities_on`, in order of time, the same priorities in each.
    year : FinancialYear
    """
    last = list(by_quarter.values())[-1]
    frame = pd.DataFrame(
        {
            "Priority": last["title"],
            "Target": last["target"],
            "Owner": last["owner"],
            **{
                f"Q{quarter.number}": [
                    status_text(status, "" if stated == str(quarter) else stated)
                    for status, stated in zip(
                        found["status"], found["stated_in"].fillna(str(quarter)), strict=True
                    )
                ]
                for quarter, found in by_quarter.items()
            },
        }
    )
    caption = f"Development priorities of {year}, and how they stood at the end of each quarter."
    return Table(frame, caption, "programme-priorities")


def status_text(status: str, stated_in: str = "") -> str:
    """Return the status of a priority as a shape and words.

    Parameters
    ----------
    status : str
    stated_in : str
        The earlier quarter in which it was stated, where it was not stated anew.

    Examples
    --------
    >>> status_text("behind").split(), status_text("done", "2025/26-Q3").split()
    (['▲', 'Behind'], ['✓', 'Done,', 'as', 'in', 'Q3'])
    """
    told = unbroken(f"{STATUS_MARKS[status]} {capital(status)}")
    is_older = status != NOT_REPORTED and stated_in
    return f"{told}, as in {stated_in.rpartition('-')[2]}" if is_older else told


def reach_table(reach: Reach, quarters: Sequence[Quarter]) -> Table:
    """Return communications by quarter, with the year's total and its change.

    Parameters
    ----------
    reach : Reach
        From `protected_reach`.
    quarters : sequence of Quarter
        Of one year.
    """
    year = quarters[0].year
    before = year.previous
    found = pd.concat([reach.wide, reach.of_year.drop(columns=KEYS)], axis="columns")
    rows = []
    for row, hidden in zip(found.to_dict("records"), reach.hidden.to_dict("records"), strict=True):
        gap = NO_EVENT if row["measure"] in OCCASIONAL else NO_RETURN
        shown = {name: SUPPRESSED if hidden[name] else _count(row[name], gap) for name in hidden}
        rows.append(
            {
                "What": f"{capital(row['channel'])}: {row['measure']}",
                **{f"Q{each.number}": shown[str(each)] for each in quarters},
                str(year): shown["this_year"],
                str(before): shown["last_year"],
                "Change": change_text(row["change"]),
            }
        )
    frame = pd.DataFrame(rows)
    caption = (
        f"What was published in {year} and how often it was seen; totals of the year and the year "
        "before, of members the last number."
    )
    return Table(frame, caption, "programme-reach", right=list(frame.columns[1:]))


def change_text(change: float) -> str:
    """Return a change in percent with its sign.

    Examples
    --------
    >>> change_text(12.4), change_text(-8.0), change_text(0.2), change_text(float("nan"))
    ('+12%', '−8%', '0%', '–')
    """
    if not math.isfinite(change):
        return NOT_COMPARED
    whole = round(change)
    return f"{'+' if whole > 0 else ''}{numbers.number(whole)}%"


def exits_table(exits: pd.DataFrame, titles: Mapping[str, str], year: FinancialYear) -> Table:
    """Return how each project's exit stood at the end of a year.

    Parameters
    ----------
    exits : DataFrame
        From `exits_on`.
    titles : mapping of str to str
        By the project's slug.
    year : FinancialYear
    """
    frame = pd.DataFrame(
        {
            "Project": [titles[project] for project in exits["project"]],
            "Exit plan": [capital(describe(status)) for status in exits["status"]],
            "Business-as-usual owner": exits["owner"].fillna(NOT_STATED),
            "From": [
                NOT_STATED if pd.isna(date) else numbers.day_text(date) for date in exits["date"]
            ],
            "State": [
                unbroken(f"{EXIT_MARKS[state]} {capital(state)}") for state in exits["state"]
            ],
        }
    )
    caption = f"How each project is to become business as usual, as it stood at the end of {year}."
    return Table(frame, caption, "programme-exits")


def _count(count: int | None, otherwise: str) -> str:
    return otherwise if count is None or pd.isna(count) else numbers.number(float(count))
