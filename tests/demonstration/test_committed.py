"""The committed demonstration hub: equal to what the generator makes, and valid as a workspace."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import yaml

from evaluation.demonstration import (
    SLUGS,
    demonstration_tables,
    falls,
    feno,
    feno_audit,
    gammacore,
    nutrition,
    plgf,
)
from evaluation.study.audit_measured import as_records
from evaluation.tables import read_audit_table
from evaluation.tables.check import check_workspace
from evaluation.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ROOT / "data" / "projects"
REFERENCE = ROOT.parent / "shared" / "cases" / "its" / "seatbelts_uk"
MODULES = {
    "plgf": plgf,
    "gammacore": gammacore,
    "feno": feno,
    "falls": falls,
    "nutrition": nutrition,
}


@pytest.fixture(scope="module")
def workspace():
    return open_workspace(ROOT)


@pytest.fixture(scope="module")
def made():
    return demonstration_tables()


def _read(slug: str, name: str) -> pd.DataFrame:
    """Return a committed table with whatever types its format gives it."""
    folder = PROJECTS / slug
    if (folder / f"{name}.csv").is_file():
        return pd.read_csv(folder / f"{name}.csv")
    if (folder / f"{name}.parquet").is_file():
        return pd.read_parquet(folder / f"{name}.parquet")
    return pd.read_excel(folder / "tables.xlsx", sheet_name=name)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("name", ["kpi", "audit"])
def test_committed_tables_hold_what_the_generator_makes(slug, name, made):
    expected = getattr(made[slug], name)
    committed = _read(slug, name)
    assert committed.columns.tolist() == expected.columns.tolist()
    pd.testing.assert_frame_equal(committed.astype(expected.dtypes.to_dict()), expected)


def test_the_demonstration_hub_passes_its_own_checks():
    assert check_workspace(ROOT) == []


def test_the_hub_holds_five_synthetic_projects_and_one_real_example(workspace):
    provenance = {folder.slug: folder.project.provenance for folder in workspace.projects}
    assert provenance == {**dict.fromkeys(SLUGS, "synthetic"), "seat-belts": "measured"}
    assert "ynthetic" in workspace.hub.notice


def test_the_partners_are_dated(workspace):
    assert len(workspace.hub.partners) == 13
    assert len(workspace.hub.partners_on(workspace.hub.year.end)) == 12


def test_the_host_changed_on_the_first_of_may_2024(workspace):
    before = workspace.hub.host_on(dt.date(2024, 4, 30))
    after = workspace.hub.host_on(dt.date(2024, 5, 1))
    assert before is not None
    assert after is not None
    assert before.name != after.name


@pytest.mark.parametrize("slug", SLUGS)
def test_the_project_file_and_the_generator_agree_on_dates(slug, workspace):
    dates = workspace.project(slug).project.dates
    module = MODULES[slug]
    assert f"{dates.go_live:%Y-%m}" == module.GO_LIVE
    phase_in = getattr(module, "PHASE_IN_MONTHS", 0)
    months = pd.period_range(dates.phase_in_from or dates.go_live, dates.go_live, freq="M")
    assert len(months) - 1 == phase_in


@pytest.mark.parametrize("slug", SLUGS)
def test_the_windows_are_of_twelve_months_and_surround_the_go_live(slug, workspace):
    project = workspace.project(slug).project
    for window in (project.periods.baseline, project.periods.after):
        assert len(pd.period_range(window.start, window.end, freq="M")) == 12
    assert project.periods.baseline.end < project.dates.go_live <= project.periods.after.start


MEASURED = "feno"  # its audit spans a change of guideline
WITH_RESULTS = [slug for slug in SLUGS if slug != MEASURED]


@pytest.mark.parametrize("slug", WITH_RESULTS)
def test_each_criterion_held_on_every_day_of_its_cycles(slug, workspace):
    audit = workspace.project(slug).project.audit
    for item in audit.criteria:
        criterion = workspace.criteria[item.id]
        for cycle in audit.cycles:
            assert criterion.holds_on(cycle.start)
            assert criterion.holds_on(cycle.end)


def test_an_audit_of_measurements_spans_the_change_of_the_threshold(workspace):
    folder = workspace.project(MEASURED)
    table, findings = read_audit_table(workspace, folder)
    assert findings == []
    assert table.kind == "measurements"
    records = as_records(table, folder.project.audit, workspace.criteria)
    days = records.frame[records.frame["criterion"] == "FENO-4"].groupby("version")["date"]
    assert days.max()["FENO-4-NG80"] < pd.Timestamp(feno_audit.CHANGE) <= days.min()["FENO-4"]
    assert set(records.set_aside["reason"]) == {"eligibility not recorded"}


def test_after_the_change_tests_called_positive_at_the_old_threshold_are_not_met(workspace):
    folder = workspace.project(MEASURED)
    table, _ = read_audit_table(workspace, folder)
    measured = table.measured.to_pandas()
    records = as_records(table, folder.project.audit, workspace.criteria).frame
    results = records[records["criterion"] == "FENO-4"].merge(measured, on="record")
    between = results[(results["age"] > 16) & results["feno_ppb"].between(40, 49)]
    by_version = between.groupby("version")["result"].unique().map(set)
    assert by_version.to_dict() == {"FENO-4-NG80": {"met"}, "FENO-4": {"not met"}}


@pytest.mark.parametrize("slug", WITH_RESULTS)
def test_the_audit_table_holds_the_criteria_of_the_project_and_known_exceptions(
    slug, workspace, made
):
    audit = made[slug].audit
    criteria = workspace.project(slug).project.audit.criteria
    assert set(audit["criterion"]) == {item.id for item in criteria}
    for _, row in audit.filter(["criterion", "exception_reason"]).dropna().iterrows():
        if "exception_reason" in row:
            known = workspace.criteria[row["criterion"]].exceptions
            assert row["exception_reason"] in known


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kpi_of_the_table_is_in_the_project_file_and_the_other_way_round(
    slug, workspace, made
):
    assert set(made[slug].kpi["kpi"]) == {kpi.id for kpi in workspace.project(slug).project.kpis}


def test_every_kind_of_kpi_and_of_missing_section_occurs(workspace):
    projects = [folder.project for folder in workspace.projects]
    assert {kpi.kind for item in projects for kpi in item.kpis} == {
        "proportion",
        "rate",
        "count",
        "mean",
    }
    assert any(not item.inequalities for item in projects)
    assert any(not item.ppi for item in projects)
    assert all(item.primary_its is not None for item in projects)
    assert all(item.lessons.worked_well and item.lessons.could_be_better for item in projects)


def test_every_analysis_leaves_its_method_to_the_rule_and_tries_newey_west_beside(workspace):
    analyses = [each for folder in workspace.projects for each in folder.project.its]
    assert len(analyses) >= 10
    assert all(each.method is None for each in analyses)
    tried = [{choice.name for choice in each.sensitivity} for each in analyses]
    assert all(names & {"newey-west", "glm-newey-west"} for names in tried)


def test_a_phase_in_and_a_region_of_unimportant_changes_occur(workspace):
    analyses = [each for folder in workspace.projects for each in folder.project.its]
    reasons = [item.reason.lower() for each in analyses for item in each.exclude]
    assert any(reason.startswith("phase-in") for reason in reasons)
    assert any(each.equivalence is not None for each in analyses)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_comparison_of_groups_has_its_rows(slug, workspace, made):
    rows = made[slug].kpi
    for item in workspace.project(slug).project.inequalities:
        is_compared = (rows["kpi"] == item.kpi) & (rows["dimension"] == item.dimension)
        assert {item.group, item.reference} <= set(rows[is_compared]["group"])


def test_covid_is_left_out_of_feno_with_its_reason(workspace):
    exclusions = workspace.project("feno").project.primary_its.exclude
    covid = [item for item in exclusions if "COVID-19" in item.reason]
    assert [(f"{item.start:%Y-%m}", f"{item.end:%Y-%m}") for item in covid] == [
        (feno.COVID_FROM, feno.COVID_TO)
    ]


def test_the_real_example_says_where_its_figures_come_from(workspace):
    project = workspace.project("seat-belts").project
    assert "Harvey" in project.source
    assert project.primary_its.control == "rear"
    assert project.disclosure.rule == "none"
    assert project.dates.go_live == dt.date(1983, 2, 1)


@pytest.mark.parametrize("kpi", ["front", "rear", "drivers"])
def test_the_real_series_is_complete(kpi):
    table = _read("seat-belts", "kpi")
    series = table[table["kpi"] == kpi]
    months = [str(month) for month in pd.period_range("1969-01", "1984-12", freq="M")]
    assert series["period"].tolist() == months
    assert (series["value"] > 0).all()


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference cases beside the checkout")
@pytest.mark.parametrize("kpi", ["front", "rear", "drivers"])
def test_the_real_series_equals_the_published_one(kpi):
    published = pd.read_csv(REFERENCE / "data.csv")
    table = _read("seat-belts", "kpi")
    assert table[table["kpi"] == kpi]["value"].tolist() == published[kpi].tolist()


def test_no_file_of_the_hub_is_left_without_its_words_on_provenance():
    for slug in SLUGS:
        written = (PROJECTS / slug / "project.yml").read_text(encoding="utf-8")
        assert yaml.safe_load(written)["source"].startswith("Made by the package's generator")
