import datetime as dt

import pandas as pd
import pytest

from evaluation.errors import InvalidInput
from evaluation.study.inputs import read_inputs

CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2023, 4, 1), "to": dt.date(2023, 6, 30)},
    {"id": "two", "name": "Second", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)},
]
AUDIT = {"cycles": CYCLES, "criteria": [{"id": "FALL-1"}]}
COUNTS = pd.DataFrame(
    {
        "criterion": "FALL-1",
        "cycle": ["one", "two"],
        "met": [40, 60],
        "not_met": [40, 20],
        "not_recorded": 0,
        "exceptions": 0,
    }
)


@pytest.fixture
def two_years(make_inputs, kpi_of, rows_of):
    def make(**keywords):
        rows = rows_of("falls", "2023-04", 24, value=range(24))
        return make_inputs(kpi_table=rows, kpis=[kpi_of("falls", "count")], **keywords)

    return make


def test_the_hubs_year_is_the_default(two_years):
    inputs = two_years()
    assert str(inputs.year) == "2024/25"
    assert len(inputs.kpi_table) == 24


def test_a_year_leaves_out_later_data(two_years):
    inputs = two_years(year="2023/24")
    assert inputs.kpi_table["period"].max() == pd.Timestamp("2024-03-01")


def test_a_year_leaves_out_audit_cycles_that_begin_after_it(make_inputs):
    inputs = make_inputs(audit_table=COUNTS, audit=AUDIT, year="2023/24")
    assert [cycle.id for cycle in inputs.project.audit.cycles] == ["one"]
    assert inputs.audit_table.frame["cycle"].tolist() == ["one"]


def test_a_cycle_that_has_begun_by_the_end_of_the_year_stays(make_inputs):
    audit = {**AUDIT, "cycles": [CYCLES[0], {**CYCLES[1], "from": dt.date(2024, 3, 31)}]}
    inputs = make_inputs(audit_table=COUNTS, audit=audit, year="2023/24")
    assert len(inputs.audit_table.frame) == 2


def test_before_its_first_cycle_a_project_has_no_audit(make_inputs):
    inputs = make_inputs(audit_table=COUNTS, audit=AUDIT, year="2022/23")
    assert inputs.project.audit is None
    assert inputs.audit_table.frame.empty


def test_series_and_groups_are_told_apart_and_ordered_in_time(make_inputs, kpi_of, rows_of):
    whole = rows_of("asked", "2024-04", 2, numerator=[30, 40], denominator=50).iloc[::-1]
    women = rows_of(
        "asked",
        "2024-04",
        2,
        numerator=[30, 40],
        denominator=50,
        dimension="sex",
        group="female",
    )
    inputs = make_inputs(
        kpi_table=pd.concat([women, whole]), kpis=[kpi_of("asked", "proportion", unit="%")]
    )
    series = inputs.series(inputs.project.kpi("asked"))
    assert series["numerator"].tolist() == [30, 40]
    assert series["group"].isna().all()
    assert inputs.groups("asked", "sex")["group"].tolist() == ["female", "female"]
    assert inputs.groups("asked", "deprivation").empty


def test_without_a_table_series_and_groups_are_empty(two_years, make_inputs, kpi_of):
    kpi = two_years().project.kpi("falls")
    inputs = make_inputs()
    assert inputs.series(kpi).empty
    assert inputs.groups("falls", "sex").empty


def test_the_line_inside_a_chart_says_what_the_data_are(make_inputs):
    assert make_inputs().source_line == "Synthetic demonstration data, not measured."
    real = make_inputs(provenance="measured", source="NHS England", licence="OGL v3.0")
    assert (real.provenance, real.source_line) == ("measured", "Source: NHS England")


def test_the_rule_is_the_projects_own_or_the_hubs(make_inputs):
    assert make_inputs().rule.name == "hes"
    own = make_inputs(disclosure={"rule": "none", "reason": "Published already."})
    assert own.rule.name == "none"


def test_warnings_of_the_tables_are_kept_and_errors_stop(make_inputs, kpi_of, rows_of):
    rows = rows_of("falls", "2024-04", 12, value=10)
    kpis = [kpi_of("falls", "count")]
    warned = make_inputs(kpi_table=rows.drop(index=3), kpis=kpis).warnings
    assert [finding.severity for finding in warned] == ["warning"]
    with pytest.raises(InvalidInput, match="nothing was run"):
        make_inputs(kpi_table=rows.assign(value=-1), kpis=kpis)


def test_a_project_that_is_not_there_is_named(two_years, tmp_path):
    two_years()
    with pytest.raises(InvalidInput, match="Did you mean 'falls'"):
        read_inputs("fals", str(tmp_path / "hub"))


def test_the_workspace_is_found_without_being_named(two_years, tmp_path, monkeypatch):
    two_years()
    monkeypatch.setenv("EVALUATION_WORKSPACE", str(tmp_path / "hub"))
    assert read_inputs("falls").project.title == "Falls prevention"
