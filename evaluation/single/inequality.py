"""Inequality between groups without a project: from its SPEC.yml to plain data.

Counts of people pass disclosure control before anything is computed from them.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from evaluation.disclosure import protect_proportion, protect_rate, rule_named
from evaluation.equity import (
    PROPORTION,
    Bounded,
    GroupValues,
    Measure,
    absolute_gap,
    best_group,
    change_of_difference,
    change_of_ratio,
    concentration_indices,
    group_values,
    rate,
    reach_by_group,
    relative_gap,
    share_of_users,
    slope_index,
    summary_measures,
    values_of_counts,
    values_of_estimates,
)
from evaluation.equity.unordered.formulas import Favourable
from evaluation.errors import Finding, InvalidInput
from evaluation.single.reading import empty_cells, plain_rows, read_columns, refuse
from evaluation.workspace.inequality_spec import InequalitySpec
from evaluation.workspace.specs import read_spec

FEWEST_ORDERED: Final = 5
FEWEST_UNORDERED: Final = 3
EVERYTHING: Final = ""
COUNTS: Final = ("numerator", "denominator")


@dataclass(frozen=True)
class Part:
    """The groups of one window: their counts, where there are any, and their values."""

    counts: pd.DataFrame | None
    measured: GroupValues


def inequality(path: Path) -> dict[str, Any]:
    """Return values, gaps and measures of inequality of an `InequalitySpec`.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(InequalitySpec, path)
    table = _read(spec, path.parent)
    of = rate(spec.per, f"per {spec.per:,g}") if spec.kind == "rate" else PROPORTION
    windows = _windows(spec, table, path)
    parts = {name: _part(rows, spec, of) for name, rows in windows.items()}
    found = {name: _measures(part, spec, of) for name, part in parts.items()}
    made: dict[str, Any] = {"kind": spec.kind, "multiplier": spec.per, "level": spec.level}
    if spec.windows is None:
        return made | found[EVERYTHING]
    before, after = (found[name] for name in (spec.windows.before, spec.windows.after))
    return made | {"before": before, "after": after, "change": _changes(before, after)}


def _read(spec: InequalitySpec, folder: Path) -> pd.DataFrame:
    texts = [spec.group, *([spec.period] if spec.period else [])]
    table = read_columns(spec.data, folder, texts, spec.numbers)
    refuse(empty_cells(table[texts]), spec.data)
    return table


def _windows(spec: InequalitySpec, table: pd.DataFrame, path: Path) -> dict[str, pd.DataFrame]:
    if spec.windows is None or spec.period is None:
        return {EVERYTHING: table}
    chosen = (spec.windows.before, spec.windows.after)
    findings = [
        Finding(
            f"'windows' names '{name}', which no row of '{spec.period}' has.",
            "Correct its spelling.",
            file=path.name,
            place="windows",
        )
        for name in chosen
        if not (table[spec.period] == name).any()
    ]
    if findings:
        raise InvalidInput.from_findings(findings)
    return {name: table[table[spec.period] == name] for name in chosen}


def _part(rows: pd.DataFrame, spec: InequalitySpec, of: Measure) -> Part:
    if not spec.is_counts:
        names = {str(spec.value): "value", str(spec.population): "population", spec.group: "group"}
        more = {spec.se: "se", spec.lower: "lower", spec.upper: "upper"}
        renamed = rows.rename(columns={**names, **{k: v for k, v in more.items() if k}})
        values = values_of_estimates(renamed, spec.kind)
        return Part(None, _ordered(values, spec))
    summed = _counts(rows, spec)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    try:
        if spec.kind == "rate":
            safe = summed.assign(numerator=protect_rate(summed["numerator"], rule))
        else:
            pair = protect_proportion(summed["numerator"], summed["denominator"], rule)
            safe = summed.assign(**pair._asdict())
    except ValueError as error:
        remedy = "Numerators are whole numbers, not above the denominators of proportions."
        raise InvalidInput(f"The counts cannot be used: {error}.", remedy) from error
    values = _ordered(values_of_counts(safe, of), spec)
    order = {group: place for place, group in enumerate(values.groups)}
    return Part(safe.sort_values("group", key=lambda names: names.map(order)), values)


def _counts(rows: pd.DataFrame, spec: InequalitySpec) -> pd.DataFrame:
    """Return the counts of each group, added up where a group has several rows."""
    names = {str(spec.numerator): "numerator", str(spec.denominator): "denominator"}
    renamed = rows.rename(columns={**names, spec.group: "group"})
    return renamed.groupby("group", sort=False)[list(COUNTS)].sum(min_count=1).reset_index()


def _ordered(values: GroupValues, spec: InequalitySpec) -> GroupValues:
    if spec.order == "none":
        return values
    return values.ordered(None if spec.order == "ranked" else spec.order)


