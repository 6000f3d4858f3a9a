"""Denominators that shrink, last months that are not complete, groups that end."""

import numpy as np
import pandas as pd
import pytest

from evaluation.scrutiny.shrinking import incomplete_periods, shrinking_doubts
from tests.scrutiny.making import counts, project, sentences, table


def rates(denominator):
    return table(numerator=np.full(len(denominator), 20.0), denominator=denominator)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_last_months_far_below_the_year_before_are_told(number: int) -> None:
    bases = counts(1000, 36)
    bases[-number:] = 300
    (only,) = shrinking_doubts(project(), rates(bases))
    first = f"2023-{13 - number:02d}"
    when = first if number == 1 else f"from {first} to 2023-12"
    assert only.sentence == (
        f"The denominators of the KPI 'falls' are far below those of the year before, {when}, "
        "as where the last periods are not complete."
    )
    assert only.place == f"period {first}, column 'denominator'"


def test_denominators_that_halve_over_the_years_are_told() -> None:
    (only,) = shrinking_doubts(project(), rates(np.linspace(1000, 300, 48)))
    assert "shrunk to less than half" in only.sentence
    assert only.place == "column 'denominator'"


@pytest.mark.parametrize(
    "bases",
    [
        counts(1000, 36),
        np.linspace(1000, 600, 48),
        1000 + 400 * np.sin(np.arange(48) * np.pi / 6),
        counts(4, 48),
        np.full(6, 100.0),
    ],
    ids=["level", "slow fall", "season", "small numbers", "short"],
)
def test_what_varies_as_usual_is_not_doubted(bases) -> None:
    assert sentences(shrinking_doubts(project(), rates(bases))) == []


def test_a_dip_in_the_middle_is_not_incomplete() -> None:
    assert incomplete_periods(np.r_[np.full(20, 90.0), 10, 10, np.full(10, 90.0)], 12) == 0


def test_a_group_that_ends_before_the_whole_is_told_without_its_name() -> None:
    whole = rates(counts(1000, 24))
    parts = [
        table(numerator=np.ones(length), denominator=np.ones(length), dimension="sex", group=name)
        for name, length in (("secret", 20), ("other", 24))
    ]
    (only,) = shrinking_doubts(project(), pd.concat([whole, *parts], ignore_index=True))
    assert only.sentence == "1 group of 'sex' has no row in the last month of the KPI 'falls'."
    assert "secret" not in only.remedy


def test_a_breakdown_that_as_a_whole_is_older_is_not_told() -> None:
    whole = rates(counts(1000, 24))
    part = table(numerator=np.ones(12), denominator=np.ones(12), dimension="sex", group="x")
    assert sentences(shrinking_doubts(project(), pd.concat([whole, part]))) == []


def test_a_kpi_without_rows_is_left_alone() -> None:
    assert sentences(shrinking_doubts(project(), rates(np.ones(1)).iloc[:0])) == []
