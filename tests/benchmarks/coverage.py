"""How often 95% intervals hold the truth, by simulation: `python -m tests.benchmarks.coverage`.

Series without an effect, of several lengths and error processes, go through the default method
and through those that other tools use, the same series through all of them. A tidy table goes to
a CSV file, and to the screen with every target of the engine judged. A share that misses the
truth where there is no effect is the type I error. With `--family`, `--periods` or `--method`
only their rows are simulated, and replace those of the CSV file.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

import evaluation
from tests.benchmarks import counted, measured, targets
from tests.benchmarks.processes import PERIODS, TERMS, Cell, all_cells

SERIES = 4000
ONE_BY_ONE_SHARE = 4  # of the series go through methods that take one after the other
WIDE_SHARE = 0.9
DECIMALS = {
    "coverage": 2,
    "std_error": 2,
    "type_1_error": 2,
    "no_interval": 2,
    "width_median": 3,
    "width_90": 3,
    "rho": 3,
}
KEYS = ["family", "mean", "periods", "errors", "rho", "method", "term"]
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
Job = tuple[Cell, str, int]


def jobs_of(cells: Iterable[Cell], series: int, only: str | None = None) -> list[Job]:
    """Return every pair of a cell and a method (of one, if `only` it), the slow ones first."""
    found = []
    for cell in cells:
        for method in methods_of(cell):
            if only not in {None, method}:
                continue
            count = series // ONE_BY_ONE_SHARE if method in measured.ONE_BY_ONE else series
            found.append((cell, method, max(count, 1)))
    slow = {"reml-ar1", "default"}
    return sorted(found, key=lambda job: (job[1] not in slow, -job[0].periods))


def methods_of(cell: Cell) -> dict[str, object]:
    return dict(measured.METHODS if cell.mean is None else counted.METHODS)


def measure(job: Job) -> tuple[list[dict[str, object]], float]:
    """Return the rows of one cell and method, one for each term, and the CPU seconds."""
    cell, method, count = job
    start = time.process_time()
    known = measured.METHODS if cell.mean is None else counted.METHODS
    lower, upper = known[method](cell, cell.series(count))
    about = {
        "family": cell.family,
        "mean": cell.mean,
        "periods": cell.periods,
        "errors": cell.errors,
        "rho": cell.rho,
        "method": method,
    }
    rows = [
        {**about, "term": term, **summary(lower[:, column], upper[:, column])}
        for column, term in enumerate(TERMS)
    ]
    return rows, time.process_time() - start


def summary(lower: np.ndarray, upper: np.ndarray) -> dict[str, float]:
    """Return coverage of 0 in per cent with its Monte Carlo error, and the intervals' widths.

    A series without an interval counts as not covered; it has no width.
    """
    has_interval = np.isfinite(lower) & np.isfinite(upper)
    is_covered = (lower <= 0) & (upper >= 0)
    share, widths = float(is_covered.mean()), (upper - lower)[has_interval]
    none = len(widths) == 0
    return {
        "series": len(lower),
        "coverage": 100 * share,
        "std_error": 100 * float(np.sqrt(share * (1 - share) / len(lower))),
        "type_1_error": 100 * (1 - share),
        "no_interval": 100 * float(1 - has_interval.mean()),
        "width_median": np.nan if none else float(np.median(widths)),
        "width_90": np.nan if none else float(np.quantile(widths, WIDE_SHARE)),
    }


def study(
    cells: Sequence[Cell], series: int, workers: int, only: str | None = None
) -> tuple[pd.DataFrame, float]:
    """Return the table of all cells and methods, and the CPU seconds of all workers."""
    jobs = jobs_of(cells, series, only)
    if workers == 1:
        found = [measure(job) for job in jobs]
    else:
        for name in ONE_THREAD:
            os.environ[name] = "1"
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            found = list(pool.map(measure, jobs))
    table = pd.DataFrame([row for rows, _ in found for row in rows])
    table["mean"] = table["mean"].astype("Int64")
    table["version"] = evaluation.__version__
    return in_order(table.round(DECIMALS)), sum(seconds for _, seconds in found)


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its rows in their usual order."""
    methods = [*measured.METHODS, *(name for name in counted.METHODS if name != "default")]
    places = {name: number for number, name in enumerate(methods)}
    keyed = table.assign(
        is_counts=table["family"] == "counts", place=table["method"].map(places)
    ).sort_values(
        ["is_counts", "mean", "periods", "errors", "rho", "place", "term"], ignore_index=True
    )
    return keyed.drop(columns=["is_counts", "place"])


def replaced(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table with new rows in the place of those of the same cell, method and term."""
    return in_order(pd.concat([table, rows]).drop_duplicates(KEYS, keep="last"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--series", type=int, default=SERIES, help="series in each cell")
    parser.add_argument("--out", type=Path, help="where the table goes, as CSV")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--family", choices=("gaussian", "counts"), help="of the cells")
    parser.add_argument("--method", help="the only one, such as default")
    parser.add_argument("--periods", type=int, nargs="+", help="lengths of the series")
    given = parser.parse_args(arguments)
    start = time.perf_counter()
    cells = [
        cell
        for cell in all_cells()
        if given.family in {None, cell.family} and cell.periods in (given.periods or PERIODS)
    ]
    table, seconds = study(cells, given.series, given.workers, given.method)
    is_part = any(each is not None for each in (given.family, given.periods, given.method))
    if given.out is not None:
        if is_part and given.out.exists():
            known = pd.read_csv(given.out, dtype={"mean": "Int64", "version": "str"})
            replaced(known, table).to_csv(given.out, index=False)
        else:
            table.to_csv(given.out, index=False)
    print(targets.cells_text(table))
    print(targets.verdicts_text(table))
    wall = time.perf_counter() - start
    print(f"\n{wall:.0f} s on {given.workers} processes, {seconds:.0f} s of processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
