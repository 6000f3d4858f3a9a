"""The columns of a query may have the warehouse's names, as those of a file may."""

from __future__ import annotations

from evaluation.checking import all_findings
from evaluation.tables import read_kpi_table
from evaluation.workspace import open_workspace
from tests.warehouse.conftest import Fill, Hub

TABLES = (
    "tables: {kpi: {query: kpi.sql, database: WAREHOUSE, constants: {kpi: visits},"
    " columns: {Month Ending: period, num: value}}}\n"
)


def test_the_columns_of_a_query_may_be_mapped(hub: Hub, fill: Fill) -> None:
    hub.ask('SELECT period AS "Month Ending", value AS num FROM counts\n', TABLES)
    assert hub.fetch().faults == ()
    workspace = open_workspace(hub.root)
    table, _ = read_kpi_table(workspace, workspace.project("falls"))
    assert table is not None
    assert len(table) == 24
    assert not [item for item in all_findings(hub.root) if item.severity == "error"]


def test_another_mapping_needs_no_new_fetch(hub: Hub, fill: Fill) -> None:
    hub.ask('SELECT period AS "Month Ending", value AS num FROM counts\n', TABLES)
    hub.fetch()
    hub.ask(
        'SELECT period AS "Month Ending", value AS num FROM counts\n',
        TABLES.replace("num: value", "Num: value"),
    )
    assert not [item for item in all_findings(hub.root) if item.severity == "error"]


def test_a_query_may_have_a_column_for_each_kpi(hub: Hub, fill: Fill) -> None:
    tables = TABLES.replace("constants: {kpi: visits}, ", "").replace(
        "num: value", "All: visits.value"
    )
    hub.ask('SELECT period AS "Month Ending", value AS "all" FROM counts\n', tables)
    assert hub.fetch().faults == ()
    workspace = open_workspace(hub.root)
    table, findings = read_kpi_table(workspace, workspace.project("falls"))
    assert findings == []
    assert table is not None
    assert table["kpi"].tolist() == ["visits"] * 24
