"""Groups are numbered and named: texts, yes and no, numbers, bands, periods."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from evaluation.audit.coding import band_labels, coded_periods, coded_texts
from evaluation.audit.versions import NO_DAY, day_number


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["10", "9", "1 most"], ("1 most", "9", "10", None)),
        ([True, False], ("no", "yes", None)),
        ([2.0, 1.5], ("1.5", "2", None)),
        ([12, 3], ("3", "12", None)),
    ],
)
def test_labels_are_sorted_as_a_reader_counts(values, labels):
    coded = coded_texts(pa.array(values))
    assert coded.labels == labels
    assert len(set(coded.codes)) == len(values)


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        ("month", ("2025-03", "2025-04", None)),
        ("quarter", ("2024/25-Q4", "2025/26-Q1", None)),
        ("year", ("2024/25", "2025/26", None)),
    ],
)
def test_quarters_and_years_are_financial_and_a_missing_day_has_none(length, labels):
    days = [dt.date(2025, 3, 31), dt.date(2025, 4, 1)]
    coded = coded_periods(np.array([*map(day_number, days), NO_DAY]), length)
    assert coded.labels == labels
    assert coded.codes.tolist() == [0, 1, 2]


def test_without_any_day_there_is_no_period():
    assert coded_periods(np.array([NO_DAY]), "year").labels == (None,)


def test_one_edge_makes_two_bands():
    assert band_labels([65]) == ("under 65", "65 and over")
