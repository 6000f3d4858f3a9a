"""One table of counts without a project, made comparable: from its SPEC.yml to plain data.

Standardised rates and life expectancy are computed from true counts, as the HES rule allows; what
would give a small count away is not shown. Proportions and crude rates are computed from protected
counts, and a mean of few people is not shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.disclosure import (
    DisclosureRule,
    protect,
    protect_proportion,
    protect_rate,
    rule_named,
)
from evaluation.equity.standardised import (
    FEW_EVENTS,
    STANDARDS,
    SUPPRESSED,
    StandardPopulation,
    added_up,
    directly_standardised,
    first_ages,
    indirectly_standardised,
    life_expectancy,
    means,
    proportions,
    rates,
    standard_from,
)
from evaluation.single.reading import plain_rows
from evaluation.single.standardise_data import (
    BY_AGE,
    GROUP,
    WEIGHT,
    Prepared,
    prepare,
    read_bands,
    read_totals,
)
from evaluation.workspace.specs import read_spec
from evaluation.workspace.standardise_spec import StandardiseSpec

PER_100_000: Final = 100_000
PERCENT: Final = 100

_OF_PEOPLE: Final = ("count", "numerator", "denominator")
_HIDDEN: Final = ("value", "lower", "upper", "deviation")


def standardise(path: Path) -> dict[str, Any]:
    """Return the value of each group and level of a `StandardiseSpec`.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(StandardiseSpec, path)
    prepared = prepare(spec, path.parent)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    result: dict[str, Any] = {"method": spec.method, "unit": _unit(spec), "levels": spec.levels}
    if spec.method == "direct":
        result["standard"] = _standard(spec, prepared.table).name
    found = _computed(spec, prepared, path.parent, rule)
    warnings = list(prepared.warnings)
    if found["status"].eq(SUPPRESSED).any():
        warnings.append(f"Small numbers are suppressed by the rule '{rule.name}'.")
    return result | {"results": _rows(found, prepared.by), "warnings": warnings}


def _computed(
    spec: StandardiseSpec, prepared: Prepared, folder: Path, rule: DisclosureRule
) -> pd.DataFrame:
    """Return the results of a spec, under disclosure control."""
    if spec.method == "mean":
        return _guarded(means(prepared.table, by=prepared.by, levels=spec.levels), rule)
    if spec.method in BY_AGE:
        return _guarded(_by_age(spec, prepared, folder), rule)
    counted = added_up(prepared.table, prepared.by, ["count", "population"])
    return _crude(spec, counted, prepared.by, rule)


def _crude(
    spec: StandardiseSpec, counted: pd.DataFrame, by: list[str], rule: DisclosureRule
) -> pd.DataFrame:
    """Return proportions or rates from protected counts."""
    if spec.method == "rate":
        multiplier = spec.multiplier or PER_100_000
        true = rates(counted, by=by, levels=spec.levels, multiplier=multiplier)
        safe = counted.assign(count=protect_rate(counted["count"], rule))
        shown = rates(safe, by=by, levels=spec.levels, multiplier=multiplier)
        return _told(shown, true["value"])
    counted = counted.rename(columns={"count": "numerator", "population": "denominator"})
    multiplier = spec.multiplier or PERCENT
    true = proportions(counted, by=by, levels=spec.levels, multiplier=multiplier)
    pair = protect_proportion(counted["numerator"], counted["denominator"], rule)
    safe = counted.assign(numerator=pair.numerator, denominator=pair.denominator)
    shown = proportions(safe, by=by, levels=spec.levels, multiplier=multiplier)
    return _told(shown, true["value"])


def _told(shown: pd.DataFrame, true: pd.Series) -> pd.DataFrame:
    """Return results whose missing values are called suppressed where the true ones are known."""
    is_hidden = shown["value"].isna() & true.notna()
    return shown.assign(status=shown["status"].mask(is_hidden, SUPPRESSED))


def _by_age(spec: StandardiseSpec, prepared: Prepared, folder: Path) -> pd.DataFrame:
    """Return the results of a method that needs age bands."""
    data = _strata(spec, prepared)
    common: dict[str, Any] = {
        "by": prepared.by,
        "levels": spec.levels,
        "empty_counts": spec.empty_counts,
    }
    if spec.method == "life-expectancy":
        youngest = int(first_ages(data["age_band"]).min())
        return life_expectancy(data, at=spec.at or [youngest], **common)
    if spec.method == "direct":
        if spec.ages:
            common["ages"] = (spec.ages.first, spec.ages.last)
        multiplier = spec.multiplier or PER_100_000
        standard = _standard(spec, prepared.table)
        return directly_standardised(data, standard, multiplier=multiplier, **common)
    return _indirect(spec, data, folder, common)


