"""How fast a csv of 200 MB is read: `python -m tests.benchmarks.long_csv`.

Writes audit records as an extract has them to a temporary csv, and reads them by
`evaluation.tables.read` and by `pandas.read_csv`, each in a fresh process. Prints seconds, peak
memory, and whether both read the same rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.tables.read import read_source
from evaluation.workspace.table_reading import TableReading

SEED = 20261127
ROWS = 3_200_000  # a little less than 200 MB
KILOBYTES_PER_MEGABYTE = 2**10
HEADER = "Record ID,Criterion,Cycle,Care date,Outcome,Site\n"
NAMES = {"Record ID": "record", "Care date": "date", "Outcome": "result"}
KNOWN = ("record", "criterion", "cycle", "date", "result", "site")
SITES = ("Northern General Site", "Southern Site", "Western Community")
RESULTS = ("met", "not met", "not recorded")


def write_records(path: Path, rows: int) -> None:
    """Write so many records of two criteria."""
    generator = np.random.default_rng(SEED)
    results, sites = (generator.integers(0, 3, rows) for _ in range(2))
    days = generator.integers(1, 29, rows)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(
            f"REC{row // 2:08d},FALL-{row % 2 + 1},first,{days[row]:02d}/02/2025,"
            f"{RESULTS[results[row]]},{SITES[sites[row]]}\n"
            for row in range(rows)
        )


def by_package(path: Path) -> pd.DataFrame:
    how = TableReading.model_validate({"columns": NAMES})
    return read_source(path, KNOWN, how, distinct_by={"record"}).frame


def by_pandas(path: Path) -> pd.DataFrame:
    read = pd.read_csv(path, dtype="string").rename(columns=NAMES).rename(columns=str.lower)
    return read.set_index(pd.Index(range(2, len(read) + 2), dtype="int64", name="row"))


PROGRAMS: dict[str, Callable[[Path], pd.DataFrame]] = {"package": by_package, "pandas": by_pandas}


def measure(program: str, path: Path) -> dict[str, float]:
    """Return seconds, peak megabytes and a sum over all cells, in this process."""
    start = time.perf_counter()
    frame = PROGRAMS[program](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    sums = (int(pd.util.hash_pandas_object(frame[name]).to_numpy().sum()) for name in frame)
    cells = sum(sums)
    return {"seconds": seconds, "megabytes": peak, "rows": len(frame), "cells": cells}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", choices=sorted(PROGRAMS))
    parser.add_argument("--path", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.only and chosen.path:
        print(json.dumps(measure(chosen.only, chosen.path)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        write_records(path, chosen.rows)
        print(f"{chosen.rows:,} records, {path.stat().st_size / 1e6:.0f} MB")
        found = {}
        for name in PROGRAMS:
            command = [sys.executable, "-m", "tests.benchmarks.long_csv", "--only", name]
            done = subprocess.run(
                [*command, "--path", str(path)], capture_output=True, text=True, check=True
            )
            found[name] = json.loads(done.stdout)
            print(f"{name:8} {found[name]['seconds']:6.1f} s {found[name]['megabytes']:6.0f} MB")
    alike = [{key: each[key] for key in ("rows", "cells")} for each in found.values()]
    print("equal" if alike[0] == alike[1] else "NOT EQUAL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
