"""Identifiers are found batch by batch as they are in a table held as text."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.tables.identifier_scan import IdentifierScan
from evaluation.tables.identifiers import identifier_faults
from evaluation.tables.nhs_number import are_nhs_numbers, is_nhs_number

NHS = ["9990000018", "9990000026", "9990000034"]


def kinds(values, arrow=None, pieces=1, name="column"):
    column = pa.array(values, arrow)
    scan = IdentifierScan([name])
    size = -(-len(column) // pieces)
    for start in range(0, len(column), size):
        scan.look(pa.RecordBatch.from_arrays([column.slice(start, size)], names=[name]))
    return [fault.sentence for fault in scan.faults()]


@pytest.mark.parametrize(
    "cells",
    [
        NHS,
        [*NHS, "R1", "R2"],
        ["999 000 0018", *["x"] * 5],
        ["seen by 999-000-0018 today", "no"],
        ["someone@example.org", *["x"] * 50],
        ["call 01202 123456", "x"],
        ["DT1 1AA", "x", "y"],
        ["dt11aa", "dt12ab", "bh13cd"],
        ["1950-01-01", "1961-02-03", "1972-03-04", "1983-05-06", "1994-07-08"],
        ["07700900123", "07700900124", "07700900125"],
        ["R000012", "R000013"],
        ["1234567890", "1234567891", "1234567892", "1234567893"],
        ["4 to 16", "17 and over", None],
    ],
)
@pytest.mark.parametrize("pieces", [1, 3])
def test_texts_are_judged_as_in_a_short_table(cells, pieces):
    short = identifier_faults(pd.DataFrame({"column": cells}, dtype="string"))
    assert kinds(cells, pieces=pieces) == [fault.sentence for fault in short]


def test_what_one_cell_gives_away_is_found_far_down():
    cells = [f"R{number:06d}" for number in range(30_000)]
    assert kinds(cells) == []
    cells[-1] = "write to someone@example.org"
    assert "contact details" in kinds(cells)[0]


@pytest.mark.parametrize("arrow", [pa.int64(), pa.float64()])
def test_nhs_numbers_are_found_in_columns_of_numbers(arrow):
    assert "NHS numbers" in kinds([int(text) for text in NHS], arrow)[0]
    assert kinds([45, 50, 123456], arrow) == []


def test_dictionaries_are_judged_by_their_texts():
    assert "NHS numbers" in kinds(pa.array(NHS).dictionary_encode())[0]


def test_dates_over_four_decades_are_births_and_others_are_not():
    births = [dt.date(year, 1, 1) for year in (1950, 1961, 1972, 1983, 1994)]
    assert "dates of birth" in kinds(births)[0]
    assert kinds([dt.date(2024, 1, day) for day in range(1, 20)]) == []


def test_numbers_that_are_no_whole_numbers_are_nothing():
    assert kinds([0.5, float("nan"), None, float("inf")]) == []
    assert kinds([True, False]) == []


def test_columns_are_refused_by_name_before_anything_is_read():
    assert [fault.column for fault in IdentifierScan(["site", "Surname"]).faults_by_name()] == [
        "Surname"
    ]


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=10**9, max_value=10**10 - 1))
def test_check_digits_of_numbers_are_those_of_texts(number):
    assert are_nhs_numbers(np.array([number])).item() == is_nhs_number(str(number))
