"""What all tests share: work side by side, looks at processes, reference cases and their table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reference_cases import BOOK, Case, CaseBook, case_named

TESTS = Path(__file__).parent
SHARING_FOLDERS = ("publish", "real")  # their files share what is made once and slowly
PATIENCE_SECONDS = 10
TALLIES = "reference_cases"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOOK] = CaseBook()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what shares a fixture in one process: a file, or a folder that shares more."""
    for item in items:
        parts = item.path.relative_to(TESTS).parts if item.path.is_relative_to(TESTS) else ()
        shares = len(parts) > 1 and parts[0] in SHARING_FOLDERS
        item.add_marker(pytest.mark.xdist_group(parts[0] if shares else str(item.path)))


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
    """Return whether a process ends within some seconds: a killed one may linger for a moment."""

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
