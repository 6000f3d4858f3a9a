"""How long the full answer of many series takes: `python -m tests.benchmarks.sensitivity`.

All series of the lidocaine file (or as many simulated ones, where it is not there) are fitted in
one call and their choices varied in another; processor and elapsed time are printed, of the whole
and of each part of the plan, beside a loop of single fits with their sensitivity tables.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from evaluation import its
from tests.benchmarks.coverage import ONE_THREAD
from tests.benchmarks.processes import Cell
from tests.benchmarks.speed import FIRST_MONTH, GROUPS, LIDOCAINE

TARGET = 5.0  # seconds for the full answer of the 191 groups
NOTHING = its.Plan(
    estimators=False, dates=0, lags=False, windows=False, seasonality=False, placebo=False
)
GUIDANCE = its.Interruption("guidance", dt.date(2017, 12, 1))  # NHS England, 30 November 2017
PERIODS = 60


@dataclass(frozen=True)
class Seconds:
    """What one call took."""

    processor: float
    elapsed: float

    def __str__(self) -> str:
        return f"{self.processor:>9.3f} s{self.elapsed:>9.3f} s"


@dataclass(frozen=True, eq=False)
class Collection:
    """A long table with the design of its series.

    Parameters
    ----------
    name : str
        What a reader calls it.
    design : Design
    data : DataFrame, one row per series and month
    by : str
        Column that names the series.
    """

    name: str
    design: its.Design
    data: pd.DataFrame
    by: str

    @property
    def tables(self) -> list[pd.DataFrame]:
        """The rows of each series."""
        return [rows for _, rows in self.data.groupby(self.by, sort=False)]


def groups() -> Collection:
    """Return the lidocaine plasters of every CCG, or as many simulated series."""
    if not LIDOCAINE.is_file():
        return simulated(GROUPS)
    design = its.Design(
        "numerator", "monthly", (GUIDANCE,), time="month", denominator="denominator"
    )
    return Collection("lidocaine plasters by CCG", design, pd.read_csv(LIDOCAINE), "code")


def simulated(series: int) -> Collection:
    """Return autocorrelated series without an effect."""
    outcomes = Cell(PERIODS, (0.4,)).series(series)
    months = pd.date_range(FIRST_MONTH, periods=PERIODS, freq="MS")
    columns = {
        "code": np.repeat(np.arange(series), PERIODS),
        "time": np.tile(months, series),
        "rate": 50 + outcomes.ravel(),
    }
    law = its.Interruption("law", months[PERIODS // 2].date())
    name = "simulated series, because the file of the CCGs is not there"
    return Collection(name, its.Design("rate", "monthly", (law,)), pd.DataFrame(columns), "code")


def timed(run: Callable[[], Any]) -> Seconds:
    """Return what a call took."""
    processor, elapsed = time.process_time(), time.perf_counter()
    run()
    return Seconds(time.process_time() - processor, time.perf_counter() - elapsed)


def full(collection: Collection) -> dict[str, Seconds]:
    """Return the seconds of the fits with their effects, and of the sensitivity of all."""
    given = (collection.design, collection.data, collection.by)
    return {
        "all fits and effects": timed(lambda: its.fit_many(*given)),
        "all sensitivity tables": timed(lambda: its.sensitivity_many(*given)),
    }


def parts(collection: Collection) -> dict[str, Seconds]:
    """Return the seconds of each part of the plan, and of a plan without any."""
    given = (collection.design, collection.data, collection.by)
    plans = {"no part": NOTHING}
    for field in fields(its.Plan):
        plans[field.name] = replace(NOTHING, **{field.name: getattr(its.Plan(), field.name)})
    return {
        name: timed(lambda plan=plan: its.sensitivity_many(*given, plan=plan))
        for name, plan in plans.items()
    }


def one_by_one(collection: Collection, number: int) -> Seconds:
    """Return the seconds of a fit with effects and sensitivity, for each of some series."""
    tables = collection.tables[:number]

    def run() -> None:
        for rows in tables:
            found = its.fit(collection.design, rows)
            its.effects(found)
            its.sensitivity(found)

    whole = timed(run)
    return Seconds(whole.processor / len(tables), whole.elapsed / len(tables))


def report(collection: Collection, repeats: int, alone: int) -> str:
    """Return a table of seconds; of several repeats the one with the least processor time."""
    tries = [full(collection) for _ in range(repeats)]
    best = min(tries, key=lambda each: sum(time.processor for time in each.values()))
    total = Seconds(*(sum(getattr(each, name) for each in best.values()) for name in _NAMES))
    series, single = len(collection.tables), one_by_one(collection, alone)
    loop = Seconds(series * single.processor, series * single.elapsed)
    rows = {
        **best,
        f"full answer of {series} series": total,
        **{f"  of the tables: {name}": each for name, each in parts(collection).items()},
        "one series at a time, each": single,
        f"one at a time, {series} series": loop,
    }
    lines = [f"{collection.name}", f"{'':36}{'processor':>11}{'elapsed':>11}"]
    lines += [f"{name:36}{seconds}" for name, seconds in rows.items()]
    ratio = loop.processor / total.processor
    is_met = "met" if total.processor < TARGET else "missed"
    lines.append(f"Together is {ratio:.1f} times as fast as one at a time.")
    lines.append(f"The target of {TARGET:.0f} s of processor time for 191 series is {is_met}.")
    return "\n".join(lines)


_NAMES = ("processor", "elapsed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3, help="of the full answer")
    parser.add_argument("--alone", type=int, default=5, help="series that are answered one by one")
    parser.add_argument("--simulated", type=int, help="this many simulated series instead")
    given = parser.parse_args(arguments)
    collection = groups() if given.simulated is None else simulated(given.simulated)
    print(report(collection, given.repeats, given.alone))
    return 0


if __name__ == "__main__":
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        again = [sys.executable, "-m", "tests.benchmarks.sensitivity", *sys.argv[1:]]
        sys.exit(subprocess.call(again, env=os.environ | dict.fromkeys(ONE_THREAD, "1")))
    sys.exit(main())
