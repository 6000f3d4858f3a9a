"""Small hand-made series shared by the tests of this room."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation import its


@pytest.fixture
def law() -> its.Interruption:
    return its.Interruption("law", dt.date(2005, 1, 1))


@pytest.fixture
def hand_data() -> pd.DataFrame:
    """Eight years around a law in 2005, worked by hand in test_hand_worked.py."""
    return pd.DataFrame({"time": range(2001, 2009), "rate": [1, 3, 2, 4, 6, 9, 7, 10]})


@pytest.fixture
def hand_design(law: its.Interruption) -> its.Design:
    return its.Design("rate", "annual", (law,))


@pytest.fixture
def monthly_counts() -> pd.DataFrame:
    """Four years of counts that follow their model: 200 x 1.01^t, halved from January 2005."""
    position = np.arange(48)
    days = np.where(position % 2 == 0, 31.0, 30.0)
    level = np.where(position >= 24, 0.5, 1.0)
    return pd.DataFrame(
        {
            "time": pd.date_range("2003-01-01", periods=48, freq="MS"),
            "events": days * 200 * 1.01**position * level,
            "days": days,
        }
    )
