"""The window of an indicator."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.kpi import Window

YEAR = Window(dt.date(2024, 4, 1), dt.date(2025, 3, 1))


def test_both_ends_belong_to_the_window() -> None:
    days = pd.to_datetime(
        ["2024-03-31T00:00", "2024-04-01T00:00", "2025-03-01T23:00", "2025-03-02T00:00"]
    )
    rows = YEAR.rows_of(pd.DataFrame({"period": days, "value": [1, 2, 3, 4]}))
    assert rows["value"].tolist() == [2, 3]


def test_pandas_periods_belong_by_their_first_day() -> None:
    months = pd.period_range("2024-03", "2025-04", freq="M")
    rows = YEAR.rows_of(pd.DataFrame({"period": months, "value": 1}))
    assert (len(rows), str(rows["period"].iloc[0])) == (12, "2024-04")


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInput, match="before it starts"):
        Window(dt.date(2025, 1, 1), dt.date(2024, 1, 1))


@pytest.mark.parametrize("series", [{"month": [1]}, {"period": ["2024-04"]}])
def test_a_series_without_dates_is_refused(series: dict[str, list[object]]) -> None:
    with pytest.raises(InvalidInput, match="period"):
        YEAR.rows_of(pd.DataFrame(series))
