"""Rows that are parts of a period are added up where project.yml says that they are parts."""

from typing import Any

import pytest

MONTHS = ["2012-04", "2012-05", "2012-06"]
PARTS = "duplicates: add-up"
COUNT = ["kpi", "period", "value"]
RATE = ["kpi", "period", "numerator", "denominator", "dimension", "group"]


def counts(*more: list[Any]) -> list[list[Any]]:
    rows = [["visits", month, 10 * (part + 1)] for month in MONTHS for part in range(3)]
    return [COUNT, *rows, *more]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_departments_of_a_month_are_added_up(read, samples, ending) -> None:
    rows = {"Data": counts()} if ending == "xlsx" else counts()

    table, told = read(samples[ending](rows), PARTS, ending)

    assert told == []
    assert table["value"].tolist() == [60, 60, 60]
    assert table["period"].dt.strftime("%Y-%m").tolist() == MONTHS
    assert table["value"].dtype == "float64"


def test_parts_that_are_equal_in_every_cell_are_two_parts(read, samples) -> None:
    rows = [COUNT, *([["visits", month, 7] for month in MONTHS for _ in range(2)])]

    table, told = read(samples["csv"](rows), PARTS)

    assert (table["value"].tolist(), told) == ([14, 14, 14], [])


def test_a_rate_adds_up_what_is_above_and_what_is_below_group_by_group(read, samples) -> None:
    rows = [
        ["falls", month, 1 + part, 100, *where]
        for month in MONTHS
        for part in range(2)
        for where in ((None, None), ("sex", "Female"))
    ]

    table, told = read(samples["csv"]([RATE, *rows]), PARTS, kpi=("falls", "rate", "monthly"))

    assert told == []
    assert table["numerator"].tolist() == [3] * 6
    assert table["denominator"].tolist() == [200] * 6
    assert table["dimension"].isna().tolist() == [True, False] * 3


def test_a_month_with_fewer_parts_than_others_is_told(read, samples) -> None:
    table, told = read(samples["csv"](counts(["visits", "2012-07", 30])), PARTS)

    assert table["value"].tolist() == [60, 60, 60, 30]
    assert told == [
        "The KPI 'visits' has fewer rows to add up in some periods than in others. Add the missing "
        "parts, or know that the sum is of those that are there."
    ]


def test_a_mean_is_not_added_up(read, samples) -> None:
    content = samples["csv"](counts())

    table, told = read(content, PARTS, kpi=("visits", "mean", "monthly"))

    assert table is None
    assert told == [
        "A mean cannot be added up, and a row above has the same KPI, period and group. Give one "
        "row, or the sum and the number as a KPI of kind rate or proportion."
    ]


def test_a_suppressed_part_is_refused_and_a_whole_row_is_not(read, samples) -> None:
    table, told = read(samples["csv"](counts(["visits", "2012-06", "<5"])), PARTS)

    assert table is None
    assert told == [
        "'value' is suppressed in a row that is to be added up. Ask for the unsuppressed counts "
        "within your organisation; the report suppresses for you.",
        "The KPI 'visits' has fewer rows to add up in some periods than in others. Add the missing "
        "parts, or know that the sum is of those that are there.",
    ]
    rows = [COUNT, ["visits", "2012-04", "<5"], ["visits", "2012-05", 9]]
    table, told = read(samples["csv"](rows), PARTS)
    assert (table["value_most"].tolist(), told) == ([4, 9], [])


def test_a_wrong_part_is_named_by_its_row(read, samples) -> None:
    table, told = read(samples["csv"](counts(["visits", "2012-06", -3])), PARTS)

    assert table is None
    assert told[0] == "'value' of a KPI of kind count must be 0 or more. Correct the number."


def test_without_the_word_parts_are_an_error_that_names_it(read, samples) -> None:
    table, told = read(samples["csv"](counts()))

    assert table is None
    assert told == [
        "A row above has the same 'kpi' and 'period'. Keep one of them; say under 'rows:' beside "
        "the path which organisation or indicator is wanted; or write 'duplicates: add-up' there "
        "if they are parts of one."
    ]


def test_the_columns_in_which_added_rows_differ_are_told(read, samples) -> None:
    rows = [["Month", "Seen", "Org code", "Ward", "Beds"]]
    beds = 100
    for month in MONTHS:
        for trust in ("RDZ", "RBD"):
            for ward in ("A", "B"):
                beds += 1
                rows.append([month, 10, trust, ward, beds])
    options = "columns: {Month: period, Seen: value}, constants: {kpi: visits}, " + PARTS

    table, told = read(samples["csv"](rows), options)
    assert table["value"].tolist() == [40, 40, 40]
    assert told == [
        "The columns 'Org code', 'Ward' and 'Beds' are not read. Name under 'columns' those that "
        "are needed.",
        "Rows that differ in 'Org code' and 'Ward' are added up. Say under 'rows:' beside the "
        "path which are wanted, if not all of them are.",
    ]

    table, told = read(samples["csv"](rows), f"{options}, rows: {{Org code: RDZ}}")
    assert table["value"].tolist() == [20, 20, 20]
    assert "Rows that differ in 'Ward' are added up." in told[1]


def test_the_columns_of_several_kpis_are_not_told_as_different(read, samples) -> None:
    rows = [["Month", "Seen", "Ward"]]
    rows += [[month, 10 + part, ward] for month in MONTHS for part, ward in enumerate("AABB")]

    table, told = read(
        samples["csv"](rows), "columns: {Month: period, Seen: visits.value}, " + PARTS
    )

    assert table["value"].tolist() == [46, 46, 46]
    assert [text for text in told if "differ" in text] == [
        "Rows that differ in 'Ward' are added up. Say under 'rows:' beside the path which are "
        "wanted, if not all of them are."
    ]
