"""What all tests share: work side by side, looks at processes, reference cases and their table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.reference_cases import BOOK, Case, CaseBook, case_named

TESTS = Path(__file__).parent
SHARING_FOLDERS = ("publish", "real")  # their files share what is made once and slowly
# What takes longest begins first, so that no process is left alone with it at the end.
SLOWEST = (
    "tests/test_pipeline.py",
    "tests/real/",
    "tests/publish/",
    "tests/security/",
    "tests/run/",
    "tests/disclosure/test_published.py",
    "tests/benchmarks/",
    "tests/test_reference_notebooks.py",
    "tests/cluster/",
    "tests/docs/",
    "tests/demonstration/",
    "tests/its/",
    "tests/study/",
)
PATIENCE_SECONDS = 90
TALLIES = "reference_cases"


# The same examples on every machine, and none that fails because the machine is busy.
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOOK] = CaseBook()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: _rank(item.nodeid))  # keeps the order within a rank


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep what shares a fixture in one process: a file, or a folder that shares more."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFixture(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _shared_with(nodeid)

    config.option.loadscopereorder = False
    return ByFixture(config, log)


def _rank(nodeid: str) -> int:
    ranks = (rank for rank, start in enumerate(SLOWEST) if nodeid.startswith(start))
    return next(ranks, len(SLOWEST))


def _shared_with(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    _, _, below = file.partition("tests/")
    folder = below.partition("/")[0]
    return folder if folder in SHARING_FOLDERS else file


def _is_alive(process_id: int) -> bool:
    state = Path(f"/proc/{process_id}/stat")
    if Path("/proc/self/stat").exists():
        return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def is_alive() -> Callable[[int], bool]:
    """Return whether a process runs; one that ended and awaits its parent does not."""
    return _is_alive


@pytest.fixture
def is_gone() -> Callable[[int], bool]:
    """Return whether a process ends within a minute or so: a killed one may linger for a moment."""

    def ends(process_id: int) -> bool:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while _is_alive(process_id) and time.monotonic() < deadline:
            time.sleep(0.02)
        return not _is_alive(process_id)

    return ends


@pytest.fixture
def nhs_case(request: pytest.FixtureRequest) -> Callable[[str], Case]:
    """Return a function from the name of a case in shared/cases/nhs to the case."""
    return lambda name: case_named(name, request.config.stash[BOOK])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a process compared to the one that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[TALLIES] = session.config.stash[BOOK].as_rows()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[BOOK].add_rows(getattr(node, "workeroutput", {}).get(TALLIES, []))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    lines = config.stash[BOOK].lines()
    if lines:
        terminalreporter.section("reference cases of NHS methods")
        for line in lines:
            terminalreporter.write_line(line)
