"""What a control chart says, in sentences: caption, alt text, and its signals by stretch.

In: a `ControlChart` and what its outcome is called. Out: text, and rows for a table.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evaluation.monitoring.charts import ControlChart
from evaluation.present import numbers
from evaluation.present.words import counted, listed


@dataclass(frozen=True)
class ChartWords:
    """What the outcome of a chart is called.

    Parameters
    ----------
    label, unit : str
        The outcome, and the unit of its values.
    pooled : str
        Into what periods the points were pooled, such as "quarters"; empty where they were not.
    """

    label: str
    unit: str
    pooled: str = ""

    def value(self, number: float | None) -> str:
        """Return a value with its unit."""
        if number is None or pd.isna(number):
            return numbers.NOT_AVAILABLE
        shown = numbers.number(number, numbers.decimals_for(number, self.unit))
        return numbers.with_unit(shown, self.unit)


def chart_caption(chart: ControlChart, words: ChartWords) -> str:
    """Return the finding of a chart: variation, assurance, and the last value."""
    last = chart.last
    if last is None:
        return f"{words.label}: no values can be shown."
    found = f"{words.label}: {_lower(chart.variation_words)}"
    if chart.target is not None and chart.assurance is not None:
        found += f"; {_lower(chart.assurance_words)} ({words.value(chart.target)})"
    when = numbers.month_text(pd.Timestamp(last["time"]))
    return f"{found}. Last value {words.value(last['value'])}, {when}."


def chart_alt(chart: ControlChart, words: ChartWords) -> str:
    """Return a chart in words: span, points, lines of each segment, every signal."""
    points = chart.points
    known = points["value"].notna()
    if not known.any():
        return f"Empty control chart of {words.label}: no values can be shown."
    shown = points[known]
    span = numbers.window_text(*(pd.Timestamp(shown["time"].iloc[at]) for at in (0, -1)))
    parts = [f"Control chart of {words.label}, {span}, {counted(len(shown), 'point')}."]
    for number in shown["segment"].unique():
        part = shown[shown["segment"] == number]
        begin = numbers.month_text(pd.Timestamp(part["time"].iloc[0]))
        where = f"From {begin}" if part.index[0] > shown.index[0] else "At first"
        parts.append(f"{where} {_lines(part, words)}.")
    signals = chart_signals(chart)
    if signals.empty:
        parts.append("No rule found a special cause.")
    else:
        told = [f"{row['when']} ({_lower(row['rules'])})" for row in signals.to_dict("records")]
        parts.append(f"Special cause: {'; '.join(told)}.")
    gaps = int((~known).sum())
    if gaps:
        verb = "is" if gaps == 1 else "are"
        parts.append(f"{counted(gaps, 'point')} {verb} missing or not shown.")
    return " ".join([*parts, f"{chart.variation_words}.", f"{chart.assurance_words}."])


def chart_signals(chart: ControlChart) -> pd.DataFrame:
    """Return where rules fired: when (a stretch of points), points, cause and rules.

    Points in a row of the same cause and segment are one row, with the names of the rules that
    name its points; every rule that fired at each single point is in the chart's data.
    """
    points = chart.points[chart.points["value"].notna()].reset_index(drop=True)
    flagged = points["special_cause"].astype("bool")
    cause = points["cause"].where(flagged, "").astype("object")
    is_new = (cause != cause.shift()) | (points["segment"] != points["segment"].shift())
    stretch = is_new.astype("int64").cumsum()
    rows = [
        {
            "when": _when(part["time"]),
            "points": len(part),
            "cause": str(part["cause"].iloc[0]),
            "rules": "; ".join(dict.fromkeys(part["label"])),
        }
        for _, part in points[flagged].groupby(stretch[flagged], sort=True)
    ]
    return pd.DataFrame(rows, columns=["when", "points", "cause", "rules"])


def method_text(chart: ControlChart) -> str:
    """Return how a chart was made, as a sentence."""
    return f"{'; '.join(chart.method)}."


def _when(times: pd.Series) -> str:
    first, last = (pd.Timestamp(times.iloc[at]) for at in (0, -1))
    return numbers.month_text(first) if len(times) == 1 else numbers.window_text(first, last)


def _lines(part: pd.DataFrame, words: ChartWords) -> str:
    """Return the centre line and limits of a segment, as they are at its last point."""
    last = part.iloc[-1]
    text = f"the centre line lies at {words.value(last['centre'])}"
    limits = [
        f"the {side} limit at {words.value(last[name])}"
        for side, name in (("lower", "lower"), ("upper", "upper"))
        if pd.notna(last[name])
    ]
    return listed([text, *limits])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
