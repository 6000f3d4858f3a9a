"""How fast control charts of many providers are made: `python -m tests.benchmarks.control_charts`.

The limits, rules, icons and summary of all charts are worked out together; beside them, in the same
run, a `groupby` of pandas finds limits and flags alone, one chart at a time and point by point, as
packages that make one chart do. Both must flag the same points.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.monitoring.charts import ControlChart, Options, control_charts, summary

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "open" / "ae_attendances.csv"
PROVIDERS, MONTHS = 130, 36
OPTIONS = Options(improvement="decrease", run_rules="none")
MOST_SECONDS = 2.0  # for 4,680 points of 130 providers
Flags = set[tuple[str, pd.Timestamp]]
Run = Callable[[pd.DataFrame], object]


def synthetic(providers: int = PROVIDERS, months: int = MONTHS) -> pd.DataFrame:
    """Return months of synthetic four-hour breaches, in percent, of some providers."""
    generator = np.random.default_rng(20260403)
    level = generator.uniform(5, 30, providers)
    noise = generator.normal(0, 2, (providers, months)).cumsum(axis=1) * 0.5
    noise += generator.normal(0, 2, (providers, months))
    days = pd.date_range("2016-04-01", periods=months, freq="MS")
    return pd.DataFrame(
        {
            "facet": np.repeat([f"P{number:03d}" for number in range(providers)], months),
            "time": np.tile(days, providers),
            "value": (level[:, None] + noise).ravel(),
        }
    )


def measured() -> pd.DataFrame:
    """Return the monthly breaches of major departments, in percent, where the open data lie."""
    data = pd.read_csv(DATA, parse_dates=["period"])
    major = data[data["type"].astype(str) == "1"]
    whole = major.groupby("org_code")["period"].transform("size") == MONTHS
    kept = major[whole]
    value = 100 * kept["breaches"] / kept["attendances"]
    return pd.DataFrame({"facet": kept["org_code"], "time": kept["period"], "value": value})


def together(table: pd.DataFrame) -> list[ControlChart]:
    """Return all charts, and make their summary."""
    charts = control_charts(table, OPTIONS, 5.0)
    summary(charts)
    return charts


def flagged_together(table: pd.DataFrame) -> Flags:
    return {
        (chart.name, time)
        for chart in together(table)
        for time in chart.points.loc[chart.points["special_cause"], "time"]
    }


def one_by_one(table: pd.DataFrame) -> Flags:
    flagged = set()
    for name, chart in table.sort_values("time").groupby("facet", sort=False):
        found = _special_causes(chart["value"].tolist())
        flagged |= {(str(name), time) for time in chart["time"][found]}
    return flagged


def _special_causes(values: list[float]) -> list[bool]:
    """Return the flags of one chart, each rule by looking at every window."""
    series = pd.Series(values)
    ranges = series.diff().abs()
    spread = ranges[ranges < 3.267 * ranges.mean()].mean()
    mean, limit = series.mean(), 2.66 * spread
    flags = [abs(value - mean) > limit for value in values]
    for start in range(len(values)):
        seven, three = values[start : start + 7], values[start : start + 3]
        for sign in (1, -1):
            apart = [sign * (value - mean) for value in seven]
            steps = [sign * (b - a) for a, b in pairwise(seven)]
            if len(seven) == 7 and (min(apart) > 0 or min(steps) > 0):
                flags[start : start + 7] = [True] * 7
            near = [sign * (value - mean) > 2 / 3 * limit for value in three]
            same = all(sign * (value - mean) > 0 for value in three)
            if len(three) == 3 and same and sum(near) >= 2:
                for place, is_near in enumerate(near):
                    flags[start + place] |= is_near
    return flags


def seconds(run: Run, table: pd.DataFrame, repeats: int) -> float:
    """Return the median time of some runs."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        run(table)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def report(name: str, table: pd.DataFrame, repeats: int) -> str:
    """Return a line on both ways, which must find the same points."""
    assert flagged_together(table) == one_by_one(table), (
        f"{name}: the two ways flag different points"
    )
    ours, theirs = (seconds(run, table, repeats) for run in (together, one_by_one))
    charts = table["facet"].nunique()
    return (
        f"{name}: {len(table):,} points of {charts} charts: whole charts together "
        f"{1000 * ours:.0f} ms, flags one by one {1000 * theirs:.0f} ms "
        f"({theirs / ours:.1f} times as long)"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args(arguments).repeats
    print(report("synthetic", synthetic(), repeats))
    if DATA.is_file():
        print(report("open data", measured(), repeats))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
