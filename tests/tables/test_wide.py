"""An extract with a column for each KPI is read as the same table made long by hand."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from evaluation.tables import read_kpi_table, read_long_parquet
from evaluation.tables.nhs_number import is_nhs_number
from evaluation.tables.schemas import KPI_SCHEMA
from evaluation.workspace import open_workspace

Rows = list[list[Any]]
Outcome = tuple[pd.DataFrame | None, list[str]]

KINDS = (
    ("visits", "count", "monthly"),
    ("asked-about-falls", "proportion", "monthly"),
    ("falls-rate", "rate", "monthly"),
    ("ulcer-rate", "rate", "monthly"),
    ("wait", "mean", "monthly"),
)
COLUMNS = (
    "columns: {Month ending: period, Visits: visits.value, Asked: Asked about Falls.numerator, "
    "Attended: asked-about-falls.denominator, Falls: falls-rate.numerator, "
    "Ulcers: ulcer-rate.numerator, Bed days: [falls-rate.denominator, ulcer-rate.denominator], "
    "Wait: wait.value, People: wait.n, Level: dimension, Name: group}"
)
HEADER = [
    *("Month ending", "Visits", "Asked", "Attended", "Falls", "Ulcers", "Bed days"),
    *("Wait", "People", "Level", "Name"),
]
MONTHS = [f"{month:%Y-%m}" for month in pd.date_range("2012-04-01", periods=4, freq="MS")]
ORIGINS = {
    "visits": {"value": "Visits"},
    "asked-about-falls": {"numerator": "Asked", "denominator": "Attended"},
    "falls-rate": {"numerator": "Falls", "denominator": "Bed days"},
    "ulcer-rate": {"numerator": "Ulcers", "denominator": "Bed days"},
    "wait": {"value": "Wait", "n": "People"},
}


def extract() -> Rows:
    rows = [
        [month, 4100 + n, 6100 + n, 8100 + n, 61 + n, 41 + n, 8150 + n, 1.5 + n, 161 + n]
        for n, month in enumerate(MONTHS)
    ]
    return [list(HEADER), *([*row, None, None] for row in rows)]


def made_long(rows: Rows) -> Rows:
    """Return the rows of an extract as an analyst would make them long by hand."""
    columns = [str(name) for name in KPI_SCHEMA.columns]
    found: Rows = [columns]
    for row in rows[1:]:
        cells = dict(zip(HEADER, row, strict=True))
        shared = {
            "period": cells["Month ending"],
            "dimension": cells["Level"],
            "group": cells["Name"],
        }
        for kpi, origin in ORIGINS.items():
            own = {ours: cells[theirs] for ours, theirs in origin.items()}
            telling = [cells[theirs] for theirs in origin.values() if theirs != "Bed days"]
            if any(value not in (None, "") for value in telling):
                values = {"kpi": kpi, **shared, **own}
                found.append([values.get(name) for name in columns])
    return found


@pytest.fixture
def read(write_workspace, samples) -> Callable[..., Outcome]:
    """Return a KPI table and what was said of it, the place before each sentence."""

    def read_one(content: bytes, options: str = COLUMNS, ending: str = "csv") -> Outcome:
        tables = f'tables: {{kpi: {{path: "kpi.{ending}"{options and ", "}{options}}}}}\n'
        project = samples["head"] + tables + samples["kpis"](*KINDS)
        root = write_workspace(project, **{f"kpi_{ending}": content})
        workspace = open_workspace(root)
        table, findings = read_kpi_table(workspace, workspace.project("falls"))
        return table, [f"{each.place}: {each.sentence}" for each in findings]

    return read_one


@pytest.fixture
def read_both(read, samples) -> Callable[[Rows], tuple[Outcome, Outcome]]:
    """Return an extract as it was read, and the same made long by hand."""

    def both(rows: Rows) -> tuple[Outcome, Outcome]:
        return read(samples["csv"](rows)), read(samples["csv"](made_long(rows)), "")

    return both


def test_each_kpi_has_its_rows(read, samples) -> None:
    table, told = read(samples["csv"](extract()[:2]))

    assert told == []
    assert table is not None
    assert table["kpi"].tolist() == [kpi for kpi, _, _ in KINDS]
    assert table["period"].unique().tolist() == [pd.Timestamp("2012-04-01")]
    assert table["value"].tolist() == pytest.approx([4100, *[np.nan] * 3, 1.5], nan_ok=True)
    assert table["numerator"].tolist() == pytest.approx([np.nan, 6100, 61, 41, np.nan], nan_ok=True)
    assert table["denominator"].tolist() == pytest.approx(
        [np.nan, 8100, 8150, 8150, np.nan], nan_ok=True
    )
    assert table["n"].tolist() == [pd.NA, pd.NA, pd.NA, pd.NA, 161]
    assert table[["dimension", "group"]].isna().all(axis=None)


def test_it_is_the_table_made_long_by_hand(read_both) -> None:
    (wide, told), (long, told_of_long) = read_both(extract())

    pd.testing.assert_frame_equal(wide, long)
    assert told == told_of_long == []


def test_a_kpi_may_begin_later(read_both) -> None:
    rows = extract()
    rows[1][2:4] = rows[2][2:4] = [None, None]

    (wide, told), (long, _) = read_both(rows)

    pd.testing.assert_frame_equal(wide, long)
    assert told == []
    assert (wide["kpi"] == "asked-about-falls").sum() == 2


def test_a_column_of_several_kpis_gives_none_of_them_a_row(read, samples) -> None:
    rows = extract()
    rows[1][5] = None

    table, told = read(samples["csv"](rows))

    assert told == []
    assert (table["kpi"] == "ulcer-rate").sum() == 3
    assert (table["kpi"] == "falls-rate").sum() == 4


def test_groups_are_shared_by_all_kpis_of_a_row(read_both) -> None:
    rows = [HEADER, *([*row[:-2], "Age Band", "18 to 64"] for row in extract()[1:])]
    rows += extract()[1:]

    (wide, _), (long, _) = read_both(rows)

    pd.testing.assert_frame_equal(wide, long)
    assert set(wide["dimension"].dropna()) == {"age_band"}
    assert set(wide["group"].dropna()) == {"18 to 64"}


def test_suppressed_counts_and_separators_are_read(read_both) -> None:
    rows = extract()
    rows[2][1:7] = ["<5", "1-4", "8,101", "<5", "", "8 151"]

    (wide, told), (long, _) = read_both(rows)

    pd.testing.assert_frame_equal(wide, long)
    assert "numerator_least" in wide
    assert told == ["column 'Month ending': The KPI 'ulcer-rate' has no row for 2012-05."] or any(
        "'Ulcers' is blank" in text for text in told
    )


def test_a_title_above_and_month_ends_are_read_and_said(read, samples) -> None:
    ends = ["30/04/2012", "31/05/2012", "30/06/2012", "31/07/2012"]
    rows = [[end, *row[1:]] for end, row in zip(ends, extract()[1:], strict=True)]

    table, told = read(samples["csv"]([["Report"], [], HEADER, *rows]))

    assert table["period"].dt.strftime("%Y-%m").unique().tolist() == MONTHS
    assert told == [
        ": The header is in row 3; the rows above it were not read.",
        "column 'Month ending': 'Month ending' of the monthly KPIs is the last day of each month "
        "and is read as that month.",
    ]


def test_a_month_that_has_not_come_yet_may_stand_there(read, samples) -> None:
    rows = [[f"{pd.Timestamp(row[0]):%b %Y}", *row[1:]] for row in extract()[1:]]
    rows.append(["Aug 2012", *[None] * (len(HEADER) - 1)])

    table, told = read(samples["csv"]([HEADER, *rows]))

    assert told == []
    assert len(table) == 4 * len(KINDS)


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_other_files_give_the_same_table(read, samples, ending: str) -> None:
    rows = [row[:-2] for row in extract()]
    content = samples["parquet"](rows) if ending == "parquet" else samples["xlsx"]({"Data": rows})
    columns = COLUMNS.replace(", Level: dimension, Name: group", "")

    table, told = read(content, columns, ending)

    assert told == []
    pd.testing.assert_frame_equal(table, read(samples["csv"](rows), columns)[0])


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_long_files_give_the_same_table_and_faults(read, samples, monkeypatch, ending: str) -> None:
    rows = [row[:-2] for row in extract()]
    rows[3][2] = None
    columns = COLUMNS.replace(", Level: dimension, Name: group", "")
    frame = pd.DataFrame(rows[1:], columns=rows[0]).convert_dtypes()
    stream = io.BytesIO()
    frame.to_parquet(stream)
    content = stream.getvalue() if ending == "parquet" else samples["csv"](rows)
    short = read(content, columns, ending)
    monkeypatch.setattr("evaluation.tables.read.LONG_CSV_BYTES", 0)
    monkeypatch.setattr(read_long_parquet, "LONG_PARQUET_ROWS", 0)

    long = read(content, columns, ending)

    assert short[0] is None
    assert long[0] is None
    assert short[1] == long[1]
    assert long[1] == ["row 4, column 'Asked': 'Asked' is blank in a row with 'Attended'."]


def test_a_fault_of_a_column_of_two_kpis_is_said_once(read, samples) -> None:
    rows = extract()
    rows[2][6] = "many"

    table, told = read(samples["csv"](rows))

    assert table is None
    assert told == ["row 3, column 'Bed days': 'Bed days' must be a number."]


def test_nhs_numbers_are_refused_under_the_name_of_the_extract(read, samples) -> None:
    numbers = [n for n in range(9434765000, 9434765919) if is_nhs_number(str(n))][:4]
    rows = extract()
    for row, number in zip(rows[1:], numbers, strict=True):
        row[1] = number

    table, told = read(samples["csv"](rows))

    assert table is None
    assert told == ["column 'Visits': The column 'Visits' holds what look like NHS numbers."]


def test_a_column_that_is_called_like_one_of_ours_is_told_by_its_name(read, samples) -> None:
    rows = [["Value", "Numerator", "n"], *([month, 8100 + n, 7] for n, month in enumerate(MONTHS))]
    rows[2][2] = "many"
    columns = "Value: period, Numerator: asked-about-falls.denominator, n: "
    columns = f"columns: {{{columns}asked-about-falls.numerator}}"

    table, told = read(samples["csv"](rows), columns)

    assert table is None
    assert told[-1] == "row 3, column 'n': 'n' must be a number."


CELL = st.sampled_from(["7", "12", "1,234", "<5", "1-4", "many", "-1", "2.5", "", "", "12%", "*"])
SHARED = st.sampled_from([(None, None), (None, None), ("sex", "Female"), ("Age band", "65+")])
LINES = st.lists(
    st.tuples(st.sampled_from([*MONTHS, "soon"]), st.lists(CELL, min_size=8, max_size=8), SHARED),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@seed(9)
@given(LINES)
def test_any_extract_is_read_or_refused_as_if_made_long(read_both, lines) -> None:
    rows = [list(HEADER), *([period, *cells, *shared] for period, cells, shared in lines)]
    if all(cell == "" for row in rows[1:] for cell in row[1:9]):
        return

    (wide, told), (long, told_of_long) = read_both(rows)

    assert (wide is None) == (long is None), (told, told_of_long)
    if wide is not None:
        pd.testing.assert_frame_equal(wide, long)
    assert not any("'kpi'" in text or "'numerator'" in text for text in told)


def test_a_kpi_without_a_column_is_warned_of(read, samples) -> None:
    columns = "columns: {Month ending: period, Visits: visits.value}"

    table, told = read(samples["csv"]([row[:2] for row in extract()]), columns)

    assert table["kpi"].unique().tolist() == ["visits"]
    assert told == [
        f": 'columns' beside the path gives the KPI '{kpi}' no column." for kpi, _, _ in KINDS[1:]
    ]
