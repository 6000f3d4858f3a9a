"""Answers as lines for a terminal.

What `answers` returned comes in; lines go out, each answer under its heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MARKS = {True: "passed", False: "look at this", None: "informs"}
NOT_ESTIMABLE = "not estimable"
PERCENT = 100


def answers_text(found: Mapping[str, Any]) -> list[str]:
    """Return the answers as lines.

    Parameters
    ----------
    found : mapping
        See `answers`; other keys are left alone.

    Examples
    --------
    >>> answers_text({"sentence": "falls, 2005-01: no clear change."})
    ['', 'falls, 2005-01: no clear change.']
    """
    lines: list[str] = []
    if "sentence" in found:
        lines += ["", str(found["sentence"])]
    if "equivalence" in found:
        lines += ["", *_equivalence(found["equivalence"])]
    if "sensitivity" in found:
        lines += ["", *_sensitivity(found["sensitivity"])]
    if "diagnostics" in found:
        lines += ["", "diagnostics"]
        lines += [
            f"  {check['name']} ({MARKS[check['passed']]}): {check['text']}"
            for check in found["diagnostics"]
        ]
    if "counterfactual" in found:
        lines += ["", *_counterfactual(found["counterfactual"])]
    return lines


def _equivalence(found: Mapping[str, Any]) -> Iterator[str]:
    yield "equivalence"
    wide, narrow = (f"{PERCENT * found[name]:.4g}%" for name in ("level", "equivalence_level"))
    yield (
        f"  {found['interruption']} {found['measure']} at {found['at']}: {found['verdict']} "
        f"({wide} interval {_interval(found)}; {narrow} interval "
        f"{_interval(found, 'equivalence_')}; region {found['region_lower']:.5g} to "
        f"{found['region_upper']:.5g})"
    )


def _sensitivity(found: Mapping[str, Any]) -> Iterator[str]:
    yield "sensitivity: absolute effect (interval); relative effect (interval)"
    previous = ""
    for (part, variant), rows in _grouped(found["rows"]).items():
        if part != previous:
            yield f"  {part}"
        previous = part
        note = " (compared with)" if rows[0]["is_reference"] else ""
        shown = "; ".join(_estimate(row) for row in rows)
        yield f"    {variant}{note}, {rows[0]['at']}: {shown}"
    yield from (f"  {text}" for text in found["sentences"])


def _grouped(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["part"], row["variant"]), []).append(row)
    return found


def _counterfactual(found: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "counterfactual: mean (its interval; interval of a new observation)"
    for row in found:
        if not row["is_after"]:
            continue
        observed = "none" if row["observed"] is None else f"{row['observed']:.5g}"
        yield (
            f"  {row['time']} observed {observed}, without {_number(row['counterfactual'])} "
            f"({_interval(row, 'counterfactual_')}; {_interval(row, 'observation_')})"
        )


def _estimate(row: Mapping[str, Any]) -> str:
    if row["note"]:
        return f"{NOT_ESTIMABLE}: {row['note']}"
    return f"{row['estimate']:.5g} ({_interval(row)})"


def _interval(row: Mapping[str, Any], prefix: str = "") -> str:
    lower, upper = row[f"{prefix}lower"], row[f"{prefix}upper"]
    if lower is None or upper is None:
        return NOT_ESTIMABLE
    return f"{lower:.5g} to {upper:.5g}"


def _number(value: float | None) -> str:
    return NOT_ESTIMABLE if value is None else f"{value:.5g}"
