"""Ids in tables are read whatever case, spaces, hyphens and underscores they use."""

import pandas as pd
import pytest

from evaluation.tables import read_audit_table, read_kpi_table
from evaluation.tables.ids import as_ids
from evaluation.workspace import open_workspace


def test_what_is_no_id_stays_as_it_is_written() -> None:
    texts = pd.Series(["R 1", "r_1", "r1", pd.NA, "R 2"], dtype="string")

    assert as_ids(texts, ["r-1"]).tolist() == ["r-1", "r-1", "r1", pd.NA, "R 2"]


@pytest.mark.parametrize("written", ["Bed Days", "BED_DAYS", " bed--days "])
def test_a_kpi_is_meant_by_its_id_as_people_write_it(write_workspace, samples, written) -> None:
    project = samples["head"] + "tables: {kpi: kpi.csv}\n"
    project += samples["kpis"](("bed-days", "count", "monthly"))
    rows = [["kpi", "period", "value"], [written, "2012-04", 7], ["bed-days", "2012-05", 8]]
    workspace = open_workspace(write_workspace(project, kpi_csv=samples["csv"](rows)))

    table, findings = read_kpi_table(workspace, workspace.project("falls"))

    assert findings == []
    assert table["kpi"].tolist() == ["bed-days", "bed-days"]


def test_the_same_month_under_two_spellings_is_there_twice(check_kpi, samples) -> None:
    project = samples["head"] + "tables: {kpi: kpi.csv}\n"
    project += samples["kpis"](("bed-days", "count", "monthly"))

    (told,) = check_kpi(
        [["kpi", "period", "value"], ["Bed Days", "2012-04", 7], ["bed-days", "2012-04", 8]],
        project,
    )

    assert "row 3" in told
    assert "A row above has the same 'kpi' and 'period'." in told


def test_criteria_cycles_and_dimensions_are_meant_too(write_workspace, samples) -> None:
    swap = {"FALL-1": "Fall 1", "FALL-2": "fall_2", "first": "First", "sex": "Sex"}
    rows = [[swap.get(cell, cell) for cell in row] for row in samples["count_rows"]()]
    found = []
    for given in (rows, samples["count_rows"]()):
        root = write_workspace(samples["audit_project"], audit_csv=samples["csv"](given))
        workspace = open_workspace(root)
        table, findings = read_audit_table(workspace, workspace.project("falls"))
        assert not [each for each in findings if each.severity == "error"]
        found.append(table.frame)

    pd.testing.assert_frame_equal(found[0], found[1])
    assert set(found[0]["group"].dropna()) == {"Female", "Male"}


def test_records_name_their_criteria_and_cycles_so_too(check_audit, samples) -> None:
    swap = {"FALL-1": "fall 1", "first": "FIRST", "second": "Second "}
    rows = [[swap.get(cell, cell) for cell in row] for row in samples["record_rows"]()]

    assert check_audit(rows) == check_audit(samples["record_rows"]()) == []


def test_names_of_groups_stay_as_they_are_written(write_workspace, samples) -> None:
    project = samples["head"] + "tables: {kpi: kpi.csv}\n"
    project += samples["kpis"](("visits", "count", "monthly"))
    rows = [
        ["kpi", "period", "value", "dimension", "group"],
        ["visits", "2012-04", 7, None, None],
        ["Visits", "2012-04", 3, "Age Band", "65 and over"],
        ["visits", "2012-04", 4, "age-band", "65-And-Over"],
    ]
    workspace = open_workspace(write_workspace(project, kpi_csv=samples["csv"](rows)))

    table, findings = read_kpi_table(workspace, workspace.project("falls"))

    assert findings == []
    assert table["dimension"].dropna().tolist() == ["age_band", "age_band"]
    assert table["group"].dropna().tolist() == ["65 and over", "65-And-Over"]
