"""Tables of tolerances over a year, and of the exceptions that were written.

In: what `breaches` returns for each quarter, the table exceptions, and titles by level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.tolerances import BEYOND, decision_by
from evaluation.hub.levels import with_level
from evaluation.present import numbers
from evaluation.present.blocks import Table
from evaluation.present.hub.unbroken import quarter_heading
from evaluation.present.words import capital

LEVEL = "Hub or project"
NO_READING = "no reading"
UNDECIDED = "Not yet decided"
MARKS = {"within": "●", "forecast to breach": "▲", "breached": "■", NO_READING: "–"}
KEY = "● within; ▲ within, but forecast to breach; ■ breached; – no reading."
MOST_DECIMALS = 2


def strayed_table(
    by_quarter: Mapping[Quarter, pd.DataFrame], titles: Mapping[str, str]
) -> Table | None:
    """Return the tolerances that were breached or forecast to be in any quarter, by quarter.

    Parameters
    ----------
    by_quarter : mapping of Quarter to DataFrame
        From `breaches`, in order of time; the same tolerances in each.
    titles : mapping of str to str
        What a reader calls the hub and each project.
    """
    together = pd.concat(
        [found.assign(quarter=quarter_heading(each)) for each, found in by_quarter.items()]
    )
    strayed = together[together["state"].isin(BEYOND)]
    rows = []
    for key in strayed[["project", "aspect"]].drop_duplicates().to_dict("records"):
        project, aspect = key["project"], key["aspect"]
        own = together[together["project"].eq(project) & together["aspect"].eq(aspect)]
        first = own.iloc[0]
        rows.append(
            {
                LEVEL: titles.get(project, project),
                "Measure": with_unit(str(first["measure"]), str(first["unit"])),
                "Limit": f"not {first['is_breached_when']} {amount(float(first['limit']))}",
                **{row["quarter"]: reading_text(row) for row in own.to_dict("records")},
            }
        )
    if not rows:
        return None
    caption = "Tolerances that were breached or forecast to be, with the value in each quarter."
    return Table(pd.DataFrame(rows), caption, "governance-tolerances")


def exceptions_table(
    exceptions: pd.DataFrame, titles: Mapping[str, str], quarters: Sequence[Quarter]
) -> Table | None:
    """Return the exceptions written in some quarters; None where none was.

    Parameters
    ----------
    exceptions : DataFrame
        The table exceptions.
    titles : mapping of str to str
    quarters : sequence of Quarter
        In order of time; what was decided after the last of them does not count.
    """
    own = with_level(exceptions)
    own = own[own["quarter"].isin([str(quarter) for quarter in quarters])]
    if own.empty:
        return None
    own = own.sort_values("quarter", kind="stable")
    frame = pd.DataFrame(
        {
            "Quarter": own["quarter"],
            LEVEL: [titles.get(level, level) for level in own["project"]],
            "Aspect": [capital(aspect) for aspect in own["aspect"]],
            "Cause and consequence": own["cause"] + " " + own["consequence"],
            "Recommended": own["recommendation"],
            "Decided": [decided_text(row, quarters[-1]) for _, row in own.iterrows()],
        }
    )
    return Table(
        frame, "Exceptions that were reported, and what was decided.", "governance-exceptions"
    )


def decided_text(exception: pd.Series, quarter: Quarter) -> str:
    """Return what was decided on an exception by a quarter's last day, with the day."""
    decision = decision_by(exception, quarter)
    if not isinstance(decision, str):
        return UNDECIDED
    return f"{decision.removesuffix('.')} ({numbers.day_text(exception['decided_on'])})"


def reading_text(row: Mapping[object, object]) -> str:
    """Return a tolerance's value with the mark of its state, and the forecast where that matters.

    Examples
    --------
    >>> reading_text({"state": "forecast to breach", "value": 4.0, "forecast": 7.5})
    '▲ 4, forecast 7.5'
    >>> reading_text({"state": "no reading", "value": None, "forecast": None})
    '– no reading'
    """
    state = str(row["state"])
    if state == NO_READING:
        return f"{MARKS[state]} {NO_READING}"
    told = f"{MARKS[state]} {amount(row['value'])}"
    return f"{told}, forecast {amount(row['forecast'])}" if "forecast" in state else told


def with_unit(measure: str, unit: str) -> str:
    """Return a measure with its unit, unless the measure says it."""
    return measure if unit.lower() in measure.lower() else f"{measure}, {unit}"


def amount(value: object) -> str:
    """Return a reading with the decimals that it was written with, at most two.

    Examples
    --------
    >>> amount(6.0), amount(2.5), amount(None)
    ('6', '2.5', 'not stated')
    """
    if not isinstance(value, float) or pd.isna(value):
        return "not stated"
    enough = (n for n in range(MOST_DECIMALS) if round(value, n) == value)
    return numbers.number(value, next(enough, MOST_DECIMALS))
