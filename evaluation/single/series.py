"""One interrupted time series without a project: from its SPEC.yml to plain data, or to text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation import its
from evaluation.design import method_chosen, spec_design, spec_sites
from evaluation.errors import InvalidInput
from evaluation.questions import questions_of
from evaluation.single.reading import dates_of, read_columns, read_frame
from evaluation.tables.dates import DateStyle, parse_day
from evaluation.tables.periods import FORMS, parse_period
from evaluation.workspace.its_analysis import Frequency
from evaluation.workspace.specs import ItsSpec, read_spec

FIRST, ONE_DAY = 1, dt.timedelta(days=1)


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


def _its_data(spec: ItsSpec, folder: Path) -> pd.DataFrame:
    named = [spec.outcome, *([spec.denominator] if spec.denominator else []), *spec.covariates]
    offsets = [name for name in spec.offset if name != its.DAYS or _has_days(spec, folder)]
    controls = spec.control.columns if spec.control else []
    numeric = list(dict.fromkeys([*named, *offsets, *controls]))
    data = read_columns(spec.data, folder, [spec.time, *_unit_columns(spec)], numeric)
    if all(_is_plain(text, spec.frequency) for text in data[spec.time].dropna().unique()):
        return data
    parse = partial(_period, frequency=spec.frequency)
    remedy = f"Write {FORMS[spec.frequency]}."
    return data.assign(**{spec.time: dates_of(data, spec.time, parse, remedy, spec.data)})


def _is_plain(text: str, frequency: Frequency) -> bool:
    """Return whether the engine reads a period as it is written."""
    try:
        its.parse_periods([text], frequency)
    except InvalidInput:
        return False
    return True


def _period(text: str, style: DateStyle, *, frequency: Frequency) -> dt.date | None:
    if _is_plain(text, frequency):
        return its.parse_periods([text], frequency)[0].date()
    day = parse_day(text, style)
    if day is None:
        return parse_period(text, frequency, style)
    is_within = frequency in ("daily", "weekly") or FIRST in (day.day, (day + ONE_DAY).day)
    return day if is_within else None


def _has_days(spec: ItsSpec, folder: Path) -> bool:
    """Return whether a table has a column of days, which the offset then is checked against."""
    return its.DAYS in read_frame(spec.data, folder, [spec.time, spec.outcome, its.DAYS])


def _unit_columns(spec: ItsSpec) -> list[str]:
    control = [spec.control.column] if spec.control and spec.control.column else []
    if spec.sites is None:
        return control
    go_live = [spec.sites.go_live] if isinstance(spec.sites.go_live, str) else []
    return [*control, spec.sites.column, *go_live]


def _interval(row: Mapping[str, Any]) -> str:
    if None in (row["lower"], row["upper"]):
        return "not estimable"
    return f"{row['lower']:.5g} to {row['upper']:.5g}"
