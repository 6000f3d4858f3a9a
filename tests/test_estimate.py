"""An estimate travels with interval, unit, method and provenance, to a table and back."""

import dataclasses

import pandas as pd
import pytest

from evaluation.estimate import (
    ESTIMATE_COLUMNS,
    CheckResult,
    Estimate,
    estimates_frame,
    estimates_from_frame,
)


def estimate(**changes: object) -> Estimate:
    given: dict[str, object] = {
        "analysis": "its",
        "outcome": "falls-rate",
        "measure": "level:go-live",
        "unit": "per 1,000 bed days",
        "value": -1.5,
        "lower": -2.5,
        "upper": -0.5,
        "n": 48,
        "method": "REML AR(1)",
        "period": "2022-04 to 2026-03",
        "provenance": "synthetic",
    }
    return Estimate(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [0, 1, -0.1, 95])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate(level=level)


def test_limits_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="falls-rate level:go-live: lower limit above upper"):
        estimate(lower=1.0, upper=0.0)


@pytest.mark.parametrize(
    ("null", "excluded"),
    [(0, True), (-0.5, False), (-1.5, False), (-2.5, False), (-2.6, True)],
)
def test_an_interval_excludes_what_lies_outside_its_limits(null: float, excluded: bool) -> None:
    assert estimate().excludes(null) is excluded


@pytest.mark.parametrize("missing", ["value", "lower", "upper"])
def test_without_value_or_limit_it_is_not_estimable(missing: str) -> None:
    suppressed = estimate(**{missing: None})

    assert not suppressed.is_estimable
    assert estimate().is_estimable
    assert suppressed.excludes(0) is (missing == "value")


def test_it_is_given_to_a_project_without_being_changed() -> None:
    original = estimate()

    assert original.for_project("falls").project == "falls"
    assert original.project == ""
    with pytest.raises(dataclasses.FrozenInstanceError):
        original.value = 0  # type: ignore[misc]


def test_a_table_of_estimates_has_fixed_columns_and_types() -> None:
    table = estimates_frame([estimate(), estimate(value=None, lower=None, upper=None, n=None)])

    assert tuple(table.columns) == ESTIMATE_COLUMNS
    assert str(table["value"].dtype) == "float64"
    assert str(table["n"].dtype) == "Int64"
    assert table["value"].isna().tolist() == [False, True]
    assert isinstance(table["outcome"].dtype, pd.StringDtype)


def test_a_table_of_no_estimates_has_the_same_columns_and_types() -> None:
    empty, one = estimates_frame([]), estimates_frame([estimate()])

    assert len(empty) == 0
    assert empty.dtypes.tolist() == one.dtypes.tolist()


def test_estimates_come_back_from_their_table_unchanged() -> None:
    estimates = [estimate(), estimate(value=None, lower=None, upper=None, n=None, label="Falls")]

    assert estimates_from_frame(estimates_frame(estimates)) == estimates


def test_estimates_come_back_from_parquet_unchanged(tmp_path) -> None:
    path = tmp_path / "estimates.parquet"
    estimates_frame([estimate(project="falls")]).to_parquet(path)

    assert estimates_from_frame(pd.read_parquet(path)) == [estimate(project="falls")]


def test_a_check_result_may_stand_without_a_table() -> None:
    assert CheckResult("Points", None, "48 points.").table.empty
