"""What the rows of a KPI table must keep because of what project.yml says of each KPI."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.read_dates import read_periods
from evaluation.tables.schemas import (
    KPI_SCHEMA,
    ONE_ROW_EACH,
    required_columns,
    row_rule,
    with_rules,
)
from evaluation.tables.sentences import Fault
from evaluation.workspace import Project

VALUE_KINDS = ("count", "mean")
RATIO_KINDS = ("proportion", "rate")
RATIO_COLUMNS = ("numerator", "denominator")
PERCENT_UNITS = re.compile(r"%|per ?cent", re.IGNORECASE)
OF_WHOLE_VALUES = "Count people or events, or choose kind mean in project.yml."
OF_WHOLE_RATIOS = (
    "Count people or events. An amount, such as spend, is a KPI of kind mean: give what it is for "
    "each person, or each 1,000, in a column 'value'."
)

_OfKind = Callable[..., pd.Series]


def needed_columns(project: Project) -> set[str]:
    """Return the columns that the KPI table of this project must have."""
    kinds = {kpi.kind for kpi in project.kpis}
    needed = required_columns(KPI_SCHEMA)
    if kinds & set(VALUE_KINDS):
        needed.add("value")
    if kinds & set(RATIO_KINDS):
        needed.update(RATIO_COLUMNS)
    return needed


def unused_columns(project: Project) -> set[str]:
    """Return the columns of numbers that no kind of this project's KPIs has.

    An extract may have columns of these names all the same, and they are another thing.
    """
    return {"value", *RATIO_COLUMNS} - needed_columns(project)


def to_periods(
    table: pd.DataFrame, project: Project, style: DateStyle = UNSAID
) -> tuple[pd.Series, list[Fault]]:
    """Return the column `period` as datetime64, each KPI's by its frequency.

    Parameters
    ----------
    table : DataFrame
        Columns `kpi` and `period` as text; the index is the row number.
    project : Project
    style : DateStyle
        How its dates are written.

    Returns
    -------
    periods : Series of datetime64[ns]
        Missing where a period has not the form of its KPI's frequency, and for unknown KPIs.
    faults : list of Fault
    """
    periods = pd.Series(pd.NaT, index=table.index, name="period", dtype="datetime64[ns]")
    faults: list[Fault] = []
    for kpi in project.kpis:
        own = table.loc[table["kpi"].eq(kpi.id).fillna(value=False), "period"]
        of_what = f"the {kpi.frequency} KPI '{kpi.id}'"
        periods.loc[own.index], found = read_periods(own, kpi.frequency, style, of_what)
        faults += found
    return periods, faults


def without_percent_signs(table: pd.DataFrame, project: Project) -> pd.DataFrame:
    """Return a KPI table as text without the signs that say no more than a KPI's unit, %."""
    ids = [k.id for k in project.kpis if k.kind == "mean" and PERCENT_UNITS.search(k.unit)]
    plain = table["value"].str.replace(r"\s*%$", "", regex=True)
    is_percent = table["kpi"].isin(ids)
    return table.assign(value=table["value"].mask(is_percent, plain))


def kpi_schema(project: Project, *, has_parts: bool = False) -> pa.DataFrameSchema:
    """Return the schema of this project's KPI table; parts of a period may be several rows."""
    kinds = {kpi.id: kpi.kind for kpi in project.kpis}

    def of(table: pd.DataFrame, *wanted: str) -> pd.Series:
        """Whether each row's KPI is of a wanted kind."""
        return table["kpi"].isin([name for name, kind in kinds.items() if kind in wanted])

    rules = [*_value_or_ratio(of), *_numbers(of)]
    return with_rules(KPI_SCHEMA, rules, without=ONE_ROW_EACH if has_parts else None)


def _value_or_ratio(of: _OfKind) -> list[pa.Check]:
    has_value = "A KPI of kind count or mean has a value."
    has_ratio = "A KPI of kind proportion or rate has a numerator and a denominator."
    return [
        _filled(of, "value", VALUE_KINDS, has_value),
        _left_empty(of, "value", RATIO_KINDS, has_ratio),
        *(_filled(of, name, RATIO_KINDS, has_ratio) for name in RATIO_COLUMNS),
        *(_left_empty(of, name, VALUE_KINDS, has_value) for name in RATIO_COLUMNS),
    ]


def _filled(of: _OfKind, name: str, kinds: Collection[str], sentence: str) -> pa.Check:
    remedy = f"Fill in '{name}', or remove the row."
    return row_rule(lambda table: table[name].notna() | ~of(table, *kinds), sentence, remedy, name)


def _left_empty(of: _OfKind, name: str, kinds: Collection[str], sentence: str) -> pa.Check:
    remedy = f"Leave '{name}' empty in this row."
    return row_rule(lambda table: table[name].isna() | ~of(table, *kinds), sentence, remedy, name)


def _whole(of: _OfKind, name: str, kind: str) -> pa.Check:
    return row_rule(
        lambda table: table[name].isna() | (table[name] % 1 == 0) | ~of(table, kind),
        f"'{name}' of a KPI of kind {kind} must be a whole number.",
        OF_WHOLE_RATIOS if name in RATIO_COLUMNS else OF_WHOLE_VALUES,
        name,
    )


def _numbers(of: _OfKind) -> list[pa.Check]:
    return [
        _whole(of, "value", "count"),
        *(_whole(of, name, "proportion") for name in RATIO_COLUMNS),
        _whole(of, "numerator", "rate"),
        row_rule(
            lambda table: ~(table["value"] < 0) | ~of(table, "count"),
            "'value' of a KPI of kind count must be 0 or more.",
            "Correct the number.",
            "value",
        ),
        row_rule(
            lambda table: ~(table["numerator"] > table["denominator"]) | ~of(table, "proportion"),
            "'numerator' is greater than 'denominator'.",
            "Correct the numbers, or choose kind rate in project.yml.",
            "numerator",
        ),
    ]
