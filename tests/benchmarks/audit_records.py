"""How fast millions of audit records are counted: `python -m tests.benchmarks.audit_records`.

Writes records to a temporary parquet file, once with results and once with the columns that
criteria judge, and audits them by `evaluation.single.audit` and by plain pandas, each in a fresh
process in one run. Prints seconds, peak memory, their ratios, and whether the counts are equal.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_OF_GROUP = 2**20
KILOBYTES_PER_MEGABYTE = 2**10
SEED = 20260331
FIRST_DAY, DAYS = np.datetime64("2024-06-01"), 365
CHANGE = "2024-11-27"
SITES = np.array([f"Site {number:02d}" for number in range(1, 31)])
DEPRIVATION = np.array(["1 most deprived", "2", "3", "4", "5 least deprived"])
RESULTS = np.array(["met", "not met", "not recorded", "exception"])
CRITERIA = np.array(["FENO-2", "FENO-4"])
BY = ("site", "deprivation")
COUNTS = ("eligible", "met", "not_met", "not_recorded", "exceptions")

STANDARD = """\
topic: feno
title: FeNO
guidelines:
  - {id: NG80, title: Asthma, published: 2017-11-29, valid_from: 2017-11-29, valid_to: 2024-11-26}
  - {id: NG245, title: Asthma, published: 2024-11-27, valid_from: 2024-11-27, replaces: NG80}
columns:
  age: {type: number, description: Age in years.}
  feno: {type: number, description: Nitric oxide in ppb.}
  coded_positive: {type: boolean, description: Whether the test was called positive.}
  reason: {type: text, description: Why the test was not done.}
criteria:
"""
CRITERION = """\
  - id: %s
    guideline: %s
    statement: A test is called positive at %d ppb.
    numerator: Those at or above it.
    denominator: Tests called positive.
    target: 100
    target_origin: quality-standard-convention
    valid_from: %s
    evidence: checked
%s    measure:
      eligible: age >= 5 and coded_positive
      met: (age > 16 and feno >= %d) or (age <= 16 and feno >= 35)
      exceptions:
        - {reason: Unwell, when: "reason == 'Unwell'"}
"""
SPEC = """\
data: %s
by: [site, deprivation]
disclosure: {rule: none, reason: Synthetic records of a benchmark}
"""


@dataclass(frozen=True)
class Measured:
    """One program's seconds, peak memory in MB, and counts by table."""

    seconds: float
    megabytes: float
    counts: dict[str, list[list[Any]]]


def batch(generator: np.random.Generator, first: int, rows: int) -> dict[str, pa.Array]:
    """Return the columns that both kinds of record have."""
    numbers = np.char.mod("R%09d", np.arange(first, first + rows))
    return {
        "record": pa.array(numbers),
        "date": pa.array(FIRST_DAY + generator.integers(0, DAYS, rows)),
        "cycle": pa.array(np.array(["one", "two"])[generator.integers(0, 2, rows)]),
        "site": pa.array(SITES[generator.integers(0, len(SITES), rows)]),
        "deprivation": pa.array(DEPRIVATION[generator.integers(0, len(DEPRIVATION), rows)]),
    }


def stated(generator: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    """Return results by criterion."""
    return {
        "criterion": pa.array(CRITERIA[generator.integers(0, len(CRITERIA), rows)]),
        "result": pa.array(RESULTS[generator.choice(4, rows, p=[0.6, 0.25, 0.05, 0.1])]),
    }


def measured(generator: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    """Return what the criteria judge."""
    reasons = np.array(["Unwell", "Other", None], dtype=object)
    return {
        "age": pa.array(generator.integers(0, 95, rows), pa.float64()),
        "feno": pa.array(
            generator.gamma(3, 15, rows).round(), mask=generator.uniform(size=rows) < 0.05
        ),
        "coded_positive": pa.array(generator.uniform(size=rows) < 0.6),
        "reason": pa.array(reasons[generator.choice(3, rows, p=[0.05, 0.05, 0.9])]),
    }


def write_records(path: Path, rows: int, form: str) -> None:
    """Write records of one form, group by group."""
    generator = np.random.default_rng(SEED)
    own = stated if form == "stated" else measured
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, ROWS_OF_GROUP):
        size = min(ROWS_OF_GROUP, rows - first)
        table = pa.table({**batch(generator, first, size), **own(generator, size)})
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=ROWS_OF_GROUP)
    if writer is not None:
        writer.close()


def write_specs(folder: Path) -> None:
    """Write the standard and a spec for each form."""
    ended = f"    valid_to: {np.datetime64(CHANGE) - 1}\n    successor: FENO-4\n"
    chain = CRITERION % ("FENO-4-NG80", "NG80", 40, "2017-11-29", ended, 40)
    chain += CRITERION % ("FENO-4", "NG245", 50, CHANGE, "", 50)
    (folder / "feno.yml").write_text(STANDARD + chain, encoding="utf-8")
    targets = "targets: {FENO-2: 90, FENO-4: 100}\n"
    (folder / "stated.yml").write_text(SPEC % "stated.parquet" + targets, encoding="utf-8")
    applied = "criteria: [FENO-4]\nstandards: feno.yml\n"
    (folder / "measured.yml").write_text(SPEC % "measured.parquet" + applied, encoding="utf-8")


