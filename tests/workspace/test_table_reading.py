"""What may stand beside the path of a table."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from evaluation.workspace.table_reading import KpiColumn, TableReading
from evaluation.workspace.table_source import Tables, TableSource


def test_nothing_need_be_said() -> None:
    assert TableReading() == TableReading.model_validate({})


def test_marks_are_a_list_or_have_bounds() -> None:
    listed = TableReading.model_validate({"suppressed": ["S", "<5"]})
    bounded = TableReading.model_validate({"suppressed": {"*": [1, 7], "S": None}})

    assert listed.suppressed == {"S": None, "<5": None}
    assert bounded.suppressed == {"*": (1, 7), "S": None}


def test_constants_are_the_text_of_a_cell() -> None:
    given = {"kpi": "falls", "n": 7, "value": 1.5, "period": dt.date(2024, 4, 1)}

    assert TableReading.model_validate({"constants": given}).constants == {
        "kpi": "falls",
        "n": "7",
        "value": "1.5",
        "period": "2024-04-01",
    }


@pytest.mark.parametrize(
    "given",
    [
        {"suppressed": {"*": [1.5, 7]}},
        {"suppressed": {"*": [True, 7]}},
        {"suppressed": {"*": [-1, 7]}},
        {"suppressed": {"*": 7}},
        {"suppressed": {5: [1, 7]}},
        {"suppressed": {"": [1, 7]}},
        {"suppressed": "*"},
        {"constants": {"kpi": True}},
        {"constants": {"kpi": None}},
        {"constants": {"kpi": ""}},
        {"columns": {"Month": None}},
        {"columns": {"": "period"}},
        {"columns": {"Month": "period", "month ": "Period"}},
        {"columns": {"Month": "period", "month ": "value"}},
        {"columns": {"Bed days": []}},
        {"columns": {"Bed days": ["falls.denominator", 7]}},
        {"columns": {"Bed days": ["falls.denominator", "Falls.Denominator"]}},
        {"columns": {"Bed days": "falls.denominator", "KPI": "kpi"}},
        {"columns": {"Bed days": "falls.denominator"}, "constants": {"Value": 1}},
        {"header_row": True},
        {"header_row": "3"},
        {"dates": "american"},
    ],
)
def test_what_cannot_be_is_refused(given) -> None:
    with pytest.raises(ValidationError):
        TableReading.model_validate(given)


def test_columns_are_of_all_rows_or_of_kpis() -> None:
    reading = TableReading.model_validate(
        {"columns": {"Month": "period", "Bed days": ["falls.denominator", "ulcers.denominator"]}}
    )

    assert reading.renamed == {"Month": "period"}
    assert reading.kpi_columns == (
        KpiColumn("Bed days", "falls", "denominator"),
        KpiColumn("Bed days", "ulcers", "denominator"),
    )


@pytest.mark.parametrize("given", ["falls.value", ["falls.value"], "no. of falls"])
def test_columns_of_kpis_are_for_kpi_tables_only(given) -> None:
    table = {"path": "a.csv", "columns": {"Falls": given}}
    query = {"query": "a.sql", "database": "WAREHOUSE", "columns": {"Falls": given}}

    for audit in (table, query):
        with pytest.raises(ValidationError, match="not for the table of an audit: give the column"):
            Tables.model_validate({"audit": audit})
    with pytest.raises(ValidationError, match="not for the table of a single analysis"):
        TypeAdapter(TableSource).validate_python(table)


def test_a_query_is_read_under_its_own_names_too() -> None:
    query = {"query": "kpi.sql", "database": "WAREHOUSE", "columns": {"Month": "period"}}

    assert Tables.model_validate({"kpi": query}).kpi.columns == {"Month": "period"}
