"""Puts the result of `standardise` into lines for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from evaluation.equity.standardised import SHOWN
from evaluation.present.numbers import decimals_for, level_text, limits_text, number

TITLES: Final = {
    "direct": "Directly standardised rate",
    "indirect": "Indirectly standardised",
    "life-expectancy": "Life expectancy",
    "rate": "Crude rate",
    "proportion": "Proportion",
    "mean": "Mean",
}
MOST_DECIMALS: Final = {"years": 1}


def standardise_text(result: dict[str, Any]) -> str:
    """Return the result of `standardise` as lines for a terminal, one for each group."""
    parts = [TITLES[result["method"]], result["unit"], result.get("standard", "")]
    lines = [", ".join(part for part in parts if part)]
    for _, rows in groupby(result["results"], key=lambda row: (row["group"], row.get("age"))):
        lines.append(_line(list(rows), result["unit"]))
    return "\n".join([*lines, *(f"warning: {text}" for text in result["warnings"])])


def _line(rows: list[dict[str, Any]], unit: str) -> str:
    first = rows[0]
    parts = [
        f"{key} {'not known' if value is None else value}" for key, value in first["group"].items()
    ]
    parts += [f"at {first['age']}"] if "age" in first else []
    name = ", ".join(parts) or "all"
    if first["value"] is None:
        return f"{name}: {first['status']}"
    decimals = 1 if unit == "years" else decimals_for(first["value"], unit)
    limits = "; ".join(
        f"{level_text(row['level'])} {limits_text(row['lower'], row['upper'], decimals)}"
        for row in rows
        if row["lower"] is not None and row["level"] is not None
    )
    value = number(first["value"], decimals)
    status = "" if first["status"] == SHOWN else f", {first['status']}"
    return f"{name}: {value} ({limits}){status}" if limits else f"{name}: {value}{status}"