def by_package(folder: Path, form: str) -> dict[str, list[list[Any]]]:
    """Return the counts of the command, with all that it checks on the way."""
    from evaluation import single

    found = single.audit(folder / f"{form}.yml")
    tables = {"whole": found["results"]}
    tables |= {name: [row for row in found["groups"] if row["dimension"] == name] for name in BY}
    return {
        name: sorted(
            [row["criterion"], row["cycle"], row.get("group", ""), *(row[c] for c in COUNTS)]
            for row in rows
        )
        for name, rows in tables.items()
    }


def by_pandas(folder: Path, form: str) -> dict[str, list[list[Any]]]:
    """Return the same counts as one would write them in pandas, without any check."""
    if form == "stated":
        columns = ["criterion", "cycle", "result", *BY]
        frame = pd.read_parquet(folder / "stated.parquet", columns=columns)
    else:
        columns = ["cycle", "date", "age", "feno", "coded_positive", "reason", *BY]
        frame = _judged(pd.read_parquet(folder / "measured.parquet", columns=columns))
    tables: dict[str, list[list[Any]]] = {}
    for name in ("whole", *BY):
        keys = ["criterion", "cycle", *([] if name == "whole" else [name])]
        ones = frame.assign(records=1)
        counted = ones.pivot_table("records", keys, "result", aggfunc="sum", fill_value=0)
        counted = counted.reindex(columns=list(RESULTS), fill_value=0).astype("int64")
        counted.columns = ["met", "not_met", "not_recorded", "exceptions"]
        eligible = counted["met"] + counted["not_met"] + counted["not_recorded"]
        rows = counted.assign(eligible=eligible).reset_index()
        rows["group"] = "" if name == "whole" else rows[name]
        tables[name] = sorted(rows[["criterion", "cycle", "group", *COUNTS]].to_numpy().tolist())
    return tables


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    adult = frame["age"] > 16
    limit = pd.Series(35, index=frame.index)
    limit[adult] = np.where(frame["date"][adult] >= pd.Timestamp(CHANGE).date(), 50, 40)
    frame = frame[(frame["age"] >= 5) & frame["coded_positive"]]
    limit = limit[frame.index]
    result = np.select(
        [frame["reason"] == "Unwell", frame["feno"].isna(), frame["feno"] >= limit],
        ["exception", "not recorded", "met"],
        "not met",
    )
    return frame.assign(criterion="FENO-4", result=result)


PROGRAMS: dict[str, Callable[[Path, str], dict[str, list[list[Any]]]]] = {
    "evaluation audit": by_package,
    "plain pandas": by_pandas,
}


def in_this_process(program: str, folder: Path, form: str) -> Measured:
    """Return what one program needs in this process, imports not counted."""
    if program == "evaluation audit":
        import evaluation.single  # noqa: F401
    start = time.perf_counter()
    counts = PROGRAMS[program](folder, form)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_MEGABYTE
    return Measured(seconds, peak, counts)


def in_fresh_process(program: str, folder: Path, form: str) -> Measured:
    """Return what one program needs in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.audit_records", "--only", program]
    done = subprocess.run(
        [*command, "--folder", str(folder), "--form", form], capture_output=True, check=True
    )
    return Measured(**json.loads(done.stdout))


def report(form: str, rows: int, found: dict[str, Measured]) -> str:
    """Return a table of seconds and memory, and whether the counts are equal."""
    ours, theirs = found.values()
    lines = [f"\n{rows:,} {form} records", f"{'':20}{'seconds':>10}{'peak MB':>10}"]
    lines += [
        f"{name:20}{each.seconds:>10.2f}{each.megabytes:>10.0f}" for name, each in found.items()
    ]
    lines.append(
        f"{'pandas takes':20}{theirs.seconds / ours.seconds:>8.1f} x"
        f"{theirs.megabytes / ours.megabytes:>8.1f} x"
    )
    same = "equal" if ours.counts == theirs.counts else "NOT EQUAL"
    return "\n".join([*lines, f"counts of {sum(map(len, ours.counts.values()))} rows: {same}"])


def compare(folder: Path, form: str, rows: int) -> dict[str, Measured]:
    """Write records of one form and return what each program needs for them."""
    write_records(folder / f"{form}.parquet", rows, form)
    found = {name: in_fresh_process(name, folder, form) for name in PROGRAMS}
    (folder / f"{form}.parquet").unlink()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000, help="records of each form")
    parser.add_argument("--form", choices=["stated", "measured"], help="only this form")
    parser.add_argument("--only", choices=list(PROGRAMS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.only:
        print(json.dumps(vars(in_this_process(given.only, given.folder, given.form))))
        return 0
    are_equal = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_specs(folder)
        for form in [given.form] if given.form else ["stated", "measured"]:
            found = compare(folder, form, given.rows)
            print(report(form, given.rows, found), flush=True)
            ours, theirs = found.values()
            are_equal &= ours.counts == theirs.counts
    return 0 if are_equal else 1


if __name__ == "__main__":
    sys.exit(main())
