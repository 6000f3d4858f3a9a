"""Designs on published series: our dates give what statsmodels finds from the authors' columns.

One series of each frequency and design. The columns of time, step and slope on the other side are
those that the authors published, or are made here from days and week numbers, not by the engine.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from evaluation import its

SERIES = Path(__file__).parents[2] / ".." / "shared" / "data" / "series"
DAYS_PER_YEAR = 365.25
CLOSED_FORM = 1e-6
FIRST_WEEK = "2015-01-05"  # week 272 then begins on 16 March 2020, when COVID-19 measures did

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not SERIES.is_dir(), reason="the public series are not on this machine"),
]


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(SERIES / f"{name}.csv")


def dummies(values: pd.Series) -> pd.DataFrame:
    found = pd.get_dummies(values, drop_first=True, dtype=float)
    return found.rename(columns=lambda number: f"month {number}")


def agree(
    found: its.Fit, theirs: Any, names: dict[str, str], tolerance: float = CLOSED_FORM
) -> None:
    """Compare estimates and standard errors of terms with a fit of statsmodels."""
    ours = found.terms.set_index("term")
    for term, column in names.items():
        assert ours.loc[term, "estimate"] == pytest.approx(theirs.params[column], rel=tolerance)
        assert ours.loc[term, "std_error"] == pytest.approx(theirs.bse[column], rel=tolerance)


def vienna(date: dt.date, data: pd.DataFrame, **changes: Any) -> its.Fit:
    chlorine = its.Interruption("chlorine", date, **changes)
    design = its.Design(
        "deaths",
        "monthly",
        (chlorine,),
        time="date",
        denominator="births",
        family="quasi-binomial",
    )
    return its.fit(design, data, its.Method("glm"))


def test_monthly_deaths_in_vienna_keep_their_gap_in_calendar_time() -> None:
    data = read("semmelweis")
    found = vienna(dt.date(1847, 6, 1), data)
    columns = sm.add_constant(data[["t", "post", "since"]].astype(float))
    proportion = data["deaths"] / data["births"]
    model = sm.GLM(proportion, columns, family=sm.families.Binomial(), var_weights=data["births"])
    names = {"trend": "t", "level:chlorine": "post", "slope:chlorine": "since"}
    agree(found, model.fit(scale="X2"), names, tolerance=1e-5)


def test_the_month_of_the_change_is_left_out_where_it_was_partly_exposed() -> None:
    data = read("semmelweis")
    excluded = vienna(dt.date(1847, 5, 15), data, transition="exclude")
    by_hand = vienna(dt.date(1847, 6, 1), data[data["date"] != "1847-05-01"])
    pd.testing.assert_frame_equal(excluded.terms, by_hand.terms)
    assert excluded.first_post == {"chlorine": dt.date(1847, 6, 1)}


def test_the_wrong_year_turns_the_effect_of_hand_washing_around() -> None:
    data = read("semmelweis")
    right, wrong = (
        float(
            np.exp(
                vienna(dt.date(year, 6, 1), data)
                .terms.set_index("term")
                .loc["level:chlorine", "estimate"]
            )
        )
        for year in (1847, 1846)
    )
    assert right == pytest.approx(0.19, abs=0.01)
    assert wrong > 1


def test_nineteen_quarters_take_the_slope_from_zero() -> None:
    data = read("wv_antipsychotic")
    policy = its.Interruption("policy", dt.date(2003, 4, 1))
    design = its.Design("marketshare", "quarterly", (policy,), time="yearqtr")
    found = its.fit(design, data, its.Method("ols"))
    columns = data[["time", "level"]].assign(since=data["trend"] - data["level"]).astype(float)
    theirs = sm.OLS(data["marketshare"], sm.add_constant(columns)).fit()
    agree(found, theirs, {"trend": "time", "level:policy": "level", "slope:policy": "since"})
    assert its.fit(design, data).method.name == "rho-integrated"


def test_twenty_years_of_antibiotics_are_an_annual_series() -> None:
    data = read("nhs_antibiotics_annual")
    scheme = its.Interruption("scheme", dt.date(2013, 1, 1))
    design = its.Design("items_per_star_pu", "annual", (scheme,), time="year")
    found = its.fit(design, data, its.Method("ols"))
    columns = sm.add_constant(data[["time", "post", "since"]].astype(float))
    theirs = sm.OLS(data["items_per_star_pu"], columns).fit()
    names = {"trend": "time", "level:scheme": "post", "slope:scheme": "since"}
    agree(found, theirs, names | {"intercept": "const"})


def test_two_traffic_laws_are_told_apart() -> None:
    data = read("california_traffic_laws")
    dates = [f"{year}-{month:02d}" for year, month in zip(data["year"], data["month"], strict=True)]
    laws = (
        its.Interruption("belt", dt.date(1986, 1, 1), slope=False),
        its.Interruption("speed", dt.date(1987, 5, 1), slope=False),
    )
    design = its.Design(
        "prcfat",
        "monthly",
        laws,
        time="date",
        seasonality=its.Seasonality(months=True),
        covariates=("unem", "wkends"),
    )
    found = its.fit(design, data.assign(date=dates), its.Method("ols"))
    columns = data[["t", "beltlaw", "spdlaw", "unem", "wkends", *data.columns[9:20]]]
    theirs = sm.OLS(data["prcfat"], sm.add_constant(columns.astype(float))).fit()
    names = {
        "trend": "t",
        "level:belt": "beltlaw",
        "level:speed": "spdlaw",
        "covariate:unem": "unem",
        "covariate:wkends": "wkends",
        "season:month-12": "dec",
    }
    agree(found, theirs, names)
    together, belt, speed = (
        next(e.estimate for e in its.effects(found) if e.interruption == name)
        for name in ("all", "belt", "speed")
    )
    assert together == pytest.approx(belt + speed)


def test_air_miles_drop_by_a_share_of_a_month_and_partly_recover() -> None:
    data = read("airmiles_911")
    attack = its.Interruption(
        "attack", dt.date(2001, 9, 11), slope=False, decay=True, half_life=3, transition="share"
    )
    design = its.Design(
        "airmiles",
        "monthly",
        (attack,),
        time="date",
        transform="log",
        offsets=("days",),
        seasonality=its.Seasonality(months=True),
    )
    found = its.fit(design, data, its.Method("ols"))
    dates = pd.to_datetime(data["date"])
    exposed = np.where(dates == "2001-09-01", 20 / 30, 1.0) * (dates >= "2001-09-01")
    since = np.maximum(data["time"] - 70, 0)  # October 2001 is the 70th month
    columns = dummies(data["month"]).assign(
        const=1.0, time=data["time"], level=exposed, decay=exposed * 0.5 ** (since / 3)
    )
    outcome = np.log(data["airmiles"] / dates.dt.days_in_month)
    theirs = sm.OLS(outcome, columns).fit()
    agree(found, theirs, {"trend": "time", "level:attack": "level", "decay:attack": "decay"})
    terms = found.terms.set_index("term")["upper"]
    assert terms["level:attack"] < 0
    assert terms["decay:attack"] < 0


def campylobacter() -> pd.DataFrame:
    weeks = read("campylobacter_england").groupby("week", as_index=False)
    data = weeks[["total_count", "population"]].sum()
    days = pd.to_timedelta(7 * (data["week"] - 1), unit="D")
    return data.assign(date=pd.Timestamp(FIRST_WEEK) + days)


def test_weekly_infections_have_harmonics_of_the_real_year_and_covid_segments() -> None:
    data = campylobacter()
    waves = (
        its.Segment("wave-one", dt.date(2020, 3, 16), dt.date(2020, 7, 5), "first lockdown"),
        its.Segment("wave-two", dt.date(2020, 11, 2), dt.date(2020, 12, 6), "second lockdown"),
    )
    vouchers = its.Interruption("vouchers", dt.date(2020, 8, 3), end=dt.date(2020, 8, 31),
                                slope=False)  # fmt: skip
    design = its.Design(
        "total_count",
        "weekly",
        (vouchers,),
        time="date",
        denominator="population",
        family="quasi-poisson",
        seasonality=its.Seasonality(harmonics=2),
        segments=waves,
    )
    found = its.fit(design, data, its.Method("glm"))
    angle = 2 * np.pi * data["date"].dt.day_of_year / DAYS_PER_YEAR
    columns = pd.DataFrame(
        {
            "const": 1.0,
            "week": data["week"],
            "vouchers": data["date"].between("2020-08-03", "2020-08-31").astype(float),
            "one": data["date"].between("2020-03-16", "2020-07-05").astype(float),
            "two": data["date"].between("2020-11-02", "2020-12-06").astype(float),
        }
    )
    for harmonic in (1, 2):
        columns[f"sin{harmonic}"] = np.sin(harmonic * angle)
        columns[f"cos{harmonic}"] = np.cos(harmonic * angle)
    offset = np.log(data["population"])
    model = sm.GLM(data["total_count"], columns, family=sm.families.Poisson(), offset=offset)
    names = {
        "trend": "week",
        "level:vouchers": "vouchers",
        "segment:wave-one": "one",
        "segment:wave-two": "two",
        "season:sin1": "sin1",
        "season:cos2": "cos2",
    }
    agree(found, model.fit(scale="X2"), names, tolerance=1e-5)
    assert its.effects(found)[0].at == dt.date(2020, 8, 31)
    assert any("5 points from 'vouchers'" in warning for warning in found.warnings)


def test_covid_as_an_own_segment_leaves_the_trend_of_deaths_alone() -> None:
    data = read("ew_covid_deaths")
    placebo = its.Interruption("placebo", dt.date(2014, 1, 1))
    covid = its.Segment("covid", dt.date(2020, 3, 1), dt.date(2022, 5, 31), "COVID-19", slope=True)
    design = its.Design(
        "deaths",
        "monthly",
        (placebo,),
        time="date",
        offsets=("days",),
        segments=(covid,),
        seasonality=its.Seasonality(months=True),
        covariates=("temp",),
    )
    found = its.fit(design, data, its.Method("ols"))
    dates = pd.to_datetime(data["date"])
    since = np.maximum(data["t"] - 96, 0).astype(float)
    during = (dates >= "2020-03-01").astype(float)
    columns = dummies(data["month"]).assign(
        const=1.0,
        t=data["t"].astype(float),
        temp=data["temp"],
        placebo=(data["t"] >= 96).astype(float),
        since=since,
        covid=during,
        covid_slope=during * (data["t"] - 170),
    )
    theirs = sm.OLS(data["deaths"] / dates.dt.days_in_month, columns).fit()
    names = {
        "trend": "t",
        "level:placebo": "placebo",
        "slope:placebo": "since",
        "segment:covid": "covid",
        "segment-slope:covid": "covid_slope",
        "covariate:temp": "temp",
    }
    agree(found, theirs, names)
    within = its.trajectory(found).set_index("time").loc["2020-04-01"]
    assert within["segment"] == "covid"
    effect = theirs.params["placebo"] + theirs.params["since"] * (171 - 96)
    assert within["fitted"] - within["counterfactual"] == pytest.approx(effect)


def test_deaths_in_israel_are_rates_per_person_and_day() -> None:
    data = read("israel_mortality")
    pandemic = its.Interruption("pandemic", dt.date(2020, 3, 1))
    year = its.EffectWindow("first-year", dt.date(2020, 3, 1), dt.date(2021, 2, 28))
    design = its.Design(
        "monthly_total",
        "monthly",
        (pandemic,),
        time="Date",
        denominator="monthly_est",
        offsets=("days",),
        family="quasi-poisson",
        seasonality=its.Seasonality(months=True),
        effect_windows=(year,),
    )
    found = its.fit(design, data, its.Method("glm"))
    dates = pd.to_datetime(data["Date"])
    columns = dummies(data["Month"]).assign(
        const=1.0,
        **{name: data[name].astype(float) for name in ("time", "indicator", "shifted_time")},
    )
    person_days = data["monthly_est"] * dates.dt.days_in_month
    model = sm.GLM(
        data["monthly_total"], columns, family=sm.families.Poisson(), offset=np.log(person_days)
    )
    theirs = model.fit(scale="X2")
    names = {
        "trend": "time",
        "level:pandemic": "indicator",
        "slope:pandemic": "shifted_time",
    }
    agree(found, theirs, names | {"season:month-12": "month 12"}, tolerance=1e-5)
    without = columns.assign(indicator=0.0, shifted_time=0.0)
    inside = dates.between("2020-03-01", "2021-02-28").to_numpy()
    expected = (np.exp(without @ theirs.params) * person_days)[inside].sum()
    caused = theirs.fittedvalues[inside].sum() - expected
    over = {effect.measure: effect.estimate for effect in its.effects(found) if effect.window}
    assert over["cumulative"] == pytest.approx(caused, rel=1e-5)
    assert over["relative"] == pytest.approx(caused / expected, rel=1e-5)


def test_daily_data_made_of_weekly_ones_keep_their_calendar() -> None:
    """There is no daily series, so a weekly one is spread over its days, Sundays halved."""
    data = campylobacter().iloc[:200]
    days = data["date"].repeat(7) + pd.to_timedelta(np.tile(np.arange(7), 200), unit="D")
    share = np.where(days.dt.day_of_week == 6, 0.5, 1.0)
    daily = pd.DataFrame({"date": days, "count": data["total_count"].repeat(7) / 7 * share})
    step = its.Interruption("placebo", dt.date(2017, 1, 2), slope=False)
    design = its.Design(
        "count",
        "daily",
        (step,),
        time="date",
        transform="log",
        seasonality=its.Seasonality(harmonics=1, weekdays=True),
    )
    terms = its.fit(design, daily, its.Method("ols")).terms.set_index("term")["estimate"]
    assert np.exp(terms["season:day-7"]) == pytest.approx(0.5, rel=0.01)
    assert np.exp(terms["season:day-3"]) == pytest.approx(1.0, rel=0.01)
