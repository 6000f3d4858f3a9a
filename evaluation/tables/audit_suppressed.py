"""Suppressed counts of an audit: what is worked out in spite of them, and what is refused or left.

In: a table of counts as text. Out: the same typed, with `<count>_least` and `<count>_most` for
each count that has any, and faults that say which analyses cannot use an interval, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from evaluation.tables.schemas import COUNTS
from evaluation.tables.sentences import Fault
from evaluation.tables.suppressed import ASK, LEAST, MOST, SAY_BOUNDS, Marks, marks_of
from evaluation.workspace import Audit, FunnelPlan
from evaluation.workspace.table_reading import Bounds

WHOLE_METHOD = "wilson"


def audit_marks(text: pd.DataFrame, said: Mapping[str, Bounds | None] | None) -> Marks:
    """Return the suppressed cells of a table of counts.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number.
    said : mapping of mark to (least, most) or None
        What `suppressed:` beside the path says; None for a table of records, which has no counts.
    """
    present = [name for name in COUNTS if name in text] if said is not None else []
    return marks_of(text, said or {}, present)


def with_count_bounds(frame: pd.DataFrame, marks: Marks) -> pd.DataFrame:
    """Return typed counts with the columns of what the suppressed ones lie between.

    Parameters
    ----------
    frame : DataFrame
        Columns of the schema of counts; suppressed counts are missing.
    marks : Marks
    """
    bounds = {
        f"{name}{end}": marks.bounds[f"{name}{end}"].fillna(frame[name].astype("float64"))
        for name in marks.columns
        for end in (LEAST, MOST)
    }
    return frame.assign(**bounds)


def came_suppressed(frame: pd.DataFrame) -> pd.Series:
    """Return in which rows of a table of counts a count came suppressed."""
    is_so = pd.Series(data=False, index=frame.index)
    for name in COUNTS:
        if f"{name}{LEAST}" in frame:
            is_so |= frame[name].isna() & frame[f"{name}{LEAST}"].notna()
    return is_so


def audit_suppressed_faults(
    frame: pd.DataFrame, marks: Marks, audit: Audit, funnels: list[FunnelPlan]
) -> list[Fault]:
    """Return which suppressed counts cannot be used, and what the report will not show for them.

    Parameters
    ----------
    frame : DataFrame
        What `with_count_bounds` returns.
    marks : Marks
    audit : Audit
    funnels : list of FunnelPlan
    """
    if not marks.columns:
        return []
    return [*_endless(frame, marks), *_without_interval(frame, audit), *_groups(frame, funnels)]


def _endless(frame: pd.DataFrame, marks: Marks) -> Iterator[Fault]:
    for name in marks.columns:
        is_endless = np.isinf(frame[f"{name}{MOST}"].to_numpy("float64"))
        rows = tuple(int(row) for row in frame.index[is_endless])
        if rows:
            sentence = f"'{name}' is suppressed, and nothing says the most it can be."
            yield Fault(sentence, SAY_BOUNDS, rows, name)


def _without_interval(frame: pd.DataFrame, audit: Audit) -> Iterator[Fault]:
    """Yield why the whole of an audit cannot be bounded: by its plan, not by its counts."""
    whole = whole_rows(frame)
    rows = tuple(int(row) for row in whole.index[came_suppressed(whole)])
    if not rows:
        return
    sized = [cycle.id for cycle in audit.cycles if cycle.population]
    if audit.census:
        why = "A census has no interval that could hold a suppressed count."
    elif sized:
        why = (
            f"The cycle '{sized[0]}' has a 'population', and with a suppressed count nobody knows "
            "which share of it was audited."
        )
    elif audit.interval != WHOLE_METHOD:
        why = f"A suppressed count is bounded by Wilson's interval, not by '{audit.interval}'."
    else:
        return
    yield Fault(why, f"{ASK} Or leave out that key of 'audit:' in project.yml.", rows, "met")


def whole_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the results of everybody rest on: those of the whole.

    Where there are none, they are those of the first dimension, which are added up.
    """
    is_whole = frame["dimension"].isna()
    if not is_whole.any():
        is_whole = frame["dimension"] == frame["dimension"].iloc[0]
    return frame[is_whole]


def _groups(frame: pd.DataFrame, funnels: list[FunnelPlan]) -> Iterator[Fault]:
    """Yield the dimensions whose groups are not shown, or are needed by a funnel."""
    is_marked = came_suppressed(frame)
    compared = {plan.dimension for plan in funnels if plan.criterion is not None}
    for dimension in frame["dimension"].dropna().unique().tolist():
        own = frame.index[frame["dimension"].eq(dimension).fillna(value=False) & is_marked]
        rows = tuple(int(row) for row in own)
        if rows and dimension in compared:
            sentence = f"A funnel by '{dimension}' cannot use suppressed counts."
            yield Fault(sentence, f"{ASK} Or take the funnel out of project.yml.", rows, "met")
        elif rows:
            sentence = (
                f"The groups of '{dimension}' have suppressed counts, so the report shows no "
                "results by it: beside the whole they could tell each other's counts."
            )
            remedy = f"Nothing need be done. {ASK}"
            yield Fault(sentence, remedy, rows, "group", "warning")
