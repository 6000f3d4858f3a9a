import pandas as pd
import pytest

from evaluation.hub.governance.quarters import quarters_of
from evaluation.hub.programme.reach import reach_by_quarter, reach_of_year
from evaluation.workspace import FinancialYear

YEAR = FinancialYear.parse("2025/26")


def table(**series):
    """Return returns of eight quarters for each measure, none where None."""
    rows = [
        (f"{year}-Q{number}", "website", measure, values[4 * place + number - 1])
        for measure, values in series.items()
        for place, year in enumerate(("2024/25", "2025/26"))
        for number in range(1, 5)
        if values[4 * place + number - 1] is not None
    ]
    frame = pd.DataFrame(rows, columns=["quarter", "channel", "measure", "value"])
    return frame.astype({"value": "Int64"})


def of_year(**series):
    return reach_of_year(table(**series), YEAR).iloc[0]


def test_visits_of_a_year_are_added_up_and_compared():
    row = of_year(visits=[10, 20, 30, 40, 20, 30, 40, 60])
    assert (row["this_year"], row["last_year"]) == (150, 100)
    assert row["change"] == pytest.approx(50)
    assert row["is_complete"]


def test_of_members_the_last_number_counts():
    row = of_year(members=[10, 20, 30, 40, 50, 60, 70, 80])
    assert (row["this_year"], row["last_year"], row["change"]) == (80, 40, 100)


def test_of_members_the_last_return_counts_where_later_ones_are_missing():
    assert of_year(members=[10, 20, 30, 40, 50, 60, None, None])["this_year"] == 60


@pytest.mark.parametrize("gap", [1, 6])
def test_years_are_not_compared_where_a_return_is_missing(gap):
    values = [10] * 8
    values[gap] = None
    row = of_year(views=values)
    assert not row["is_complete"]
    assert pd.isna(row["change"])


def test_an_event_needs_no_return_in_quarters_without_one():
    row = of_year(delegates=[200, None, None, None, None, None, 50, None])
    assert row["is_complete"]
    assert row["change"] == pytest.approx(-75)


def test_nothing_is_compared_with_nought_or_with_a_year_without_returns():
    assert pd.isna(of_year(visits=[0, 0, 0, 0, 1, 1, 1, 1])["change"])
    row = of_year(visits=[None, None, None, None, 1, 1, 1, 1])
    assert pd.isna(row["last_year"])
    assert pd.isna(row["change"])


def test_a_quarter_without_a_return_is_missing_and_not_nought():
    wide = reach_by_quarter(table(views=[1, 2, 3, 4, 5, None, 7, 0]), quarters_of(YEAR))
    assert wide.iloc[0, 2:].isna().to_list() == [False, True, False, False]
    assert wide["2025/26-Q4"].to_list() == [0]


def test_without_communications_there_is_no_row():
    assert len(reach_of_year(table(), YEAR)) == 0
    assert len(reach_by_quarter(table(), quarters_of(YEAR))) == 0
