import datetime as dt
import itertools

import pytest

from evaluation.hub.governance.quarters import Quarter, quarters_of, quarters_to
from evaluation.workspace import FinancialYear

DAYS = {
    "2025/26-Q1": ("2025-04-01", "2025-06-30"),
    "2025/26-Q2": ("2025-07-01", "2025-09-30"),
    "2025/26-Q3": ("2025-10-01", "2025-12-31"),
    "2025/26-Q4": ("2026-01-01", "2026-03-31"),
    "2023/24-Q4": ("2024-01-01", "2024-03-31"),
}


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_a_quarter_has_its_first_and_last_day_and_its_text(text, days):
    quarter = Quarter.parse(text)
    assert (quarter.start.isoformat(), quarter.end.isoformat()) == days
    assert str(quarter) == text
    assert Quarter.of(quarter.start) == Quarter.of(quarter.end) == quarter


def test_the_first_quarter_follows_the_last_of_the_year_before():
    assert str(Quarter.parse("2025/26-Q1").previous) == "2024/25-Q4"
    assert str(Quarter.parse("1999/00-Q4").following) == "2000/01-Q1"


@pytest.mark.parametrize("text", ["2025/26", "2025/26-Q5", "2025/27-Q1", "2025/26-Q1 ", "25/26-Q1"])
def test_a_text_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match="written like"):
        Quarter.parse(text)


def test_quarters_are_in_order_of_time_as_their_texts_are_of_the_alphabet():
    quarters = quarters_to(Quarter.parse("2000/01-Q2"), 9)
    assert list(quarters) == sorted(quarters)
    assert [str(quarter) for quarter in quarters] == sorted(str(quarter) for quarter in quarters)


def test_the_quarters_of_a_year_cover_it_without_a_gap():
    year = FinancialYear.parse("2025/26")
    quarters = quarters_of(year)
    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    assert all(
        later.start - earlier.end == dt.timedelta(days=1)
        for earlier, later in itertools.pairwise(quarters)
    )
    assert [quarter.is_last_of_year for quarter in quarters] == [False, False, False, True]
