"""The result of an analysis of inequality as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

NAMES: Final = {
    "absolute": "absolute gap",
    "relative": "relative gap (ratio)",
    "sii": "slope index of inequality",
    "rii": "relative index of inequality",
    "core20": "share of users over share of eligible, Core20",
}
HIDDEN: Final = "*"


def inequality_text(result: Mapping[str, Any]) -> str:
    """Return the result of `inequality` as text."""
    if "change" not in result:
        return "\n".join(_lines(result))
    lines = ["before", *_indented(_lines(result["before"]))]
    lines += ["after", *_indented(_lines(result["after"]))]
    lines += ["change"]
    lines += [
        f"  {NAMES[row['measure']]}: {_value(row)}, {row['verdict']}" for row in result["change"]
    ]
    return "\n".join(lines)


def _lines(found: Mapping[str, Any]) -> list[str]:
    lines = [f"{row['group']}: {_value(row)}" for row in found["groups"]]
    lines += [
        f"{NAMES[row['measure']]}, {row['group']} against {row['reference']}: {_value(row)}"
        for row in found["gaps"]
    ]
    lines += [f"{NAMES[row['measure']]}: {_value(row)}" for row in found["indices"]]
    lines += [
        f"{row['name']} ({row['symbol']}, {row['unit']}): {_value(row)}"
        + (f" ({row['note']})" if row["note"] else "")
        for row in found["summary"]
    ]
    lines += [
        f"{row['group']}: index of reach {_value(row, 'index', 'index_')}"
        for row in found.get("reach", [])
    ]
    if "core20" in found:
        lines.append(f"{NAMES['core20']}: {_value(found['core20'], 'ratio', 'ratio_')}")
    if found["hidden"]:
        count = len(found["hidden"])
        lines.append(f"not shown because numbers are small: {count} of {len(found['groups'])}")
    return lines + [f"note: {text}" for text in found["notes"]]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _value(row: Mapping[str, Any], name: str = "value", prefix: str = "") -> str:
    if row[name] is None:
        return HIDDEN
    lower, upper = (row[f"{prefix}{side}"] for side in ("lower", "upper"))
    limits = " to ".join("unbounded" if each is None else f"{each:.4g}" for each in (lower, upper))
    return f"{row[name]:.4g} ({limits})"
