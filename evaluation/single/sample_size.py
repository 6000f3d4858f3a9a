"""The sample size of a planned audit: from its SPEC.yml to plain data, or to text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from evaluation.audit.sampling import FORMULA_WORDS, SampleSize, margin_reached, sample_size
from evaluation.workspace.sample_size_spec import SampleSizeSpec, Stratum
from evaluation.workspace.specs import read_spec

MARGINS: Final = (2.5, 5.0, 7.5, 10.0)
LEVELS: Final = (0.8, 0.9, 0.95)
ROUNDED_UP: Final = (
    "Numbers are rounded up, so that the margin is reached; some printed tables round to the "
    "nearest. For most audits 90% and 5 points are reasonable (UBHT 2005)."
)


def planned_sample(path: Path) -> dict[str, Any]:
    """Return the records that a `SampleSizeSpec` needs, and a table of other choices.

    Raises
    ------
    InvalidInput
        If the spec is invalid.
    """
    spec = read_spec(SampleSizeSpec, path)
    strata = spec.strata or [Stratum(name="all", population=spec.population)]
    rows = [_row(spec, stratum) for stratum in strata]
    made: dict[str, Any] = {
        "level": spec.level,
        "margin": spec.margin,
        "formula": spec.formula,
        "strata": rows,
        "total_eligible": sum(row["eligible"] for row in rows),
        "total_records": sum(row["records"] for row in rows),
        "choices": [] if spec.strata else _choices(spec),
        "notes": [FORMULA_WORDS[spec.formula], ROUNDED_UP],
    }
    if spec.affordable is not None:
        made["affordable"] = spec.affordable
        made["margin_reached"] = margin_reached(
            spec.affordable, spec.expected, spec.population, level=spec.level
        )
    return made


def sample_text(result: Mapping[str, Any]) -> str:
    """Return the result of `planned_sample` as lines for a terminal."""
    level = f"{100 * result['level']:g}%"
    lines = [
        f"{row['name']}: {row['eligible']} eligible records"
        + (f", {row['records']} to look at" if row["records"] != row["eligible"] else "")
        + f" (population {row['population'] or 'not limited'}, expected {row['expected']:g}%, "
        f"within {result['margin']:g} points, {level})"
        for row in result["strata"]
    ]
    if len(result["strata"]) > 1:
        lines.append(f"in all: {result['total_eligible']} eligible records")
    if "affordable" in result:
        reached = f"{result['margin_reached']:.1f}"
        lines.append(f"{result['affordable']} eligible records: within {reached} points, {level}")
    if result["choices"]:
        lines.append("other choices (level, margin: eligible records)")
        lines += [
            f"  {100 * row['level']:g}%, {row['margin']:g} points: {row['eligible']}"
            for row in result["choices"]
        ]
    return "\n".join([*lines, *(f"note: {text}" for text in result["notes"])])


def _row(spec: SampleSizeSpec, stratum: Stratum) -> dict[str, Any]:
    expected = spec.expected if stratum.expected is None else stratum.expected
    found = _size(spec, expected, spec.margin, spec.level, stratum.population)
    return {
        "name": stratum.name,
        "population": stratum.population,
        "expected": expected,
        "raw": found.raw,
        "eligible": found.eligible,
        "records": found.records,
    }


def _choices(spec: SampleSizeSpec) -> list[dict[str, Any]]:
    return [
        {
            "level": level,
            "margin": margin,
            "eligible": _size(spec, spec.expected, margin, level, spec.population).eligible,
        }
        for level in LEVELS
        for margin in MARGINS
    ]


def _size(
    spec: SampleSizeSpec, expected: float, margin: float, level: float, population: int | None
) -> SampleSize:
    return sample_size(
        expected,
        margin,
        population,
        level=level,
        formula=spec.formula,
        exceptions=spec.exceptions,
    )
