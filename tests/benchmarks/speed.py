"""How fast the engine is beside R and statsmodels: `python -m tests.benchmarks.speed`.

The same series go through the engine, through R's `nlme::gls` (where Rscript and nlme are
installed) and through loops of statsmodels, side by side in one run on one thread each, as often
as told; medians of processor and elapsed time and their ratios are printed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

from evaluation import its
from evaluation.its.estimation.many import intervals_of_many
from evaluation.its.estimation.newey_west import rule_of_thumb_lags
from evaluation.its.estimation.solution import FloatArray
from tests.benchmarks.coverage import ONE_THREAD
from tests.benchmarks.measured import LEVEL
from tests.benchmarks.processes import CONTRASTS, Cell

HERE = Path(__file__).parent
LIDOCAINE = HERE.parents[2] / "shared" / "data" / "open" / "lidocaine_plasters_ccg.csv"
GROUPS = 191  # clinical commissioning groups of England in 2019
FIRST_MONTH = "2019-01-01"
MEGABYTE = 2**20
KILOBYTES_PER_MEGABYTE = 2**10
SERIES_IN_R = 200  # of a simulation go through R's loop, which takes each as long as the next


@dataclass(frozen=True, eq=False)
class Task:
    """Series of one design that every program fits.

    Parameters
    ----------
    name : str
        What a reader calls it.
    cell : Cell
        The design.
    outcomes : ndarray, S by n
    """

    name: str
    cell: Cell
    outcomes: FloatArray

    @property
    def months(self) -> pd.DatetimeIndex:
        """The periods."""
        return pd.date_range(FIRST_MONTH, periods=self.cell.periods, freq="MS")

    @property
    def design(self) -> its.Design:
        """What the engine is told, the interruption in the middle."""
        date = self.months[self.cell.periods // 2].date()
        return its.Design("rate", "monthly", (its.Interruption("law", date),))

    @cached_property
    def tables(self) -> list[pd.DataFrame]:
        """The table of each series, made before the time is taken."""
        months = self.months
        return [pd.DataFrame({"time": months, "rate": outcome}) for outcome in self.outcomes]


@dataclass(frozen=True)
class Timing:
    """Seconds for each series, one number for each repeat."""

    processor: tuple[float, ...]
    elapsed: tuple[float, ...]

    @property
    def medians(self) -> tuple[float, float]:
        """Median of processor and of elapsed time."""
        return statistics.median(self.processor), statistics.median(self.elapsed)


Run = Callable[[Task], None]


def fit_by_default(task: Task) -> None:
    _fit(task, None)


def fit_by_kenward_roger(task: Task) -> None:
    _fit(task, its.Method("reml-ar1"))


def fit_together(task: Task) -> None:
    cell = task.cell
    intervals_of_many(cell.matrix, task.outcomes, CONTRASTS, orders=cell.orders, level=LEVEL)


def statsmodels_glsar(task: Task) -> None:
    for outcome in task.outcomes:
        found = sm.GLSAR(outcome, task.cell.matrix, rho=1).iterative_fit(maxiter=50)
        found.conf_int()


def statsmodels_newey_west(task: Task) -> None:
    settings = {"maxlags": rule_of_thumb_lags(task.cell.periods), "use_correction": True}
    for outcome in task.outcomes:
        model = sm.OLS(outcome, task.cell.matrix)
        model.fit(cov_type="HAC", cov_kwds=settings, use_t=True).conf_int()


ONE_BY_ONE: dict[str, Run] = {
    "its.fit, default": fit_by_default,
    "its.fit, Kenward-Roger": fit_by_kenward_roger,
    "statsmodels GLSAR": statsmodels_glsar,
    "statsmodels OLS with HAC": statsmodels_newey_west,
}
TOGETHER: dict[str, Run] = {
    "intervals_of_many, default": fit_together,
    "statsmodels GLSAR": statsmodels_glsar,
    "statsmodels OLS with HAC": statsmodels_newey_west,
}


def has_r() -> bool:
    """Return whether Rscript and its package nlme are installed."""
    program = shutil.which("Rscript")
    if program is None:
        return False
    return subprocess.run([program, "-e", "library(nlme)"], capture_output=True).returncode == 0


def compare(task: Task, runs: dict[str, Run], repeats: int, *, with_r: bool) -> dict[str, Timing]:
    """Return the timings of each program; R's turn comes in every repeat, beside the others."""
    known: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    if with_r:
        known["R nlme::gls"] = []
    for run in runs.values():
        run(task)  # once unseen: tables of series and of the t distribution are made
    for _ in range(repeats):
        for name, run in runs.items():
            known[name].append(_timed(run, task))
        if with_r:
            known["R nlme::gls"].append(_by_r(task))
    return {name: Timing(*zip(*pairs, strict=True)) for name, pairs in known.items()}


