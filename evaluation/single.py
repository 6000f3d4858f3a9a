"""One analysis without a project: from a SPEC.yml to plain data for JSON, or to text.

In: the path of a spec. Out: a dictionary that `json.dumps` takes, under disclosure control where
it holds counts of people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation import audit as audit_room
from evaluation import its
from evaluation.design import method_chosen, spec_design, spec_sites
from evaluation.disclosure import rule_named
from evaluation.errors import Finding, InvalidInput
from evaluation.questions import questions_of
from evaluation.tables.columns import fold
from evaluation.tables.convert import to_choices, to_counts, to_numbers
from evaluation.tables.read import read_table
from evaluation.tables.schemas import RESULTS
from evaluation.tables.sentences import Fault, in_words, place_of, suggestion
from evaluation.workspace import Table
from evaluation.workspace.specs import AuditSpec, ItsSpec, read_spec

AUDIT_KEYS = ("criterion", "cycle")
AUDIT_COUNTS = ("met", "not_met", "not_recorded", "exceptions")
DIMENSION = "dimension"  # filled in where a row counts a group, empty where it counts the whole


def interrupted_time_series(path: Path, *, in_words: bool = False) -> dict[str, Any]:
    """Return the fits and effects of an `ItsSpec`, as design.md promises for `--json`.

    What the spec asks beyond them follows after the promised keys; with `in_words` the effect
    as a sentence does, asked for or not.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(ItsSpec, path)
    questions = questions_of(spec, in_words=in_words)
    design = spec_design(spec)
    data = _its_data(spec, path.parent)
    chosen = [method_chosen(choice) for choice in spec.methods]
    if spec.sites:
        return its.several_sites(design, data, spec_sites(spec, spec.sites), chosen)
    fits = [its.fit(design, data, method) for method in chosen] or [its.fit(design, data)]
    made = its.as_json(fits, [effect for fit in fits for effect in its.effects(fit)])
    placebos = its.placebos_in_space(fits[0], data)
    if placebos:
        made |= {"placebo_in_space": placebos}
    return made | its.answers(fits[0], questions)


def its_text(result: dict[str, Any]) -> str:
    """Return the result of `interrupted_time_series` as lines for a terminal."""
    if "sites" in result:
        return "\n".join(its.sites_lines(result))
    lines = [f"{result['n']} points"]
    lines += [f"first period after {name}: {day}" for name, day in result["first_post"].items()]
    lines += [
        f"first period of {name} fully in force: {day}"
        for name, day in result["first_full"].items()
        if day != result["first_post"][name]
    ]
    for fit in result["fits"]:
        noun = "lag" if fit["lags"] == 1 else "lags"
        lags = "" if fit["lags"] is None else f", {fit['lags']} {noun}"
        if "order" in fit:
            seasonal = f", seasonal {fit['seasonal']}" if "seasonal" in fit else ""
            lags = f", order {fit['order']}{seasonal}"
        lines.append(f"\n{fit['method']}{lags}")
        lines += [f"  {text}" for text in (fit["rule"], *_weights_text(fit))]
        lines += [
            f"  {term['term']:<24} {term['estimate']:>12.5g} ({_interval(term)})"
            for term in fit["terms"]
        ]
    lines.append("\neffects")
    lines += [
        f"  {item['interruption']} {item['measure']} {_when(item)}: {item['estimate']:.5g} "
        f"({_interval(item)}) {item['method']}"
        for item in result["effects"]
    ]
    lines += its.placebo_lines(result.get("placebo_in_space", []))
    lines += its.answers_text(result)
    return "\n".join([*lines, *(f"warning: {text}" for text in result["warnings"])])


def _weights_text(fit: Mapping[str, Any]) -> list[str]:
    """Return what the series says of the autoregressive orders, where there are several."""
    weights = fit.get("order_weights", {})
    shown = ", ".join(f"{order}: {weight:.2f}" for order, weight in weights.items())
    return [f"weights of the orders: {shown}"] if shown else []


def _when(effect: Mapping[str, Any]) -> str:
    if effect["window"] is None:
        return f"at {effect['at']}"
    return f"over {effect['window']} ({effect['since']} to {effect['at']})"


def audit(path: Path) -> dict[str, Any]:
    """Return compliance by criterion and cycle, and two cycles compared, of an `AuditSpec`.

    Raises
    ------
    InvalidInput
        If the spec or its data are invalid.
    """
    spec = read_spec(AuditSpec, path)
    true_counts = _audit_counts(spec.data, path.parent)
    _require_cycles(spec.compare or [], true_counts, path)
    rule = rule_named(spec.disclosure.rule, spec.disclosure.reason or "")
    counts = audit_room.protect_results(true_counts, rule)
    table = audit_room.compliance(counts, spec.targets, spec.level)
    comparison: list[dict[str, Any]] = []
    if spec.compare:
        first, second = spec.compare
        compared = audit_room.compare_cycles(counts, spec.targets, first, second, spec.level)
        comparison = _plain(compared)
    return {"results": _plain(table), "comparison": comparison}


def audit_text(result: dict[str, Any]) -> str:
    """Return the result of `audit` as lines for a terminal."""
    lines = [
        f"{row['criterion']} cycle {row['cycle']}: {_limits(row, 'percent')}%, {row['status']}"
        for row in result["results"]
    ]
    lines += [
        f"{row['criterion']} change: {_limits(row, 'difference')} points, {row['verdict']}"
        for row in result["comparison"]
    ]
    return "\n".join(lines)


