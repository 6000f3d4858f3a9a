"""A function is called in a process that has everything loaded, or here where there can be none."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from evaluation.errors import InvalidInput
from evaluation.kernels import call_warm, warm_kernels_possible
from evaluation.kernels.nursery import KERNELS_VARIABLE
from evaluation.workspace import open_hub

needs_fork = pytest.mark.skipif(not warm_kernels_possible(), reason="this system cannot fork")


@needs_fork
def test_the_answer_comes_from_another_process() -> None:
    assert call_warm(math.hypot, 3.0, 4.0) == 5.0
    assert call_warm(os.getpid) != os.getpid()


@needs_fork
def test_an_error_is_raised_here_with_all_that_it_carries(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        call_warm(open_hub, tmp_path)
    (finding,) = caught.value.findings
    assert finding.file == "data/hub.yml"


@needs_fork
def test_a_process_that_is_killed_is_made_good_here() -> None:
    code = f"import os; None if os.getpid() == {os.getpid()} else os.kill(os.getpid(), 9)"
    assert call_warm(exec, code) is None


def test_where_there_is_no_fork_it_is_called_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KERNELS_VARIABLE, "ordinary")
    assert call_warm(os.getpid) == os.getpid()