def _indirect(
    spec: StandardiseSpec, data: pd.DataFrame, folder: Path, common: dict[str, Any]
) -> pd.DataFrame:
    if spec.reference is None:  # pragma: no cover - the spec has refused it
        raise ValueError("the method 'indirect' needs a reference")
    named = spec.reference
    columns = {role: getattr(named, role) for role in ("age_band", "count", "population")}
    observed = None
    if spec.observed:
        names = [name.removeprefix(GROUP) for name in common["by"]]
        observed = read_totals(spec.observed.data, folder, spec.observed.count, names)
    if spec.ages:
        common["ages"] = (spec.ages.first, spec.ages.last)
    return indirectly_standardised(
        data,
        read_bands(named.data, folder, columns),
        measure=spec.measure,
        multiplier=spec.multiplier,
        observed=observed,
        **common,
    )


def _strata(spec: StandardiseSpec, prepared: Prepared) -> pd.DataFrame:
    """Return one row per group, age band and frequency; rows of the same are added up."""
    table = prepared.table.assign(age_band=first_labels(prepared.table["age_band"]))
    sums = [name for name in ("count", "population") if name in table]
    if "count" in sums and spec.empty_counts == "nought":
        table = table.assign(count=table["count"].fillna(0))
    keys = ["age_band", *(["event_frequency"] if "event_frequency" in table else [])]
    return added_up(table, [*prepared.by, *keys], sums)


def first_labels(labels: pd.Series) -> pd.Series:
    """Return age bands with one label for each first age: the first that the table has.

    Examples
    --------
    >>> first_labels(pd.Series(["0-4", "90+", "00-04"])).tolist()
    ['0-4', '90+', '0-4']
    """
    return labels.groupby(first_ages(labels)).transform("first")


def _standard(spec: StandardiseSpec, table: pd.DataFrame) -> StandardPopulation:
    if isinstance(spec.standard, str):
        return STANDARDS[spec.standard]
    return standard_from(table["age_band"], table[WEIGHT])


def _guarded(found: pd.DataFrame, rule: DisclosureRule) -> pd.DataFrame:
    """Return results with protected counts, and without what would give a small one away."""
    safe = protect(found["count"], rule)
    hides = rule.largest_suppressed > 0
    # rounded to 10, a count of 8 or 9 would be told by the words "fewer than 10"
    few = found["status"].eq(FEW_EVENTS) & found["count"].gt(0) & hides
    is_hidden = safe.isna() & found["count"].notna()
    columns = [name for name in _HIDDEN if name in found]
    hidden = found.assign(
        count=safe.mask(few), status=found["status"].mask(is_hidden & ~few, SUPPRESSED)
    )
    hidden[columns] = hidden[columns].mask(is_hidden)
    return hidden


def _rows(found: pd.DataFrame, by: list[str]) -> list[dict[str, Any]]:
    """Return results as plain data, the groups of each row under "group"."""
    numbers = found.drop(columns=by)
    for name in _OF_PEOPLE:
        if name in numbers:
            numbers[name] = numbers[name].astype("Float64").round().astype("Int64")
    empty = [name for name in ("reference_rate",) if name in numbers and numbers[name].isna().all()]
    groups = plain_rows(found[by].rename(columns=lambda name: str(name).removeprefix(GROUP)))
    groups = groups or [{} for _ in range(len(found))]
    rows = plain_rows(numbers.drop(columns=empty).replace({np.inf: np.nan}))
    return [{"group": group, **row} for group, row in zip(groups, rows, strict=True)]


def _unit(spec: StandardiseSpec) -> str:
    """Return the unit of the values."""
    multiplier = spec.multiplier or PER_100_000
    if spec.method == "life-expectancy":
        return "years"
    if spec.method == "proportion":
        times = spec.multiplier or PERCENT
        return "%" if times == PERCENT else f"per {times:,.10g}"
    if spec.method == "indirect" and spec.measure == "ratio":
        return f"reference = {spec.multiplier or 1:,.10g}"
    return "" if spec.method == "mean" else f"per {multiplier:,.10g}"
