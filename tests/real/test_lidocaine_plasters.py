"""NHS Dorset's spending on lidocaine plasters, against figures computed elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evaluation import its
from evaluation.present.blocks import Figure
from evaluation.study import kpis, series
from evaluation.study.designs import Prepared, prepared
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section

pytestmark = pytest.mark.reference

LEVEL, SLOPE = -1.0014, -0.0699  # slope counted from 1 in December 2017
MONTHS_AFTER = 25  # December 2017 to December 2019

LevelOf = Callable[[its.Fit, str], tuple[float, float, float]]


@pytest.fixture(scope="module")
def inputs(read_project: Callable[[str], StudyInputs]) -> StudyInputs:
    return read_project("lidocaine-plasters")


@pytest.fixture(scope="module")
def ready(inputs: StudyInputs) -> Prepared:
    return prepared(inputs, inputs.project.its[0])


@pytest.fixture(scope="module")
def section(inputs: StudyInputs) -> Section:
    return series.section(inputs)


def test_the_fit_equals_the_published_figures(ready: Prepared, level_of: LevelOf) -> None:
    fit = its.fit(ready.design, ready.data, ready.method)
    level, _, level_p = level_of(fit, "guidance")
    slope = fit.terms.set_index("term").loc["slope:guidance"]
    assert level == pytest.approx(LEVEL, abs=0.00005)
    assert level_p == pytest.approx(0.0029, abs=0.00005)
    assert slope["estimate"] == pytest.approx(SLOPE, abs=0.00005)
    assert slope["p"] == pytest.approx(0.0008, abs=0.00005)


def test_the_check_of_the_residuals_equals_the_published_figure(section: Section) -> None:
    checks = {check.result.name: check.result for check in section.checks}
    statistic = checks["Durbin-Watson"].table["statistic"].iloc[0]
    assert statistic == pytest.approx(1.31, abs=0.005)


def test_the_saved_terms_are_the_published_ones_with_the_level_in_the_first_period(
    section: Section,
) -> None:
    found = {e.measure: e.value for e in section.estimates}
    assert found["term level:guidance"] == pytest.approx(LEVEL + SLOPE, abs=0.0001)
    assert found["term slope:guidance"] == pytest.approx(SLOPE, abs=0.00005)


def test_the_effect_in_the_last_month_follows_from_the_published_terms(section: Section) -> None:
    absolute = next(e for e in section.estimates if e.measure == "absolute difference")
    assert absolute.value == pytest.approx(LEVEL + SLOPE * MONTHS_AFTER, abs=0.0015)
    assert (absolute.period, absolute.unit) == ("2019-12", "GBP per 1,000 patients")
    assert (absolute.provenance, absolute.n) == ("measured", 60)


def test_the_sentence_says_what_the_guidance_changed(section: Section) -> None:
    figure = next(block for block in section.blocks if isinstance(block, Figure))
    assert figure.caption.startswith(
        "Spending on lidocaine plasters: 2.75 GBP per 1,000 patients lower in December 2019"
    )
    assert figure.caption.endswith("an improvement.")


def test_the_indicator_is_the_mean_of_twelve_months_of_the_file(inputs: StudyInputs) -> None:
    found = {e.measure: e.value for e in kpis.section(inputs).estimates}
    values = inputs.series(inputs.project.kpis[0]).set_index("period")["value"]
    assert found["baseline"] == pytest.approx(values.loc["2016-12":"2017-11"].sum() / 12)
    assert found["after"] == pytest.approx(values.loc["2019-01":"2019-12"].sum() / 12)
