"""Limits that can be meant."""

from __future__ import annotations

import pytest

from evaluation.errors import InvalidInput
from evaluation.run.limits import Limits
from evaluation.run.settings import RunSettings


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"seconds": 0}, "time must be more than 0 seconds: 0"),
        ({"memory_mb": -1.5}, "memory must be more than 0 MiB: -1.5"),
    ],
)
def test_limits_that_nothing_could_keep_are_refused(
    limits: dict[str, float], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        Limits(**limits)


def test_a_run_needs_jobs_and_time() -> None:
    with pytest.raises(InvalidInput, match="at least 1, not 0"):
        RunSettings(jobs=0)
    with pytest.raises(InvalidInput, match="not be less than 0 seconds: -1"):
        RunSettings(seconds=-1)
