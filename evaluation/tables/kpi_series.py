"""What a KPI's series must be as a whole: no gaps, enough points, groups that add up.

Every function takes a table whose rows are sound and returns faults.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from evaluation.tables.periods import PERIOD_NOUNS, period_grid, show_period
from evaluation.tables.sentences import MAX_ROWS_NAMED, Fault, in_words
from evaluation.tables.suppressed import LEAST, MOST, suppressed_uses
from evaluation.workspace import ItsAnalysis, Kpi, Project

# below 24 points even sound small-sample intervals for a level change are up to three times wider
# than those of a long series; see Turner et al. 2021 (doi:10.1186/s12874-021-01306-w)
MIN_POINTS_ITS = 24
# Cochrane EPOC, study designs: at least three points before and three after
MIN_POINTS_ON_A_SIDE = 3

SUM_TOLERANCE = 1e-6  # relative; sums of float64 are not exact


def series_faults(table: pd.DataFrame, project: Project, sound: set[str]) -> list[Fault]:
    """Return what is wrong with the series of a KPI table.

    Parameters
    ----------
    table : DataFrame
        Typed columns of the KPI schema; the index is the row number.
    project : Project
    sound : set of str
        Ids of the KPIs whose rows have no fault; the others are not looked at.
    """
    faults: list[Fault] = []
    for kpi in project.kpis:
        if kpi.id not in sound:
            continue
        rows = table[table["kpi"] == kpi.id]
        whole = rows[rows["dimension"].isna()].sort_values("period", kind="stable")
        faults += [*_gaps(kpi, whole), *_sums(kpi, rows, whole), *_windows(kpi, whole, project)]
    for analysis in project.its:
        if analysis.kpi in sound:
            own = table[(table["kpi"] == analysis.kpi) & table["dimension"].isna()]
            faults += _points(analysis, own["period"], project)
    faults += suppressed_uses(table[table["kpi"].isin(sound)], project)
    return [*faults, *_inequality_groups(table, project, sound)]


def _gaps(kpi: Kpi, whole: pd.DataFrame) -> Iterator[Fault]:
    """Yield periods off the grid of the frequency, and periods of the grid without a row."""
    if whole.empty:
        return
    noun = PERIOD_NOUNS[kpi.frequency]
    periods = whole["period"]
    grid = period_grid(periods.iloc[0], periods.iloc[-1], kpi.frequency)
    off = whole.index[~periods.isin(grid)]
    if len(off):
        sentence = f"The periods of the KPI '{kpi.id}' are not whole {noun}s apart."
        remedy = f"Give the first day of each {noun}, counted from the first row's."
        yield Fault(sentence, remedy, tuple(sorted(int(row) for row in off)), "period")
        return
    missing = grid.difference(pd.DatetimeIndex(periods))
    if len(missing):
        named = [show_period(start, kpi.frequency) for start in missing[:MAX_ROWS_NAMED]]
        more = len(missing) - len(named)
        periods_in_words = in_words([*named, f"{more} more"] if more else named)
        sentence = f"The KPI '{kpi.id}' has no row for {periods_in_words}."
        remedy = f"Add the {noun}s, or know that the gap stays in the series."
        yield Fault(sentence, remedy, column="period", severity="warning")


def _sums(kpi: Kpi, rows: pd.DataFrame, whole: pd.DataFrame) -> Iterator[Fault]:
    """Yield dimensions whose groups do not add up to the whole of the same period."""
    columns = {
        "count": ["value"],
        "mean": ["n"],
        "proportion": ["numerator", "denominator"],
        "rate": ["numerator", "denominator"],
    }[kpi.kind]
    keys = ["dimension", "period"]
    grouped = rows.loc[rows["dimension"].notna()]
    least, most = (_added(grouped, keys, columns, end) for end in (LEAST, MOST))
    expected_least, expected_most = (
        _of_whole(whole, columns, end)
        .reindex(least.index.get_level_values("period"))
        .set_axis(least.index)
        for end in (LEAST, MOST)
    )
    slack = SUM_TOLERANCE * expected_most.abs()
    is_above, is_below = least > expected_most + slack, most < expected_least - slack
    differs = (is_above | is_below).any(axis=1)
    parts = least
    unequal = parts.index[differs].to_frame(index=False)
    for dimension in unequal["dimension"].unique():
        periods = unequal.loc[unequal["dimension"] == dimension, "period"]
        at = sorted(int(row) for row in whole.index[whole["period"].isin(periods)])
        sentence = f"The groups of '{dimension}' do not add up to the KPI '{kpi.id}'."
        remedy = "Correct the rows, or add a group for people whose group is not known."
        yield Fault(sentence, remedy, tuple(at), columns[0], "warning")


def _added(rows: pd.DataFrame, keys: list[str], columns: list[str], end: str) -> pd.DataFrame:
    """Return the sums of groups with every suppressed count at one end of what it lies between."""
    numbers = pd.DataFrame({name: rows.get(f"{name}{end}", rows[name]) for name in columns})
    numbers = numbers.astype("float64")
    return numbers.assign(**{key: rows[key] for key in keys}).groupby(keys).sum(min_count=1)


def _of_whole(whole: pd.DataFrame, columns: list[str], end: str) -> pd.DataFrame:
    numbers = {name: whole.get(f"{name}{end}", whole[name]).astype("float64") for name in columns}
    return pd.DataFrame(numbers).set_axis(pd.Index(whole["period"], name="period"))


def _windows(kpi: Kpi, whole: pd.DataFrame, project: Project) -> Iterator[Fault]:
    """Yield windows of project.yml in which the KPI has no row."""
    if whole.empty:
        sentence = f"The KPI '{kpi.id}' has no row for the whole."
        remedy = "Add rows without 'dimension' and 'group', or know that the report shows none."
        yield Fault(sentence, remedy, column="kpi", severity="warning")
        return
    if project.periods is None:
        return
    for name, window in (("baseline", project.periods.baseline), ("after", project.periods.after)):
        inside = whole["period"].between(pd.Timestamp(window.start), pd.Timestamp(window.end))
        if not inside.any():
            sentence = f"The KPI '{kpi.id}' has no row in the window '{name}'."
            remedy = "Add the rows, or correct 'periods:' in project.yml."
            yield Fault(sentence, remedy, column="period", severity="warning")


def _points(analysis: ItsAnalysis, periods: pd.Series, project: Project) -> Iterator[Fault]:
    """Yield where an interrupted time series has too few points, in all or on one side."""
    for exclusion in analysis.exclude:
        start, end = pd.Timestamp(exclusion.start), pd.Timestamp(exclusion.end)
        periods = periods[~periods.between(start, end)]
    dates = [interruption.date for interruption in analysis.interruptions]
    first = min(dates) if dates else project.dates.phase_in_from or project.dates.go_live
    last = max(dates) if dates else project.dates.go_live
    used = f"The KPI '{analysis.kpi}', used in the analysis '{analysis.id}',"
    before = int((periods < pd.Timestamp(first)).sum())
    after = int((periods >= pd.Timestamp(last)).sum())
    for side, count in (("before", before), ("from", after)):
        if count < MIN_POINTS_ON_A_SIDE:
            sentence = (
                f"{used} has {_points_in_words(count)} {side} go-live; "
                f"at least {MIN_POINTS_ON_A_SIDE} are needed."
            )
            remedy = "Add the periods, correct the dates in project.yml, or remove the analysis."
            yield Fault(sentence, remedy, column="period")
    if len(periods) < MIN_POINTS_ITS:
        sentence = (
            f"{used} has {_points_in_words(len(periods))}; "
            f"with fewer than {MIN_POINTS_ITS} its intervals are wide."
        )
        yield Fault(sentence, "Add earlier periods if there are any.", (), "period", "warning")


def _points_in_words(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def _inequality_groups(table: pd.DataFrame, project: Project, sound: set[str]) -> Iterator[Fault]:
    """Yield the groups that project.yml compares and the table does not have."""
    compared = [
        *(
            (item.kpi, item.dimension, (item.group, item.reference))
            for item in project.inequalities
        ),
        *(
            (kpi, item.dimension, tuple(item.core20))
            for item in project.reach
            for kpi in dict.fromkeys((item.users, item.eligible_kpi))
        ),
    ]
    for kpi, dimension, names in compared:
        if kpi not in sound:
            continue
        own = table[(table["kpi"] == kpi) & (table["dimension"] == dimension)]
        present = set(own["group"].dropna())
        for name in names:
            if name not in present:
                sentence = (
                    f"The KPI '{kpi}' has no row for the group '{name}' of "
                    f"'{dimension}', which project.yml compares."
                )
                yield Fault(sentence, "Correct the group's name here or there.", column="group")
