"""Tolerances: which limits were breached or are forecast to be, and whether an exception followed.

In: the tables tolerances, tolerance-readings and exceptions. A value at its limit is within it. One
exception answers a breach for as long as it lasts without a break, from the quarter in which it
was first breached or forecast to be.
"""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.stated import moment
from evaluation.hub.levels import HUB, with_level

ASPECTS: Final = ("time", "cost", "scope", "quality", "benefits", "risk")
WITHIN, FORECAST, BREACHED, NO_READING = "within", "forecast to breach", "breached", "no reading"
BEYOND: Final = (FORECAST, BREACHED)
KEYS = ["project", "aspect"]
BREACH_COLUMNS = [
    *KEYS,
    "measure",
    "unit",
    "is_breached_when",
    "limit",
    "value",
    "forecast",
    "state",
    "previous_state",
]
EXCEPTION_COLUMNS = [
    *BREACH_COLUMNS,
    "since",
    "is_written",
    "written_in",
    "decision",
]


def breaches(tolerances: pd.DataFrame, readings: pd.DataFrame, quarter: Quarter) -> pd.DataFrame:
    """Return every tolerance as it stood in a quarter.

    Parameters
    ----------
    tolerances, readings : DataFrame
        The tables tolerances and tolerance-readings; one tolerance for each project and aspect.
    quarter : Quarter

    Returns
    -------
    DataFrame
        `BREACH_COLUMNS`, the hub first, then by project and aspect. state is "breached" where the
        value lies beyond the limit, "forecast to breach" where only the forecast does, "within"
        where neither, "no reading" where the quarter has none; previous_state is that of the
        quarter before.
    """
    now = _readings_of(tolerances, readings, quarter)
    before = _readings_of(tolerances, readings, quarter.previous)
    found = now.assign(previous_state=before["state"])
    return _in_order(found)[BREACH_COLUMNS].reset_index(drop=True)


def exceptions_needed(
    tolerances: pd.DataFrame, readings: pd.DataFrame, exceptions: pd.DataFrame, quarter: Quarter
) -> pd.DataFrame:
    """Return the tolerances that are beyond their limit or forecast to be, with their exception.

    Parameters
    ----------
    tolerances, readings, exceptions : DataFrame
        The tables tolerances, tolerance-readings and exceptions.
    quarter : Quarter

    Returns
    -------
    DataFrame
        `EXCEPTION_COLUMNS`: since is the first quarter of the unbroken breach or forecast of one;
        is_written whether an exception was written in it, written_in in which quarter (missing
        where none) and decision what was decided by its last day (missing where nothing was).
    """
    found = breaches(tolerances, readings, quarter)
    found = found[found["state"].isin(BEYOND)].reset_index(drop=True)
    written, beyond = with_level(exceptions), _beyond(tolerances, readings)
    rows = []
    for project, aspect in zip(found["project"], found["aspect"], strict=True):
        since = _since(beyond, project, aspect, quarter)
        own = written[
            written["project"].eq(project)
            & written["aspect"].eq(aspect)
            & written["quarter"].between(str(since), str(quarter))
        ].sort_values("quarter")
        last = own.iloc[-1] if len(own) else None
        rows.append(
            (
                str(since),
                last is not None,
                pd.NA if last is None else own["quarter"].iloc[0],
                pd.NA if last is None else decision_by(last, quarter),
            )
        )
    extra = pd.DataFrame(rows, columns=["since", "is_written", "written_in", "decision"]).astype(
        {"since": "string", "is_written": "bool", "written_in": "string", "decision": "string"}
    )
    return pd.concat([found, extra], axis="columns")[EXCEPTION_COLUMNS]


def decision_by(exception: pd.Series, quarter: Quarter) -> object:
    """Return what was decided on an exception by a quarter's last day; missing where nothing was.

    Parameters
    ----------
    exception : Series
        A row of the table exceptions.
    quarter : Quarter
    """
    is_decided = bool(exception["decided_on"] <= moment(quarter.end))
    return exception["decision"] if is_decided else pd.NA


def exception_quarters(
    tolerances: pd.DataFrame,
    readings: pd.DataFrame,
    exceptions: pd.DataFrame,
    quarters: tuple[Quarter, ...],
) -> tuple[Quarter, ...]:
    """Return the quarters on which an exception report is due: a breach began or one was written.

    A breach that lasts needs no second report.
    """
    found = []
    for quarter in quarters:
        needed = exceptions_needed(tolerances, readings, exceptions, quarter)
        begins = needed["since"].eq(str(quarter)).any()
        if begins or exceptions["quarter"].eq(str(quarter)).any():
            found.append(quarter)
    return tuple(found)


def _readings_of(
    tolerances: pd.DataFrame, readings: pd.DataFrame, quarter: Quarter
) -> pd.DataFrame:
    """Return each tolerance with its reading of one quarter and its state, in the table's order."""
    own = readings[readings["quarter"].eq(str(quarter)).fillna(value=False)]
    return _with_states(tolerances, own, how="left")


def _with_states(
    tolerances: pd.DataFrame, readings: pd.DataFrame, how: Literal["left", "inner"]
) -> pd.DataFrame:
    """Return tolerances with readings of any quarters, each with its state."""
    own = with_level(readings).drop_duplicates([*KEYS, "quarter"], keep="last")
    found = with_level(tolerances).merge(own, on=KEYS, how=how)
    states = pd.Series(WITHIN, index=found.index, dtype="string")
    states[_is_beyond(found["forecast"], found)] = FORECAST
    states[_is_beyond(found["value"], found)] = BREACHED
    states[found["value"].isna() & found["forecast"].isna()] = NO_READING
    return found.assign(state=states)


def _is_beyond(numbers: pd.Series, found: pd.DataFrame) -> pd.Series:
    is_above = found["is_breached_when"].eq("above") & (numbers > found["limit"])
    is_below = found["is_breached_when"].eq("below") & (numbers < found["limit"])
    return (is_above | is_below).fillna(value=False).astype("bool")


def _beyond(tolerances: pd.DataFrame, readings: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return project, aspect and quarter of every reading beyond its limit."""
    found = _with_states(tolerances, readings, how="inner")
    beyond = found[found["state"].isin(BEYOND)]
    return set(zip(beyond["project"], beyond["aspect"], beyond["quarter"], strict=True))


def _since(
    beyond: set[tuple[str, str, str]], project: str, aspect: str, quarter: Quarter
) -> Quarter:
    """Return the first quarter of an unbroken spell beyond the limit that lasts to `quarter`."""
    since = quarter
    while (project, aspect, str(since.previous)) in beyond:
        since = since.previous
    return since


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    places = {aspect: place for place, aspect in enumerate(ASPECTS)}
    keyed = found.assign(
        is_project=found["project"].ne(HUB), place=found["aspect"].map(places).fillna(len(places))
    )
    return keyed.sort_values(["is_project", "project", "place"], kind="stable")
