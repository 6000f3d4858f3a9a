"""Rows of a KPI table in long form."""

import numpy as np

from evaluation.demonstration.tables import (
    KPI_COLUMNS,
    breakdown_rows,
    kpi_table,
    ratio_rows,
    value_rows,
)

MONTHS = ["2024-04", "2024-05"]
NUMERATORS = np.arange(50).reshape(2, 5, 5)
DENOMINATORS = NUMERATORS + 7


def test_the_whole_is_the_sum_of_the_cells():
    rows = ratio_rows("tested", MONTHS, NUMERATORS, DENOMINATORS)
    assert rows["numerator"].tolist() == [300, 925]
    assert rows["denominator"].tolist() == [475, 1100]
    assert rows["dimension"].isna().all()


def test_each_breakdown_sums_to_the_whole():
    rows = breakdown_rows("tested", MONTHS, NUMERATORS, DENOMINATORS)
    sums = rows.groupby(["dimension", "period"])[["numerator", "denominator"]].sum()
    assert sums.loc["deprivation"].to_numpy().tolist() == [[300, 475], [925, 1100]]
    assert sums.loc["ethnicity"].to_numpy().tolist() == [[300, 475], [925, 1100]]


def test_deprivation_runs_down_the_cells_and_ethnicity_across():
    rows = breakdown_rows("tested", MONTHS, NUMERATORS, DENOMINATORS)
    first = rows[rows["period"] == "2024-04"].set_index("group")["numerator"]
    assert first["1 most deprived"] == 0 + 1 + 2 + 3 + 4
    assert first["Asian or Asian British"] == 0 + 5 + 10 + 15 + 20


def test_a_group_of_nobody_has_no_row():
    denominators = DENOMINATORS.copy()
    denominators[0, 1, :] = 0
    rows = breakdown_rows("tested", MONTHS, np.zeros_like(NUMERATORS), denominators)
    assert len(rows) == 19
    assert (rows["denominator"] > 0).all()


def test_means_are_rounded_to_one_decimal_and_carry_their_people():
    rows = value_rows("days", MONTHS, np.array([4.123, 1.98]), np.array([20, 21]))
    assert rows["value"].tolist() == [4.1, 2.0]
    assert rows["n"].tolist() == [20, 21]


def test_counts_have_no_people_behind_them():
    assert value_rows("tests", MONTHS, np.array([3, 4]))["n"].isna().all()


def test_all_parts_have_the_same_columns():
    table = kpi_table(
        ratio_rows("tested", MONTHS, NUMERATORS, DENOMINATORS),
        value_rows("tests", MONTHS, np.array([3, 4])),
    )
    assert tuple(table.columns) == KPI_COLUMNS
    assert table["period"].dtype == "string"
