"""Three Dorset trusts against the four-hour standard, and a date at which nothing happened.

Percentages are recounted from the published file; the placebo is compared with figures computed
elsewhere in R and statsmodels.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from evaluation import audit, its
from evaluation.estimate import Estimate
from evaluation.present.blocks import Figure, Table
from evaluation.present.words import verdict
from evaluation.study import audits, inequalities, kpis, series
from evaluation.study.designs import Prepared, prepared
from evaluation.study.inputs import StudyInputs
from evaluation.study.section import Section

pytestmark = pytest.mark.reference

TARGET = 95
YEARS = {"2017-18": ("2017-04", "2018-03"), "2018-19": ("2018-04", "2019-03")}
TRUSTS = {"RDZ": "Royal Bournemouth and Christchurch", "RD3": "Poole", "RBD": "Dorset County"}
MONTHS_AFTER = 18  # October 2017 to March 2019

LevelOf = Callable[[its.Fit, str], tuple[float, float, float]]
WilsonPercent = Callable[[int, int], tuple[float, float, float]]


@pytest.fixture(scope="module")
def inputs(read_project: Callable[[str], StudyInputs]) -> StudyInputs:
    return read_project("accident-and-emergency")


@pytest.fixture(scope="module")
def placebo(inputs: StudyInputs) -> Prepared:
    return prepared(inputs, inputs.project.its[0])


@pytest.fixture(scope="module")
def placebo_section(inputs: StudyInputs) -> Section:
    return series.section(inputs)


def counted(attendances: pd.DataFrame, year: str, code: str | None = None) -> tuple[int, int]:
    """Return attendances within four hours and all attendances of a year, from the file."""
    first, last = YEARS[year]
    rows = attendances[attendances["period"].between(f"{first}-01", f"{last}-01")]
    rows = rows if code is None else rows[rows["org_code"] == code]
    total = int(rows["attendances"].sum())
    return total - int(rows["breaches"].sum()), total


def limits_of(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.lower, estimate.upper


def by_trust(inputs: StudyInputs) -> pd.DataFrame:
    """Return the audit's compliance by trust and cycle."""
    table = inputs.audit_table
    assert table is not None
    assert table.kind == "counts"
    sites = table.frame[table.frame["dimension"] == "site"]
    counts = audit.protect_results(audit.combine_counts(sites, by=["group"]), inputs.rule)
    return audit.compliance(counts, {"AE-4H": TARGET}).set_index(["group", "cycle"])


@pytest.mark.parametrize("year", YEARS)
def test_the_audit_of_all_three_trusts_equals_a_recount(
    inputs: StudyInputs, attendances: pd.DataFrame, wilson_percent: WilsonPercent, year: str
) -> None:
    met, eligible = counted(attendances, year)
    found = {e.measure: e for e in audits.section(inputs).estimates}[f"cycle {year}"]
    assert limits_of(found) == pytest.approx(wilson_percent(met, eligible), abs=1e-9)
    assert (found.n, found.outcome, found.provenance) == (eligible, "AE-4H", "measured")


def test_all_three_trusts_together_miss_the_standard_in_both_years(inputs: StudyInputs) -> None:
    tables = {b.label: b.frame for b in audits.section(inputs).blocks if isinstance(b, Table)}
    assert tables["accident-and-emergency-audit"]["Status"].tolist() == ["not met", "not met"]
    assert tables["accident-and-emergency-cycles"]["Verdict"].tolist() == ["worsened"]
    criteria = tables["accident-and-emergency-criteria"]
    assert criteria["Target"].tolist() == ["95% (national standard)"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("code", TRUSTS)
def test_the_audit_of_each_trust_equals_a_recount(
    inputs: StudyInputs,
    attendances: pd.DataFrame,
    wilson_percent: WilsonPercent,
    code: str,
    year: str,
) -> None:
    met, eligible = counted(attendances, year, code)
    found = by_trust(inputs).loc[(TRUSTS[code], year)]
    assert (found["met"], found["eligible"]) == (met, eligible)
    expected = wilson_percent(met, eligible)
    assert found[["percent", "lower", "upper"]].tolist() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("trust", "status"),
    [
        ("Royal Bournemouth and Christchurch", "not met"),
        ("Poole", "not met"),
        ("Dorset County", "met"),
    ],
)
def test_only_dorset_county_meets_the_standard_and_does_so_in_both_years(
    inputs: StudyInputs, trust: str, status: str
) -> None:
    assert by_trust(inputs).loc[trust, "status"].tolist() == [status, status]


@pytest.mark.parametrize("code", TRUSTS)
def test_the_indicator_of_each_trust_equals_a_recount(
    inputs: StudyInputs, attendances: pd.DataFrame, wilson_percent: WilsonPercent, code: str
) -> None:
    section = inequalities.section(inputs)
    found = [e for e in section.estimates if e.measure == f"group {TRUSTS[code]}"]
    assert [e.period for e in found] == [f"{first} to {last}" for first, last in YEARS.values()]
    for estimate, year in zip(found, YEARS, strict=True):
        expected = wilson_percent(*counted(attendances, year, code))
        assert limits_of(estimate) == pytest.approx(expected, abs=1e-9)


def test_the_indicator_of_all_trusts_fell_from_one_year_to_the_next(
    inputs: StudyInputs, attendances: pd.DataFrame, wilson_percent: WilsonPercent
) -> None:
    found = {e.measure: e for e in kpis.section(inputs).estimates if e.outcome == "four-hours"}
    for measure, year in zip(("baseline", "after"), YEARS, strict=True):
        expected = wilson_percent(*counted(attendances, year))
        assert limits_of(found[measure]) == pytest.approx(expected, abs=1e-9)
    assert verdict(found["difference"], "increase") == "worsened"


def test_the_placebo_equals_the_published_figures(placebo: Prepared, level_of: LevelOf) -> None:
    fit = its.fit(placebo.design, placebo.data, its.Method("ols"))
    level, _, level_p = level_of(fit, "placebo")
    slope = fit.terms.set_index("term").loc["slope:placebo"]
    assert placebo.scale * level == pytest.approx(-0.16, abs=0.005)
    assert level_p == pytest.approx(0.94, abs=0.005)
    assert placebo.scale * slope["estimate"] == pytest.approx(0.03, abs=0.005)
    assert slope["p"] == pytest.approx(0.88, abs=0.005)


def test_neither_level_nor_slope_shows_a_clear_change_at_the_placebo(
    placebo_section: Section,
) -> None:
    terms = {e.measure: e for e in placebo_section.estimates if e.measure.startswith("term ")}
    assert set(terms) == {"term level:placebo", "term slope:placebo"}
    assert {verdict(estimate, "decrease") for estimate in terms.values()} == {"no clear change"}


def test_the_section_says_that_there_is_no_clear_change_at_the_placebo(
    placebo_section: Section,
) -> None:
    absolute = next(e for e in placebo_section.estimates if e.measure == "absolute difference")
    assert absolute.value == pytest.approx(-0.16 + 0.03 * MONTHS_AFTER, abs=0.005 * MONTHS_AFTER)
    figure = next(block for block in placebo_section.blocks if isinstance(block, Figure))
    assert "no clear change in March 2019" in figure.caption
    assert "the interval includes no change" in figure.caption


def test_no_estimator_finds_an_effect_at_the_placebo(placebo_section: Section) -> None:
    absolute = [e for e in placebo_section.estimates if e.measure.startswith("absolute")]
    differences = [e for e in absolute if e.n is not None]  # other choices have no n
    assert len(differences) == 3
    assert not any(estimate.excludes(0.0) for estimate in differences)
