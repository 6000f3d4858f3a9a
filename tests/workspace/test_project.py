"""What project.yml may say, and the short forms it accepts."""

import datetime as dt

import pytest
import yaml
from pydantic import ValidationError

from evaluation.workspace import Project, Table, describe
from evaluation.workspace.methods import MethodChoice


@pytest.fixture
def project_with(project_text):
    def build(old: str = "", new: str = "") -> Project:
        assert old in project_text
        return Project.model_validate(yaml.safe_load(project_text.replace(old, new)))

    return build


def test_a_month_stands_for_its_first_day(project_with) -> None:
    assert project_with().dates.go_live == dt.date(2024, 4, 1)


def test_a_table_may_be_a_path_or_a_path_with_a_sheet(project_with) -> None:
    tables = project_with().tables

    assert tables.kpi == Table(path="kpi.csv")
    assert tables.audit == Table(path="audit.xlsx", sheet="Records")


@pytest.mark.parametrize(
    ("written", "name", "lags"),
    [
        ("newey-west", "newey-west", None),
        ("{newey-west: {lags: 2}}", "newey-west", 2),
        ("{name: ols}", "ols", None),
    ],
)
def test_a_method_may_be_written_shortly(project_with, written: str, name: str, lags: int) -> None:
    project = project_with("id: main,", f"id: main, method: {written},")

    assert project.its[0].method == MethodChoice(name=name, lags=lags)


def test_the_order_of_arima_is_three_numbers_and_three_for_the_season(project_with) -> None:
    written = "{arima: {order: [2, 1, 0], seasonal: [0, 1, 1]}}"
    method = project_with("id: main,", f"id: main, method: {written},").its[0].method
    assert (method.order, method.seasonal) == ([2, 1, 0], [0, 1, 1])
    plain = project_with("id: main,", "id: main, method: arima,").its[0].method
    assert (plain.order, plain.seasonal) == (None, None)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{arima: {order: [1, 0]}}", "'order' must be three whole numbers: autoregressive terms"),
        ("{arima: {order: [9, 0, 0]}}", "'order': the number of autoregressive terms must be"),
        ("{arima: {order: [1, -1, 0]}}", "'order': the number of differences must be from 0 to 2"),
        ("{arima: {seasonal: [0, 2, 0]}}", "'seasonal': the number of differences must be from 0"),
        ("{arima: {order: [1, 0, x]}}", "valid integer"),
        ("{arima: {lag: 2}}", "not permitted"),
        ("{ols: {order: [1, 0, 0]}}", "Method 'ols' has no 'order': only 'arima', 'ar-integrated'"),
        ("{glm: {seasonal: [0, 1, 1]}}", "Method 'glm' has no 'seasonal': only 'arima' has one"),
    ],
)
def test_an_impossible_order_is_refused(project_with, written: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        project_with("id: main,", f"id: main, method: {written},")


@pytest.mark.parametrize("written", ["{newey-west: 3}", "3", "[ols]"])
def test_a_method_of_another_form_is_refused(project_with, written: str) -> None:
    with pytest.raises(ValidationError):
        project_with("id: main,", f"id: main, method: {written},")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "go_live: 2024-04",
            "go_live: 2024-04, phase_in_from: 2024-04",
            "must be before 'go_live'",
        ),
        ("to: 2024-03-31", "to: 2023-03-31", "'to' is before 'from'"),
        (
            "id: main,",
            "id: main, exclude: [{from: 2024-02, to: 2024-01, reason: COVID-19}],",
            "'to' is before 'from'",
        ),
        ("- name: North", "- {name: North, from: 2024-02, to: 2024-01}", "'to' is before 'from'"),
        (
            "tables:",
            "periods: {baseline: {from: 2024-01, to: 2024-06}, "
            "after: {from: 2024-06, to: 2024-12}}\ntables:",
            "must begin after the window 'baseline' ends",
        ),
        (
            "tables:",
            "periods: {baseline: {from: 2024-06, to: 2024-01}, "
            "after: {from: 2025-01, to: 2025-02}}\ntables:",
            "'to' is before 'from'",
        ),
        ("provenance: synthetic", "provenance: measured", "need a 'source' and a 'licence'"),
        ("tables:", "disclosure: {rule: none}\ntables:", "needs a 'reason'"),
        ("id: main,", "id: main, control_as: difference,", "needs a 'control'"),
        (
            "id: main,",
            "id: main, control: beds, control_as: difference, family: binomial,",
            "does not go with the family binomial, but with gaussian",
        ),
        (
            "id: main,",
            "id: main, control: beds, control_as: offset,",
            "does not go with the family gaussian, but with poisson",
        ),
    ],
)
def test_dates_and_claims_that_contradict_each_other_are_refused(
    project_with, old: str, new: str, reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        project_with(old, new)


@pytest.mark.parametrize(
    ("control_as", "family"),
    [("model", "binomial"), ("difference", "gaussian"), ("offset", "negative-binomial")],
)
def test_a_control_may_be_used_in_three_ways(project_with, control_as: str, family: str) -> None:
    more = f"id: main, control: beds, control_as: {control_as}, family: {family},"
    assert project_with("id: main,", more).its[0].control_as == control_as


def test_a_kpi_is_found_by_its_id(project_with) -> None:
    assert project_with().kpi("falls-rate").label == "Falls"
    with pytest.raises(KeyError, match="other"):
        project_with().kpi("other")


def test_the_primary_analysis_is_the_one_marked_so(project_with) -> None:
    primary = project_with().primary_its
    assert primary is not None
    assert primary.id == "main"
    assert project_with("id: main,", "id: main, primary: false,").primary_its is None


def test_a_project_cannot_be_changed(project_with) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        project_with().title = "Other"


def test_a_closed_choice_is_described_in_words() -> None:
    assert describe("local-priority") == "local priority"
