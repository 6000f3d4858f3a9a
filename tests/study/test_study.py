import json
from pathlib import Path

import pandas as pd
import pytest

from evaluation.estimate import CHECK_COLUMNS, ESTIMATE_COLUMNS
from evaluation.study import Study, open_study, study

SECTIONS = (
    "heading",
    "context",
    "what_was_done",
    "kpis",
    "interrupted_time_series",
    "process_control",
    "funnels",
    "audit",
    "inequalities",
    "value",
    "involvement",
    "lessons",
    "next_steps",
    "data_quality",
)
VALUES = [25, 26, 24, 26, 25, 27, 24, 26, 25, 25, 26, 24]


@pytest.fixture
def displayed(monkeypatch):
    """Keep what a notebook would show."""
    blocks = []
    monkeypatch.setattr(study, "display", lambda *shown: blocks.extend(shown))
    return blocks


@pytest.fixture
def inputs(make_inputs, kpi_of, rows_of):
    return make_inputs(
        kpi_table=rows_of("falls", "2023-04", 24, value=[*VALUES, *(x - 10 for x in VALUES)]),
        kpis=[kpi_of("falls", "count")],
        its=[{"id": "main", "kpi": "falls", "question": "Did falls change?", "method": "ols"}],
        periods=True,
    )


def walk(opened):
    for name in SECTIONS:
        getattr(opened, name)()
    opened.save()


@pytest.fixture
def saved(inputs, displayed, tmp_path):
    folder = tmp_path / "results"
    walk(Study(inputs, folder))
    return folder


def test_estimates_are_saved_under_the_projects_name(saved):
    frame = pd.read_parquet(saved / "estimates.parquet")
    assert tuple(frame.columns) == ESTIMATE_COLUMNS
    assert frame["project"].unique().tolist() == ["falls"]
    assert set(frame["analysis"]) == {"kpi", "its"}


def test_what_was_run_of_each_series_is_saved_in_full(saved):
    found = json.loads((saved / "its.json").read_text(encoding="utf-8"))
    assert found["project"] == "falls"
    (analysis,) = found["analyses"]
    assert (analysis["analysis"], analysis["outcome"]) == ("main", "falls")
    assert analysis["fits"][0]["rule"].startswith(
        "The method, ordinary least squares, is the one that was named"
    )


def test_what_was_run_is_the_same_on_a_second_run(saved, inputs, tmp_path):
    walk(Study(inputs, tmp_path / "again"))
    assert (tmp_path / "again" / "its.json").read_bytes() == (saved / "its.json").read_bytes()


def test_findings_are_saved_in_words_by_section(saved):
    found = json.loads((saved / "findings.json").read_text(encoding="utf-8"))
    assert list(found) == ["kpis", "interrupted_time_series"]
    assert found["kpis"] == ["Of 1 indicator, 1 improved."]
    assert found["interrupted_time_series"][0].startswith("Falls")


def test_checks_are_saved_with_what_became_of_them(saved):
    frame = pd.read_parquet(saved / "checks.parquet")
    assert tuple(frame.columns) == CHECK_COLUMNS
    assert str(frame["passed"].dtype) == "boolean"
    assert frame.set_index("name")["passed"].isna()["Durbin-Watson"]


def test_each_figure_is_saved_as_svg_png_and_csv(saved):
    names = {path.name for path in (saved / "figures").iterdir()}
    charts = ("falls-main", "falls-main-residuals", "falls-main-sensitivity")
    assert names == {f"{name}.{kind}" for name in charts for kind in ("csv", "png", "svg")}
    data = pd.read_csv(saved / "figures" / "falls-main.csv")
    assert list(data.columns) == ["series", "period", "value", "lower", "upper"]
    assert (saved / "figures" / "falls-main.png").read_bytes().startswith(b"\x89PNG")
    assert (saved / "figures" / "falls-main.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_figure_files_are_the_same_on_a_second_run(saved, inputs, tmp_path):
    walk(Study(inputs, tmp_path / "again"))
    for path in (saved / "figures").iterdir():
        assert (tmp_path / "again" / "figures" / path.name).read_bytes() == path.read_bytes()


def test_saving_says_how_much_was_saved(saved, displayed):
    count = len(pd.read_parquet(saved / "estimates.parquet"))
    assert displayed[-1].markdown == f"Saved {count} estimates and 3 figures."


def test_a_section_that_is_shown_again_takes_the_place_of_its_former_self(inputs, displayed):
    study = Study(inputs, None)
    study.kpis()
    once = list(study.estimates)
    study.kpis()
    assert study.estimates == once


def test_without_a_folder_nothing_is_written(inputs, displayed, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    walk(Study(inputs, None))
    assert sorted(tmp_path.rglob("*")) == before
    assert displayed[-1].markdown == "Nothing was saved: no folder of results was given."


def test_a_project_without_any_data_still_has_every_section(make_inputs, displayed, tmp_path):
    walk(Study(make_inputs(), tmp_path / "results"))
    assert pd.read_parquet(tmp_path / "results" / "estimates.parquet").empty
    assert pd.read_parquet(tmp_path / "results" / "checks.parquet").empty
    assert not (tmp_path / "results" / "its.json").exists()
    lines = [block.markdown for block in displayed if not block.markdown.startswith(("#", "|"))]
    assert lines[-1] == "Saved 0 estimates and 0 figures."
    assert "This project has no audit against a standard." in lines


def test_the_checks_of_the_models_reach_the_section_on_data(inputs, displayed):
    opened = Study(inputs, None)
    opened.interrupted_time_series()
    displayed.clear()
    opened.data_quality()
    assert "of models, audit and action plan passed" in displayed[1].markdown


def test_a_study_is_opened_by_the_projects_name(inputs, tmp_path):
    opened = open_study("falls", workspace=str(tmp_path / "hub"), year="2023/24", results="")
    assert (str(opened.inputs.year), opened.results) == ("2023/24", None)
    folder = str(tmp_path / "results")
    assert open_study("falls", workspace=str(tmp_path / "hub"), results=folder).results is not None


def test_the_demonstration_hubs_smallest_service_is_walked_through(displayed, tmp_path):
    root = Path(__file__).parents[2]
    opened = open_study("gammacore", workspace=str(root), results=str(tmp_path))
    walk(opened)
    kinds = {item.analysis for item in opened.estimates}
    assert kinds == {"kpi", "its", "audit", "value", "resource impact"}
    labels = [figure.label for figure in opened.figures]
    assert labels == [
        "gammacore-attacks",
        "gammacore-attacks-sensitivity",
        "gammacore-attacks-residuals",
        "gammacore-injections",
        "gammacore-control-summary",
        "gammacore-control-attacks-per-week",
        "gammacore-cumulative",
        "gammacore-plane-attacks-avoided",
        "gammacore-plane-qalys",
        "gammacore-acceptability",
        "gammacore-resource-impact",
        "gammacore-impact-tornado",
        "gammacore-logic-model",
    ]
    assert len(list((tmp_path / "figures").iterdir())) == 3 * len(labels)
    assert (tmp_path / "value.json").is_file()


def test_the_worked_example_of_the_demonstration_hub_says_that_it_is_real(displayed):
    open_study("seat-belts", workspace=str(Path(__file__).parents[2])).heading()
    assert "These data are real. Source:" in displayed[0].markdown
