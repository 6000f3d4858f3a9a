"""How long the check of a workspace takes: `python -m tests.benchmarks.checking`.

Copies of the demonstration hub's projects are checked, 24 and 240 of them, and beside it pandas
reads the same tables without checking anything: the ratio is what checking costs.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from evaluation.checking import all_findings

DATA = Path(__file__).resolve().parents[2] / "data"
SIZES = (24, 240)
READERS: dict[str, Callable[[Path], object]] = {
    ".csv": pd.read_csv,
    ".parquet": pd.read_parquet,
    ".xlsx": lambda path: pd.read_excel(path, sheet_name=None),
}


def copies(root: Path, number: int) -> None:
    """Make a workspace of that many projects."""
    shutil.copytree(DATA, root / "data", ignore=shutil.ignore_patterns("projects", "hub"))
    samples = sorted(path for path in (DATA / "projects").iterdir() if path.is_dir())
    for count in range(number):
        sample = samples[count % len(samples)]
        shutil.copytree(sample, root / "data" / "projects" / f"{sample.name}-{count}")


def read_all(root: Path) -> None:
    """Read every table as pandas does."""
    for path in sorted((root / "data" / "projects").rglob("*")):
        if path.suffix in READERS:
            READERS[path.suffix](path)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print the seconds of processor time for each size."""
    print(f"{'projects':>8} {'check, s':>10} {'pandas alone, s':>16} {'ratio':>7}")
    for number in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            copies(root, number)
            checked = seconds(lambda root=root: all_findings(root))  # type: ignore[misc]
            alone = seconds(lambda root=root: read_all(root))  # type: ignore[misc]
        print(f"{number:>8} {checked:>10.2f} {alone:>16.2f} {checked / alone:>7.1f}")


if __name__ == "__main__":
    main()
