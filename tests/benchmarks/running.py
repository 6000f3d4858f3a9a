"""How long runs take, beside papermill: `python -m tests.benchmarks.running`.

The same notebooks with the same parameters are executed by a plain loop of
`papermill.execute_notebook`, by papermill in a pool of as many processes as cores, and by
`evaluation run`, which also checks the tables, fingerprints every input, keeps records and runs
the hub's notebook. Then `evaluation run` again, with nothing changed. `--scale` runs 100, 300 and
1,000 projects by `evaluation run` alone, for the cost of each and the memory of the runner.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from evaluation.run import default_jobs
from tests.benchmarks.running_hubs import KINDS, Kind, make_hub, notebook_of

MEBIBYTE = 1024 * 1024
LOOK_SECONDS = 0.05
PROJECTS = 24
SIZES = (100, 300, 1000)
# executed in a process of its own, which loads papermill as its user would
LOOP = """\
import json, sys
import papermill

def run(job):
    papermill.execute_notebook(*job, kernel_name="python3", progress_bar=False)

if __name__ == "__main__":
    with open(sys.argv[1]) as stream:
        jobs = json.load(stream)
    if len(sys.argv) == 2:
        for job in jobs:
            run(job)
    else:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(int(sys.argv[2])) as pool:
            list(pool.map(run, jobs))
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds of the clock, and the most memory of its first process, MiB."""

    seconds: float
    memory: float


def measured(command: Sequence[str], folder: Path) -> Cost:
    """Return what a command takes.

    Raises
    ------
    RuntimeError
        If it does not end well.
    """
    began = time.perf_counter()
    peak = 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        looked = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _held(looked))
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - began
        said.seek(0)
        if process.returncode != 0:
            raise RuntimeError(said.read().decode("utf-8", "replace")[-2000:])
    return Cost(seconds, peak)


def _held(process: psutil.Process) -> float:
    try:
        held: float = process.memory_info().rss / MEBIBYTE
    except psutil.Error:
        return 0.0
    return held


def papermill_jobs(root: Path, slugs: Sequence[str]) -> Path:
    """Write what papermill is to execute, and return the file."""
    output = root / "by-papermill"
    jobs = []
    for slug in slugs:
        results = output / slug
        results.mkdir(parents=True, exist_ok=True)
        parameters = {
            "project": slug,
            "workspace": str(root),
            "year": "2025/26",
            "results": str(results),
        }
        jobs.append((str(notebook_of(root)), str(output / f"{slug}.ipynb"), parameters))
    path = root / "jobs.json"
    path.write_text(json.dumps(jobs), encoding="utf-8")
    (root / "loop.py").write_text(LOOP, encoding="utf-8")
    return path


def by_papermill(root: Path, slugs: Sequence[str], processes: int | None = None) -> Cost:
    """Return what papermill takes, in a loop or in a pool of processes."""
    pool = [] if processes is None else [str(processes)]
    command = [sys.executable, str(root / "loop.py"), str(papermill_jobs(root, slugs)), *pool]
    return measured(command, root)


def by_evaluation(root: Path) -> Cost:
    """Return what `evaluation run` takes."""
    return measured([sys.executable, "-m", "evaluation", "run", "--workspace", str(root)], root)


def compare(kind: Kind, number: int, cores: int) -> None:
    """Print what each way takes for that many projects of a kind, and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        slugs = make_hub(root, number, kind)
        ours = by_evaluation(root)
        again = by_evaluation(root)
        pool = by_papermill(root, slugs, cores)
        loop = by_papermill(root, slugs)
    print(f"\n{KINDS[kind]}: {number} projects")
    for name, cost in (
        ("papermill, plain loop", loop),
        (f"papermill, pool of {cores} processes", pool),
        ("evaluation run", ours),
        ("evaluation run, nothing changed", again),
    ):
        ratio = cost.seconds / ours.seconds
        print(f"  {name:<34}{cost.seconds:>8.2f} s {ratio:>7.2f} times", flush=True)


def scale(sizes: Sequence[int]) -> None:
    """Print what `evaluation run` takes for more and more projects, and again."""
    print(f"\n{'projects':>8} {'run, s':>9} {'each, s':>8} {'again, s':>9} {'runner, MiB':>12}")
    for number in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make_hub(root, number, "small-notebook")
            first, again = by_evaluation(root), by_evaluation(root)
        each = first.seconds / number
        row = f"{number:>8} {first.seconds:>9.1f} {each:>8.3f} {again.seconds:>9.2f}"
        print(f"{row} {first.memory:>12.0f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare for each kind of project; with `--scale`, see how it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind")
    parser.add_argument("--projects", type=int, default=PROJECTS)
    parser.add_argument("--scale", type=int, nargs="*", help="how many projects, one or more")
    given = parser.parse_args(arguments)
    cores = default_jobs()
    print(f"{cores} cores, {os.cpu_count()} in the machine")
    if given.scale is not None:
        scale(given.scale or SIZES)
        return
    for kind in given.kind or KINDS:
        compare(kind, given.projects, cores)


if __name__ == "__main__":
    main()