def _measures(part: Part, spec: InequalitySpec, of: Measure) -> dict[str, Any]:
    values, is_ordered = part.measured, spec.order != "none"
    found: dict[str, Any] = {
        "groups": _groups(part, spec, of),
        "hidden": [str(group) for group in values.hidden],
        "gaps": _gaps(part, spec, of),
        "indices": [],
        "summary": [],
        "notes": [],
    }
    if is_ordered and len(values.groups) >= FEWEST_ORDERED:
        index = slope_index(
            values,
            multiplier=spec.per,
            transform=spec.transform,
            level=spec.level,
            generator=_generator(spec) if spec.limits == "simulated" else None,
            repetitions=spec.repetitions,
        )
        found["indices"] = [
            _row("sii", index.sii, index.sii_lower, index.sii_upper),
            _row("rii", index.rii, index.rii_lower, index.rii_upper),
        ]
        found["intercept"], found["limits"] = index.intercept, index.method
        found["notes"] = list(index.notes)
    if len(values.groups) >= FEWEST_UNORDERED:
        if is_ordered:
            table = concentration_indices(values, multiplier=spec.per, level=spec.level)
        else:
            table = summary_measures(
                values,
                spec.favourable,
                _generator(spec),
                multiplier=spec.per,
                reference=spec.reference,
                level=spec.level,
            )
        found["summary"] = plain_rows(table)
    if part.counts is not None and (spec.reach or spec.core20):
        found["reach"] = plain_rows(reach_by_group(part.counts, spec.level, of))
        if spec.core20:
            _require_groups(spec.core20, part)
            found["core20"] = asdict(share_of_users(part.counts, spec.core20, spec.level, of))
    plain: dict[str, Any] = _finite(found)
    return plain


def _row(measure: str, *three: float | None) -> dict[str, Any]:
    return {"measure": measure, **dict(zip(("value", "lower", "upper"), three, strict=True))}


def _groups(part: Part, spec: InequalitySpec, of: Measure) -> list[dict[str, Any]]:
    if part.counts is not None:
        return plain_rows(group_values(part.counts, of, level=spec.level))
    lower, upper = part.measured.limits(spec.level)
    frame = pd.DataFrame(
        {
            "group": part.measured.groups,
            "value": spec.per * part.measured.value,
            "lower": spec.per * lower,
            "upper": spec.per * upper,
        }
    )
    return plain_rows(frame)


def _gaps(part: Part, spec: InequalitySpec, of: Measure) -> list[dict[str, Any]]:
    if part.counts is None:
        return []
    pair = _pair(part, spec, of)
    if pair is None:
        return []
    return [
        {
            "measure": gap.measure,
            "group": str(gap.group),
            "reference": str(gap.reference),
            "value": gap.value,
            "lower": gap.lower,
            "upper": gap.upper,
        }
        for gap in (
            absolute_gap(part.counts, *pair, spec.level, of),
            relative_gap(part.counts, *pair, spec.level, of),
        )
    ]


def _pair(part: Part, spec: InequalitySpec, of: Measure) -> tuple[Hashable, Hashable] | None:
    """Return the group and the reference of the gaps, stated or by the order or the best."""
    if spec.compare is not None and spec.reference is not None:
        _require_groups([spec.compare, spec.reference], part)
        return spec.compare, spec.reference
    groups = part.measured.groups
    if spec.order != "none" and len(groups) > 1:
        return groups[0], groups[-1]
    if part.counts is None or len(groups) < 2:
        return None
    worst: Favourable = "decrease" if spec.favourable == "increase" else "increase"
    best = best_group(part.counts, spec.favourable, of)
    last = best_group(part.counts, worst, of)
    return None if best is None or last is None or best == last else (last, best)


def _require_groups(names: list[str], part: Part) -> None:
    absent = [name for name in names if name not in part.measured.groups]
    if absent:
        raise InvalidInput(
            f"There is no group '{absent[0]}' in the table.",
            "Write groups as the table does, in quotation marks where they are numbers.",
        )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Return how each gap and index changed, with its verdict."""
    changes = []
    for kind in ("gaps", "indices"):
        for first, second in zip(before[kind], after[kind], strict=False):
            if first.get("group") != second.get("group"):
                continue
            is_ratio = first["measure"] in ("relative", "rii")
            change = (change_of_ratio if is_ratio else change_of_difference)(
                _bounded(first), _bounded(second)
            )
            changes.append({"measure": first["measure"], **asdict(change)})
    if "core20" in before and "core20" in after:
        ratios = [
            Bounded(part["ratio"], part["ratio_lower"], part["ratio_upper"])
            for part in (before["core20"], after["core20"])
        ]
        changes.append({"measure": "core20", **asdict(change_of_ratio(*ratios))})
    return changes


def _bounded(row: dict[str, Any]) -> Bounded:
    return Bounded(row["value"], row["lower"], row["upper"])


def _generator(spec: InequalitySpec) -> np.random.Generator:
    return np.random.default_rng(spec.seed)


def _finite(found: Any) -> Any:
    """Return plain data in which what is infinite or missing is None."""
    if isinstance(found, dict):
        return {key: _finite(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_finite(value) for value in found]
    if isinstance(found, float) and not np.isfinite(found):
        return None
    return found
