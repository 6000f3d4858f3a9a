"""Financial years run from April to March."""

import datetime as dt

import pytest

from evaluation.workspace import FinancialYear


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2025, 3, 31), "2024/25"),
        (dt.date(2025, 4, 1), "2025/26"),
        (dt.date(2026, 3, 31), "2025/26"),
        (dt.date(1999, 12, 31), "1999/00"),
    ],
)
def test_a_day_lies_in_the_year_that_began_in_the_april_before(day: dt.date, year: str) -> None:
    assert str(FinancialYear.of(day)) == year


def test_a_year_has_its_first_and_last_day() -> None:
    year = FinancialYear.parse("1999/00")

    assert (year.start, year.end) == (dt.date(1999, 4, 1), dt.date(2000, 3, 31))
    assert year.in_file_names == "1999-00"
    assert year < FinancialYear(2000)


@pytest.mark.parametrize("text", ["2025/27", "2025", "2025/2026", "", "2025/26 "])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is written like 2025/26"):
        FinancialYear.parse(text)
