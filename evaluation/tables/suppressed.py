"""Suppressed counts of a table: what each lies between, and which analyses cannot use it.

A suppressed count is an interval, not a number. In: the table as text. Out: the same without its
marks, and two columns more for each column that has any, `<column>_least` and `<column>_most`,
equal to the number itself where it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from evaluation.tables.numbers import Censored, suppressed_bounds
from evaluation.tables.periods import PERIOD_NOUNS
from evaluation.tables.sentences import Fault
from evaluation.workspace import ItsAnalysis, Kpi, Project
from evaluation.workspace.table_reading import Bounds

LEAST, MOST = "_least", "_most"
CENSORED_COLUMNS: Final = ("value", "numerator", "denominator", "n")
DAYS: Final = "days"
INEQUALITY: Final = "an inequality"
OR_EXCLUDE = (
    ", or leave these out under 'exclude:' and know that the series then looks higher than it was"
)
OR_NO_CHART = ", or take the chart out of project.yml"
ASK = "Ask for the unsuppressed counts within your organisation; the report suppresses for you."
SAY_BOUNDS = (
    "Write what it stands for beside the path, such as 'suppressed: {\"*\": [1, 7]}', or ask for "
    "the unsuppressed counts."
)


@dataclass(frozen=True)
class Marks:
    """The suppressed cells of a table.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The table with those cells empty.
    bounds : DataFrame of float64
        Columns `<column>_least` and `<column>_most`, filled where a cell is suppressed; `most` is
        infinite where nothing says it.
    """

    text: pd.DataFrame
    bounds: pd.DataFrame

    @property
    def columns(self) -> list[str]:
        """The columns that have suppressed cells."""
        ends = [str(name) for name in self.bounds.columns]
        return [name.removesuffix(LEAST) for name in ends if name.endswith(LEAST)]

    def rows(self, column: str) -> tuple[int, ...]:
        """Return the rows in which a column is suppressed."""
        least = self.bounds[f"{column}{LEAST}"]
        return tuple(int(row) for row in least.index[least.notna()])


def marks_of(
    text: pd.DataFrame,
    said: Mapping[str, Bounds | None],
    columns: Sequence[str] = CENSORED_COLUMNS,
) -> Marks:
    """Return the suppressed cells of a table.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number.
    said : mapping of mark to (least, most) or None
        What `suppressed:` beside the path says.
    columns : sequence of str
        Those that may have some; by default those of a KPI table.
    """
    bounds: dict[str, pd.Series] = {}
    plain = text.copy()
    for name in columns:
        distinct = {
            each: suppressed_bounds(str(each), said) for each in text[name].dropna().unique()
        }
        found = {each: bound for each, bound in distinct.items() if bound is not None}
        if not found:
            continue
        bounds[f"{name}{LEAST}"] = text[name].map({k: float(v.least) for k, v in found.items()})
        bounds[f"{name}{MOST}"] = text[name].map({k: _most(v) for k, v in found.items()})
        plain[name] = text[name].mask(text[name].isin(list(found)))
    frame = pd.DataFrame(bounds, index=text.index)
    return Marks(plain, frame.astype("float64"))


def _most(bound: Censored) -> float:
    return np.inf if bound.most is None else float(bound.most)


def with_bounds(table: pd.DataFrame, marks: Marks, project: Project) -> pd.DataFrame:
    """Return a typed KPI table with the columns of its suppressed cells.

    The most of a proportion's numerator is its denominator, where nothing else says it. People
    behind a mean, `n`, are taken as the least, so that too few are never taken for enough.
    """
    bounds = marks.bounds.copy()
    for name in marks.columns:
        for end in (LEAST, MOST):
            bounds[f"{name}{end}"] = bounds[f"{name}{end}"].fillna(table[name].astype("float64"))
    if f"numerator{MOST}" in bounds:
        proportions = [kpi.id for kpi in project.kpis if kpi.kind == "proportion"]
        whole = bounds.get(f"denominator{MOST}", table["denominator"])
        most = bounds[f"numerator{MOST}"]
        limited = most.clip(upper=whole.fillna(np.inf))
        bounds[f"numerator{MOST}"] = most.mask(table["kpi"].isin(proportions), limited)
    if "n" in marks.columns:
        table = table.assign(n=bounds[f"n{LEAST}"].astype("Int64"))
    return table.join(bounds)


def bound_faults(table: pd.DataFrame, marks: Marks, project: Project) -> list[Fault]:
    """Return the suppressed cells that nothing can be made of: means, and marks without a most."""
    kinds = table["kpi"].map({kpi.id: kpi.kind for kpi in project.kpis})
    faults = []
    for name in marks.columns:
        is_marked = marks.bounds[f"{name}{LEAST}"].notna()
        is_mean = is_marked & kinds.eq("mean") & (name == "value")
        is_endless = is_marked & ~is_mean & np.isinf(table[f"{name}{MOST}"]) & (name != "n")
        is_above = is_marked & (table[f"{name}{LEAST}"] > table[f"{name}{MOST}"])
        for wrong, sentence, remedy in (
            (is_mean, "'value' of a KPI of kind mean is suppressed.", f"Remove the row. {ASK}"),
            (
                is_endless,
                f"'{name}' is suppressed, and nothing says the most it can be.",
                SAY_BOUNDS,
            ),
            (is_above, f"'{name}' is suppressed but above its denominator.", "Correct the row."),
        ):
            if wrong.any():
                rows = tuple(int(row) for row in table.index[wrong])
                faults.append(Fault(sentence, remedy, rows, name))
    return faults


def suppressed_uses(table: pd.DataFrame, project: Project) -> Iterator[Fault]:
    """Yield the analyses that need numbers and find suppressed counts; the KPI table does not."""
    marked = table[_is_suppressed(table)]
    if marked.empty:
        return
    whole = marked[marked["dimension"].isna()]
    for analysis in project.its:
        outside = whole[~_is_excluded(whole["period"], analysis)]
        for name in _kpis_of(analysis):
            yield from _refused(project, outside, name, f"the analysis '{analysis.id}'", OR_EXCLUDE)
    for plan in project.control_charts:
        yield from _refused(project, whole, plan.kpi, "a control chart", OR_NO_CHART)
    by_group: list[tuple[str | None, str, str]] = [
        *((item.kpi, item.dimension, INEQUALITY) for item in project.inequalities),
        *((item.users, item.dimension, "a reach") for item in project.reach),
        *((item.eligible_kpi, item.dimension, "a reach") for item in project.reach),
        *((item.kpi, item.dimension, "a funnel") for item in project.funnels),
    ]
    for kpi_id, dimension, what in dict.fromkeys(by_group):
        if kpi_id is not None:
            is_own = marked["dimension"].eq(dimension).fillna(value=False)
            is_own |= marked["dimension"].isna() & (what == INEQUALITY)  # its groups' margin
            own = marked[is_own.astype(bool)]
            yield from _refused(project, own, kpi_id, f"{what} by '{dimension}'")


def _is_suppressed(table: pd.DataFrame) -> pd.Series:
    is_so = pd.Series(data=False, index=table.index)
    for name in CENSORED_COLUMNS:
        if f"{name}{LEAST}" in table:
            is_so |= table[f"{name}{LEAST}"] != table[f"{name}{MOST}"].where(
                table[f"{name}{LEAST}"].notna()
            )
    return is_so


def _kpis_of(analysis: ItsAnalysis) -> list[str]:
    named = [analysis.kpi, analysis.control, *analysis.covariates, *analysis.offset]
    return list(dict.fromkeys(name for name in named if name is not None and name != DAYS))


def _is_excluded(periods: pd.Series, analysis: ItsAnalysis) -> pd.Series:
    is_excluded = pd.Series(data=False, index=periods.index)
    for window in analysis.exclude:
        is_excluded |= periods.between(pd.Timestamp(window.start), pd.Timestamp(window.end))
    return is_excluded


def _refused(
    project: Project, rows: pd.DataFrame, kpi_id: str, user: str, otherwise: str = ""
) -> Iterator[Fault]:
    own = rows[rows["kpi"].eq(kpi_id).fillna(value=False)]
    if own.empty:
        return
    kpi: Kpi = project.kpi(kpi_id)
    noun = PERIOD_NOUNS[kpi.frequency] + ("" if len(own) == 1 else "s")
    sentence = f"The KPI '{kpi_id}' has {len(own)} suppressed {noun}, which {user} cannot use."
    remedy = f"{ASK} Or give longer periods, in which none is suppressed{otherwise}."
    yield Fault(sentence, remedy, tuple(int(row) for row in own.index), "kpi")
