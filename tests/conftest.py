"""What all tests share: the reference cases, and their table in the report of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference_cases import BOOK, Case, CaseBook, case_named


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOOK] = CaseBook()


@pytest.fixture
def nhs_case(request: pytest.FixtureRequest) -> Callable[[str], Case]:
    """Return a function from the name of a case in shared/cases/nhs to the case."""
    return lambda name: case_named(name, request.config.stash[BOOK])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    lines = config.stash[BOOK].lines()
    if lines:
        terminalreporter.section("reference cases of NHS methods")
        for line in lines:
            terminalreporter.write_line(line)
