"""NHS Dorset's gabapentinoids, against figures computed elsewhere: where methods disagree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evaluation import its
from evaluation.present.blocks import Prose
from evaluation.study import series
from evaluation.study.designs import Prepared, prepared
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section

pytestmark = pytest.mark.reference

LEVEL, SLOPE = -16802.08, -777.23  # slope counted from 1 in April 2019
MONTHS_AFTER = 14  # April 2019 to May 2020
SIGNIFICANT = 0.05

LevelOf = Callable[[its.Fit, str], tuple[float, float, float]]


@pytest.fixture(scope="module")
def inputs(read_project: Callable[[str], StudyInputs]) -> StudyInputs:
    return read_project("gabapentinoids")


@pytest.fixture(scope="module")
def ready(inputs: StudyInputs) -> Prepared:
    return prepared(inputs, inputs.project.its[0])


@pytest.fixture(scope="module")
def section(inputs: StudyInputs) -> Section:
    return series.section(inputs)


def chosen(ready: Prepared, name: str) -> its.Method:
    """Return a method of the project's sensitivity analyses."""
    choice = next(item for item in ready.analysis.sensitivity if item.name == name)
    return its.Method(choice.name, choice.lags)


def test_least_squares_equals_the_published_figures(ready: Prepared, level_of: LevelOf) -> None:
    fit = its.fit(ready.design, ready.data, chosen(ready, "ols"))
    terms = fit.terms.set_index("term")
    level, level_error, level_p = level_of(fit, "schedule-3")
    assert terms.loc["trend", "estimate"] == pytest.approx(1883.26, abs=0.005)
    assert terms.loc["trend", "std_error"] == pytest.approx(102.48, abs=0.005)
    assert level == pytest.approx(LEVEL, abs=0.005)
    assert level_error == pytest.approx(6035.59, abs=0.005)
    assert level_p == pytest.approx(0.0073, abs=0.00005)
    assert terms.loc["slope:schedule-3", "estimate"] == pytest.approx(SLOPE, abs=0.005)
    assert terms.loc["slope:schedule-3", "std_error"] == pytest.approx(640.07, abs=0.005)
    assert terms.loc["slope:schedule-3", "p"] == pytest.approx(0.230, abs=0.0005)


def test_the_check_of_the_residuals_equals_the_published_figure(ready: Prepared) -> None:
    fit = its.fit(ready.design, ready.data, chosen(ready, "ols"))
    checks = {check.name: check for check in its.checks(fit)}
    statistic = checks["Durbin-Watson"].table["statistic"].iloc[0]
    assert statistic == pytest.approx(1.929, abs=0.0005)


def test_methods_disagree_whether_the_slope_changed(ready: Prepared) -> None:
    fits = [its.fit(ready.design, ready.data, chosen(ready, m)) for m in ("ols", "newey-west")]
    slopes = [fit.terms.set_index("term").loc["slope:schedule-3"] for fit in fits]
    assert fits[1].lags == 6
    assert slopes[0]["p"] > SIGNIFICANT > slopes[1]["p"]
    assert slopes[1]["p"] == pytest.approx(0.0151, abs=0.00005)
    assert slopes[0]["upper"] > 0 > slopes[1]["upper"]


def test_the_saved_terms_are_the_published_ones_with_the_level_in_the_first_period(
    section: Section,
) -> None:
    found = {e.measure: e.value for e in section.estimates}
    assert found["term level:schedule-3"] == pytest.approx(LEVEL + SLOPE, abs=0.01)
    assert found["term slope:schedule-3"] == pytest.approx(SLOPE, abs=0.005)


def test_the_text_says_that_the_methods_disagree_about_the_change_in_slope(
    section: Section,
) -> None:
    told = [block.markdown for block in section.blocks if isinstance(block, Prose)]
    assert any("methods disagree about the change in slope at schedule 3" in text for text in told)


def test_every_method_gives_the_effect_that_follows_from_the_published_terms(
    section: Section,
) -> None:
    absolute = [e for e in section.estimates if e.measure.startswith("absolute")]
    found = {e.measure: e for e in absolute if e.n is not None}  # other choices have no n
    assert set(found) == {
        "absolute difference",
        "absolute difference, sensitivity: ordinary least squares",
        "absolute difference, sensitivity: least squares with Newey-West errors (6 lags)",
    }
    for estimate in found.values():
        assert estimate.value == pytest.approx(LEVEL + SLOPE * MONTHS_AFTER, abs=0.1)
        assert estimate.excludes(0.0)
