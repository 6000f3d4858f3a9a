"""The five projects: what every one of them must show, and that a seed fixes them."""

import pandas as pd
import pytest

from evaluation.demonstration import SLUGS, demonstration_tables, feno_audit, project_tables
from evaluation.demonstration.writing import FORMATS

FEWEST_MONTHS = 48
LAST_MONTH = "2026-03"
GROUPED = [
    ("plgf", "tested"),
    ("feno", "objective-test"),
    ("falls", "falls-admissions"),
    ("falls", "asked-about-falls"),
    ("nutrition", "rescreened-weekly"),
]


@pytest.fixture(scope="module")
def hub():
    return demonstration_tables()


def test_every_project_has_a_format():
    assert set(SLUGS) == set(FORMATS)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_seed_makes_the_same_tables_and_another_makes_others(slug, hub):
    again = project_tables(slug)
    pd.testing.assert_frame_equal(again.kpi, hub[slug].kpi)
    pd.testing.assert_frame_equal(again.audit, hub[slug].audit)
    assert not project_tables(slug, seed=1).kpi.equals(hub[slug].kpi)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_series_is_long_enough_complete_and_ends_with_the_reporting_year(slug, hub):
    whole = hub[slug].kpi[hub[slug].kpi["dimension"].isna()]
    for _, series in whole.groupby("kpi"):
        periods = pd.PeriodIndex(series["period"], freq="M")
        assert len(periods) >= FEWEST_MONTHS
        assert str(periods[-1]) == LAST_MONTH
        assert periods.tolist() == pd.period_range(periods[0], periods[-1], freq="M").tolist()


@pytest.mark.parametrize(("slug", "kpi"), GROUPED)
@pytest.mark.parametrize("dimension", ["deprivation", "ethnicity"])
def test_groups_sum_to_the_whole_in_every_month(slug, kpi, dimension, hub):
    rows = hub[slug].kpi[hub[slug].kpi["kpi"] == kpi]
    counts = ["numerator", "denominator"]
    whole = rows[rows["dimension"].isna()].set_index("period")[counts]
    groups = rows[rows["dimension"] == dimension].groupby("period")[counts].sum()
    pd.testing.assert_frame_equal(groups, whole, check_dtype=False)


@pytest.mark.parametrize(("slug", "kpi"), GROUPED)
def test_some_groups_are_small_enough_to_be_suppressed(slug, kpi, hub):
    rows = hub[slug].kpi[hub[slug].kpi["kpi"] == kpi]
    groups = rows[rows["dimension"].notna()]
    assert groups["numerator"].between(1, 7).sum() >= 20


def test_gammacore_has_months_with_too_few_people_and_small_counts_in_the_audit(hub):
    assert hub["gammacore"].kpi["n"].between(1, 7).sum() >= 10
    counts = hub["gammacore"].audit[["met", "not_met", "not_recorded", "exceptions"]]
    assert counts.isin(range(1, 8)).sum().sum() >= 5


@pytest.mark.parametrize("slug", SLUGS)
def test_no_numerator_of_a_proportion_exceeds_its_denominator(slug, hub):
    rows = hub[slug].kpi.dropna(subset=["numerator"])
    assert (rows["numerator"] >= 0).all()
    if slug != "gammacore":
        assert (rows["numerator"] <= rows["denominator"]).all()


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "feno"])
def test_every_audit_has_two_cycles(slug, hub):
    assert hub[slug].audit["cycle"].unique().tolist() == ["cycle-1", "cycle-2"]


def test_an_audit_of_measurements_has_the_days_of_two_rounds(hub):
    days = hub["feno"].audit["date"]
    rounds = [days.between(each.first_day, each.last_day) for each in feno_audit.ROUNDS]
    assert (rounds[0] ^ rounds[1]).all()
    assert [int(each.sum()) for each in rounds] == [each.records for each in feno_audit.ROUNDS]
