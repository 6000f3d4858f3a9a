"""The result of one audit as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evaluation.disclosure import SUPPRESSED, shown

UNTIL_NOW: Final = "now"
Row = Mapping[str, Any]


def audit_text(result: Mapping[str, Any]) -> str:
    """Return the result of `single.audit` as lines for a terminal.

    Parameters
    ----------
    result : mapping
        What `single.audit` returned.
    """
    lines: list[str] = []
    for row in result["results"]:
        lines += _criterion(row, f"{row['criterion']} cycle {row['cycle']}")
    lines += [
        f"{row['criterion']} change: {_limits(row, 'difference')} points, {row['verdict']}"
        for row in result["comparison"]
    ]
    lines += _part("groups", _groups(result["groups"]))
    lines += _part("versions", _versions(result["versions"]))
    lines += _part("exceptions by reason", _exceptions(result["exceptions"]))
    lines += _part("set aside", _set_aside(result["set_aside"]))
    warnings = [f"warning: {text}" for text in result["warnings"]]
    return "\n".join([*lines, *([""] if warnings else []), *warnings])


def _part(title: str, lines: Iterator[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _criterion(row: Row, name: str, indent: str = "") -> list[str]:
    counts = (
        f"eligible {shown(row['eligible'])}, met {shown(row['met'])}, "
        f"not met {shown(row['not_met'])}, not recorded {shown(row['not_recorded'])}, "
        f"exceptions {shown(row['exceptions'])}"
    )
    return [
        f"{indent}{name}: {_limits(row, 'percent')}%, {row['status']}",
        f"{indent}  {counts}; of those recorded {_limits(row, 'percent_recorded', '_recorded')}%",
    ]


def _groups(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        name = f"{row['criterion']} cycle {row['cycle']}, {row['dimension']} {row['group']}"
        yield from _criterion(row, name, "  ")


def _versions(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if row["guideline"] is None:
            continue
        until = row["valid_to"] or UNTIL_NOW
        held = f"{row['guideline']}, {row['valid_from']} to {until}"
        name = f"{row['criterion']} by {row['version']} ({held})"
        yield from _criterion(row, name, "  ")


def _exceptions(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        name = f"{row['criterion']} cycle {row['cycle']}"
        yield f"  {name}: {row['reason']}, {shown(row['exceptions'])}"


def _set_aside(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        cycle = f" cycle {row['cycle']}" if row["cycle"] is not None else ""
        yield f"  {row['criterion']}{cycle}: {row['reason']}, {shown(row['records'])}"


def _limits(row: Row, name: str, ending: str = "") -> str:
    if row[name] is None:
        return SUPPRESSED
    lower, upper = row[f"lower{ending}"], row[f"upper{ending}"]
    if lower is None:  # a census
        return f"{row[name]:.1f}"
    return f"{row[name]:.1f} ({lower:.1f} to {upper:.1f})"