def report(task: Task, timings: dict[str, Timing]) -> str:
    """Return a table of milliseconds for each series, and how often R's time each takes."""
    header = f"\n{task.name}: {len(task.outcomes)} series of {task.cell.periods} periods"
    lines = [header, f"{'':28}{'processor':>12}{'elapsed':>12}{'R takes':>12}"]
    r_processor = timings["R nlme::gls"].medians[0] if "R nlme::gls" in timings else None
    for name, timing in timings.items():
        processor, elapsed = timing.medians
        ratio = f"{r_processor / processor:.1f} times" if r_processor else "no R here"
        lines.append(f"{name:28}{1e3 * processor:>9.3f} ms{1e3 * elapsed:>9.3f} ms{ratio:>12}")
    return "\n".join(lines)


def memory(task: Task) -> str:
    """Return the peak memory of all series in one call."""
    tracemalloc.start()
    fit_together(task)
    peak = tracemalloc.get_traced_memory()[1] / MEGABYTE
    tracemalloc.stop()
    process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    return (
        f"\nMemory: {len(task.outcomes)} series of {task.cell.periods} periods in one call "
        f"allocate {peak:.0f} MB at most; the whole process had {process:.0f} MB."
    )


def groups() -> Task:
    """Return the lidocaine plasters of every CCG, or as many simulated series."""
    if not LIDOCAINE.is_file():
        return Task("simulated groups", Cell(60, (0.4,)), Cell(60, (0.4,)).series(GROUPS))
    data = pd.read_csv(LIDOCAINE)
    data["rate"] = data["numerator"] / data["denominator"]
    wide = data.pivot_table(index="month", columns="code", values="rate").dropna(axis="columns")
    outcomes = np.ascontiguousarray(wide.to_numpy(dtype=np.float64).T)
    return Task("lidocaine plasters by CCG", Cell(len(wide), (0.4,)), outcomes)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=5, help="of every program")
    parser.add_argument("--fits", type=int, default=40, help="series that are fitted one by one")
    parser.add_argument("--simulated", type=int, default=4000, help="series of the simulation")
    parser.add_argument("--without-r", action="store_true", help="leave R out")
    given = parser.parse_args(arguments)
    with_r = has_r() and not given.without_r
    if not with_r:
        print("Without R: Rscript with nlme is not installed, or was left out.")
    one, many = Cell(60, (0.4,)), Cell(48, (0.4,))
    single = Task("One fit at a time", one, one.series(given.fits))
    print(report(single, compare(single, ONE_BY_ONE, given.repeats, with_r=with_r)), flush=True)
    grouped = groups()
    print(report(grouped, compare(grouped, TOGETHER, given.repeats, with_r=with_r)), flush=True)
    whole = Task("A simulation in one call", many, many.series(given.simulated))
    timings = compare(
        whole, {"intervals_of_many, default": fit_together}, given.repeats, with_r=False
    )
    some = Task(whole.name, many, whole.outcomes[:SERIES_IN_R])
    if with_r:
        timings |= compare(some, {}, 1, with_r=True)
    print(report(whole, timings))
    print(memory(whole))
    return 0


def _fit(task: Task, method: its.Method | None) -> None:
    design = task.design
    for table in task.tables:
        its.fit(design, table, method)


def _timed(run: Run, task: Task) -> tuple[float, float]:
    """Return processor and elapsed seconds for each series."""
    count = len(task.outcomes)
    processor, elapsed = time.process_time(), time.perf_counter()
    run(task)
    return (time.process_time() - processor) / count, (time.perf_counter() - elapsed) / count


def table_for_r(task: Task) -> pd.DataFrame:
    """Return the design's columns and one column for each series."""
    columns = {f"series{row}": outcome for row, outcome in enumerate(task.outcomes)}
    design = dict(zip(("trend", "level", "slope"), task.cell.matrix.T[1:], strict=True))
    return pd.DataFrame(design | columns)


def _by_r(task: Task) -> tuple[float, float]:
    """Return what R says its loop took for each series, without starting R or reading."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "series.csv"
        table_for_r(task).to_csv(table, index=False)
        command = ["Rscript", str(HERE / "gls.R"), str(table), "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    processor, elapsed, _ = (float(word) for word in done.stdout.split())
    return processor / len(task.outcomes), elapsed / len(task.outcomes)


if __name__ == "__main__":
    if any(os.environ.get(name) != "1" for name in ONE_THREAD):
        again = [sys.executable, "-m", "tests.benchmarks.speed", *sys.argv[1:]]
        sys.exit(subprocess.call(again, env=os.environ | dict.fromkeys(ONE_THREAD, "1")))
    sys.exit(main())
