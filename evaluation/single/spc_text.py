"""Control charts as lines for a terminal."""

from __future__ import annotations

from typing import Any

from evaluation.monitoring.charts import KIND_WORDS

SIGNIFICANT = 6


def spc_text(result: dict[str, Any]) -> str:
    """Return the result of `spc` as lines for a terminal."""
    if "charts" not in result:
        return "\n".join([*_lines(result), *_warnings(result["warnings"])])
    lines = [_row(row) for row in result["summary"]]
    for chart in result["charts"]:
        lines += [f"{chart['chart']}: {text}" for text in _warnings(chart["warnings"])]
    method = [f"method: {text}" for text in result["charts"][0]["method"]]
    return "\n".join([*lines, *method, *_warnings(result["warnings"])])


def _lines(chart: dict[str, Any]) -> list[str]:
    points = chart["points"]
    first, last = points[0]["time"], points[-1]["time"]
    lines = [f"{KIND_WORDS[chart['kind']]}, {len(points)} points, {first} to {last}"]
    segments = {point["segment"]: point for point in points}  # the last point of each
    lines += [f"segment {number} ends at {_limits(at)}" for number, at in segments.items()]
    lines += [_row(row | {"chart": "latest"}) for row in chart["summary"]]
    lines += [
        f"{point['time']}: {_number(point['value'])}, {point['label']}"
        + (f" (fired: {', '.join(point['rules'])})" if len(point["rules"]) > 1 else "")
        for point in points
        if point["special_cause"]
    ]
    lines += [
        f"runs in segment {row['segment']}: longest {row['longest_run']} (more than "
        f"{row['longest_run_limit']} is a signal), {row['crossings']} crossings (fewer than "
        f"{row['crossings_limit']} is a signal)"
        for row in chart["signals"]
    ]
    return lines + [f"method: {text}" for text in chart["method"]]


def _row(row: dict[str, Any]) -> str:
    target = "" if row["target"] is None else f", target {_number(row['target'])}"
    assurance = "" if row["assurance"] is None else f" {row['assurance_words']}."
    named = f" ({row['label']})" if row["label"] else ""
    time = "no point" if row["time"] is None else row["time"]
    return (
        f"{row['chart']} {time}: {_number(row['value'])}, centre {_number(row['mean'])}, "
        f"limits {_number(row['lower'])} to {_number(row['upper'])}{target}. "
        f"{row['variation_words']}{named}.{assurance}"
    )


def _limits(point: dict[str, Any]) -> str:
    return (
        f"{point['time']}: centre {_number(point['centre'])}, limits {_number(point['lower'])} "
        f"to {_number(point['upper'])}"
    )


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.{SIGNIFICANT}g}"


def _warnings(texts: list[str]) -> list[str]:
    return [f"warning: {text}" for text in texts]
