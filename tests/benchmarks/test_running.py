"""The benchmark of runs compares like with like: both ways give the same numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from evaluation.run import last_good
from tests.benchmarks.running import by_evaluation, by_papermill, measured
from tests.benchmarks.running_hubs import make_hub


@pytest.mark.slow
def test_papermill_and_the_runner_give_the_same_numbers(tmp_path: Path) -> None:
    (slug,) = make_hub(tmp_path, 1, "small-notebook")
    ours = by_evaluation(tmp_path)
    assert last_good(tmp_path / "reports" / "results" / slug) is not None
    by_us = pd.read_parquet(tmp_path / "reports" / "results" / slug / "estimates.parquet")
    theirs = by_papermill(tmp_path, [slug], 2)
    assert ours.seconds > 0 < theirs.seconds
    by_them = pd.read_parquet(tmp_path / "by-papermill" / slug / "estimates.parquet")
    pd.testing.assert_frame_equal(by_us, by_them)


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="No such file"):
        measured(["python3", str(tmp_path / "none.py")], tmp_path)
