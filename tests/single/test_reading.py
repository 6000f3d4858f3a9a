"""A SPEC.yml says how its table is to be read, as project.yml does."""

from pathlib import Path

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.single.series import interrupted_time_series
from evaluation.single.spc import spc

MONTHS = pd.date_range("2020-04-01", periods=30, freq="MS")
VALUES = [1200 + 7 * (n % 5) + n for n in range(30)]
FORMS = {
    "ISO": [f"{month:%Y-%m}" for month in MONTHS],
    "first days": [f"{month:%d/%m/%Y}" for month in MONTHS],
    "last days": [f"{month + pd.offsets.MonthEnd(0):%d/%m/%Y}" for month in MONTHS],
    "named": [f"{month:%b-%y}" for month in MONTHS],
    "financial": [
        f"{month.year - (month.month < 4)}/{(month.year - (month.month < 4) + 1) % 100:02d} "
        f"M{(month.month - 4) % 12 + 1:02d}"
        for month in MONTHS
    ],
}


@pytest.fixture
def write(tmp_path: Path):
    def write_both(periods: list[str], keys: str, options: str = "") -> Path:
        lines = [f'{period},"{value:,}"' for period, value in zip(periods, VALUES, strict=False)]
        text = "\n".join(["A report", "", "Month Ending,Falls", *lines])
        (tmp_path / "extract.csv").write_text(text, encoding="utf-8")
        more = f", {options}" if options else ""
        path = tmp_path / "spec.yml"
        data = f"{{path: extract.csv, columns: {{month ending: month}}{more}}}"
        path.write_text(f"data: {data}\ntime: month\n{keys}", encoding="utf-8")
        return path

    return write_both


ITS = "frequency: %s\noutcome: Falls\ninterruptions:\n  - {name: law, date: 2021-06-01}\n"


@pytest.mark.parametrize("form", FORMS)
def test_a_series_is_the_same_in_every_form(write, form: str) -> None:
    expected = interrupted_time_series(write(FORMS["ISO"], ITS % "monthly"))

    found = interrupted_time_series(write(FORMS[form], ITS % "monthly"))

    assert found["first_post"] == {"law": "2021-06-01"}
    assert found["fits"] == expected["fits"]


def test_a_day_in_the_middle_of_a_month_is_not_taken_for_the_month(write) -> None:
    periods = [f"15/{month:%m/%Y}" for month in MONTHS]

    with pytest.raises(InvalidInput) as caught:
        interrupted_time_series(write(periods, ITS % "monthly"))

    assert "'month' is no date" in str(caught.value.findings[0])


def test_years_that_end_in_march_stay_financial_years(write) -> None:
    periods = [f"31/03/{1991 + n}" for n in range(30)]
    keys = ITS.replace("2021-06-01", "2010-04-01") % "annual"

    assert interrupted_time_series(write(periods, keys))["first_post"] == {"law": "2010-04-01"}


def test_a_chart_asks_which_way_round_days_are(write) -> None:
    days = [f"{day:02d}/05/2024" for day in range(1, 13)]

    with pytest.raises(InvalidInput) as caught:
        spc(write(days, "value: Falls\n"))
    assert "could all be month first too" in str(caught.value.findings[0])

    chart = spc(write(days, "value: Falls\n", "dates: day-first"))
    assert chart["points"][-1]["time"] == "2024-05-12"


@pytest.mark.parametrize("form", ["named", "financial", "last days"])
def test_a_chart_reads_months_in_every_form(write, form: str) -> None:
    chart = spc(write(FORMS[form], "value: Falls\n"))

    assert chart["points"][0]["time"][:7] == "2020-04"


def test_a_suppressed_value_is_refused_with_its_reason(write, tmp_path: Path) -> None:
    path = write(FORMS["ISO"], ITS % "monthly")
    data = tmp_path / "extract.csv"
    data.write_text(data.read_text().replace('"1,201"', "<5").replace('"1,208"', "<5"))

    with pytest.raises(InvalidInput) as caught:
        interrupted_time_series(path)

    assert "'Falls' has suppressed values, which cannot be used here." in str(
        caught.value.findings[0]
    )
