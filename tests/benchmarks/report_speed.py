"""How long the report takes once notebooks are done: `python -m tests.benchmarks.report_speed`.

A hub of 24 copies of the demonstration hub's projects is run first, untimed. Then each stage of the
embedded route is timed: chapters, text, the three formats, the projects' pages, the workbook; and
all of it again with nothing changed. In the same run nbconvert makes one HTML file of each executed
notebook, which is what its users call a report; it numbers, joins and checks nothing.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evaluation.annual import publication_request
from evaluation.estimate import estimates_frame
from evaluation.portfolio import read_results
from evaluation.publish import publish_document, read_master
from evaluation.publish.assemble import assemble
from evaluation.publish.project_pages import project_pages
from evaluation.publish.request import FORMATS
from evaluation.publish.workbook import put_workbook
from evaluation.workspace import open_workspace
from tests.benchmarks.running_hubs import REPOSITORY, make_hub

PROJECTS = 24
KIBIBYTES = 1024
BUDGET_SECONDS = 15  # for the report in three formats, after the notebooks are done

Lap = tuple[str, float]


@contextmanager
def lap(name: str, laps: list[Lap]) -> Iterator[None]:
    """Note how long the block took."""
    began = time.perf_counter()
    yield
    laps.append((name, time.perf_counter() - began))


def finished_hub(root: Path, number: int) -> None:
    """Make a hub of that many projects whose notebooks have run."""
    make_hub(root, number, "demonstration")
    for folder in ("theme", "parts"):
        shutil.copytree(REPOSITORY / "reports" / folder, root / "reports" / folder)
    shutil.copy(REPOSITORY / "reports" / "annual-report.qmd", root / "reports")
    _run([sys.executable, "-m", "evaluation", "run", "--workspace", str(root)])


def published(root: Path) -> list[Lap]:
    """Publish a finished hub, and return how long each stage took."""
    laps: list[Lap] = []
    workspace = open_workspace(root)
    year = workspace.year(None)
    with lap("chapters from notebooks", laps):
        assemble(workspace, year, ())
    request = publication_request(workspace, year, "embedded", FORMATS)
    with lap("text, numbered and referenced", laps):
        document = read_master(request)
    with lap("HTML, PDF and Word, inspected", laps):
        publish_document(document, request)
    with lap("a page and a summary of each project", laps):
        results = read_results(workspace)
        project_pages(document, results, request)
    with lap("workbook", laps):
        estimates = [estimate for item in results for estimate in item.estimates]
        put_workbook(document, request, estimates_frame(estimates))
    return laps


def by_nbconvert(root: Path) -> float:
    """Return how long nbconvert takes to make an HTML file of each executed notebook."""
    notebooks = sorted((root / "reports" / "executed").glob("*.ipynb"))
    output = root / "by-nbconvert"
    command = ["-m", "nbconvert", "--to", "html", "--no-input", "--output-dir", str(output)]
    began = time.perf_counter()
    _run([sys.executable, *command, *map(str, notebooks)])
    return time.perf_counter() - began


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])


def _show(title: str, laps: Sequence[Lap]) -> None:
    print(f"\n{title}")
    for name, seconds in laps:
        print(f"  {name:<40}{seconds:>8.2f} s")
    report = sum(seconds for _, seconds in laps[:3])
    print(f"  {'the report in three formats':<40}{report:>8.2f} s (budget {BUDGET_SECONDS} s)")
    print(f"  {'with pages and workbook':<40}{sum(s for _, s in laps):>8.2f} s", flush=True)


def main() -> None:
    """Print what each stage takes, first and again, and the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=PROJECTS)
    number = parser.parse_args().projects
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        finished_hub(root, number)
        _show(f"{number} projects, first", published(root))
        _show(f"{number} projects, nothing changed", published(root))
        peer = by_nbconvert(root)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES
    print(f"\nnbconvert, an HTML file of each notebook {peer:>8.2f} s")
    print(f"most memory of this process {memory:>8.0f} MiB")


if __name__ == "__main__":
    main()