def _limits(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return "*"
    return f"{row[name]:.1f} ({row['lower']:.1f} to {row['upper']:.1f})"


def _its_data(spec: ItsSpec, folder: Path) -> pd.DataFrame:
    named = [spec.outcome, *([spec.denominator] if spec.denominator else []), *spec.covariates]
    offsets = [name for name in spec.offset if name != its.DAYS or _has_days(spec, folder)]
    controls = spec.control.columns if spec.control else []
    numeric = list(dict.fromkeys([*named, *offsets, *controls]))
    return read_columns(spec.data, folder, [spec.time, *_unit_columns(spec)], numeric)


def read_columns(
    source: Table, folder: Path, texts: Collection[str], numeric: Collection[str]
) -> pd.DataFrame:
    """Return some columns of a table, the numeric ones as numbers, under the names of the spec.

    Raises
    ------
    InvalidInput
        If the table or a column is not there, or a cell is no number.
    """
    table = _read(source, folder, [*texts, *numeric])
    columns = {name: table[name] for name in texts}
    faults: list[Fault] = []
    for name in numeric:
        columns[name], found = to_numbers(table[name])
        faults.extend(found)
    _refuse(faults, source)
    return pd.DataFrame(columns)


def _has_days(spec: ItsSpec, folder: Path) -> bool:
    """Return whether a table has a column of days, which the offset then is checked against."""
    return its.DAYS in _frame(spec.data, folder, [spec.time, spec.outcome, its.DAYS])


def _unit_columns(spec: ItsSpec) -> list[str]:
    control = [spec.control.column] if spec.control and spec.control.column else []
    if spec.sites is None:
        return control
    go_live = [spec.sites.go_live] if isinstance(spec.sites.go_live, str) else []
    return [*control, spec.sites.column, *go_live]


def _audit_counts(source: Table, folder: Path) -> pd.DataFrame:
    present = _frame(source, folder, [*AUDIT_KEYS, "result", *AUDIT_COUNTS, DIMENSION])
    if "result" in present:
        table = _read(source, folder, [*AUDIT_KEYS, "result"])
        results, misfits = to_choices(table["result"], RESULTS)
        _refuse([*_empty_cells(table), *misfits], source)
        return audit_room.count_results(table.assign(result=results))
    table = _read(source, folder, [*AUDIT_KEYS, *AUDIT_COUNTS])
    if DIMENSION in present:
        table = _of_the_whole(table, present[DIMENSION], source)
    counted = {name: to_counts(table[name]) for name in AUDIT_COUNTS}
    misfits = [fault for _, found in counted.values() for fault in found]
    _refuse([*_empty_cells(table), *misfits], source)
    return audit_room.combine_counts(
        table[list(AUDIT_KEYS)].assign(**{name: typed for name, (typed, _) in counted.items()})
    )


def _of_the_whole(table: pd.DataFrame, dimension: pd.Series, source: Table) -> pd.DataFrame:
    """Return the rows that count everybody; those of groups count the same people again."""
    whole = table[dimension.isna()]
    if whole.empty:
        sentence = "Every row counts a group; there is none for the whole."
        remedy = f"Add rows with an empty '{DIMENSION}', or remove that column."
        raise InvalidInput.from_findings([Finding(sentence, remedy, file=source.path)])
    return whole


def _empty_cells(table: pd.DataFrame) -> list[Fault]:
    return [
        Fault(f"'{name}' is empty.", "Fill it in, or remove the row.", rows, str(name))
        for name, cells in table.items()
        if (rows := tuple(int(row) for row in table.index[cells.isna()]))
    ]


def _require_cycles(named: Collection[str], counts: pd.DataFrame, path: Path) -> None:
    """Refuse to compare a cycle that no row has: it would only look like nothing to compare."""
    findings = [
        Finding(
            f"'compare' names the cycle '{name}', which no row of the data has.",
            "Correct its spelling.",
            file=path.name,
            place="compare",
        )
        for name in named
        if name not in set(counts["cycle"])
    ]
    if findings:
        raise InvalidInput.from_findings(findings)


def _read(source: Table, folder: Path, names: list[str]) -> pd.DataFrame:
    """Return some columns of a table as text, under the names of the spec."""
    frame = _frame(source, folder, names)
    found = {name: name if name in frame else fold(name) for name in names}
    missing = [name for name, column in found.items() if column not in frame]
    if missing:
        named = in_words([f"'{name}'" for name in missing])
        start = "There is no column" if len(missing) == 1 else "There are no columns"
        sentence = f"{start} {named}."
        listed = f"The table has: {in_words(frame.columns)}."
        remedy = suggestion(missing[0], list(frame.columns), listed)
        raise InvalidInput.from_findings([Finding(sentence, remedy, file=source.path)])
    return pd.DataFrame({name: frame[column].rename(name) for name, column in found.items()})


def _frame(source: Table, folder: Path, names: list[str]) -> pd.DataFrame:
    path = (folder / Path(source.path).expanduser()).resolve()
    frame, faults = read_table(path, {fold(name) for name in names}, source.sheet)
    _refuse(faults, source)
    if frame is None:
        raise InvalidInput(f"The table {source.path} cannot be read.", "Check the file.")
    return frame


def _refuse(faults: list[Fault], source: Table) -> None:
    if faults:
        raise InvalidInput.from_findings(
            Finding(
                fault.sentence,
                fault.remedy,
                file=source.path,
                place=place_of(fault.rows, fault.column),
            )
            for fault in faults
        )


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(key): None if pd.isna(value) else _number(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _number(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _interval(row: Mapping[str, Any]) -> str:
    if None in (row["lower"], row["upper"]):
        return "not estimable"
    return f"{row['lower']:.5g} to {row['upper']:.5g}"
