"""A cell is the same text whatever format it comes from, and missing where it is missing."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from evaluation.tables.cells import MISSING_TEXTS, cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (-0.5, "-0.5"),
        (1e22, "1" + "0" * 22),
        (float("inf"), "inf"),
        (Decimal("4.10"), "4.1"),
        ("\u00a0 Café ", "Café"),
        (True, "True"),
        (dt.date(2024, 4, 1), "2024-04-01"),
        (dt.datetime.fromisoformat("2024-04-01"), "2024-04-01"),
        (dt.datetime.fromisoformat("2024-04-01T09:30"), "2024-04-01T09:30:00"),
        (dt.datetime(2024, 4, 1, 9, 30, tzinfo=dt.UTC), "2024-04-01T09:30:00"),
        (pd.Timestamp("2024-04-01"), "2024-04-01"),
    ],
)
def test_values_become_plain_text(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, *sorted(MISSING_TEXTS), "  "])
def test_what_is_missing_stays_missing(value: object) -> None:
    assert cell_text(value) is None
