"""Effects over windows, at named dates, and of interruptions that pass or are rolled out."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its
from evaluation.errors import InvalidInput

LAW = dt.date(2005, 1, 1)
TIME = pd.date_range("2003-01-01", periods=48, freq="MS")
POSITION = np.arange(48)
YEAR = its.EffectWindow("2006", dt.date(2006, 1, 1), dt.date(2006, 12, 31))
NOISE = np.tile([0.5, -0.5, -0.5, 0.5], 12)


def fitted(
    events: np.ndarray, *interruptions: its.Interruption, method: str = "ols", **settings: Any
) -> its.Fit:
    data = pd.DataFrame({"time": TIME, "events": events, "people": 100.0 + 10 * (POSITION % 3)})
    design = its.Design("events", "monthly", interruptions, **settings)
    return its.fit(design, data, its.Method(method))  # type: ignore[arg-type]


def windows(found: its.Fit) -> dict[tuple[str, str], its.Effect]:
    effects = its.effects(found)
    return {(e.interruption, e.measure): e for e in effects if e.window}


def law(**changes: Any) -> its.Interruption:
    return its.Interruption("law", LAW, **changes)


def test_a_window_has_the_mean_the_ratio_of_sums_and_the_sum() -> None:
    found = fitted(20.0 - (POSITION >= 24) * (POSITION - 23), law(), effect_windows=(YEAR,))
    effects = windows(found)
    # the effect grows from -13 to -24 in 2006, against 20 a month
    assert effects["law", "absolute"].estimate == pytest.approx(-18.5)
    assert effects["law", "cumulative"].estimate == pytest.approx(-18.5 * 12)
    assert effects["law", "relative"].estimate == pytest.approx(-18.5 / 20)
    assert (effects["law", "absolute"].since, effects["law", "absolute"].at) == (
        dt.date(2006, 1, 1),
        dt.date(2006, 12, 1),
    )


def test_the_interval_of_a_windows_mean_is_that_of_the_linear_contrast() -> None:
    found = fitted(20.0 + NOISE - 3 * (POSITION >= 24), law(), effect_windows=(YEAR,))
    contrast = np.array([0, 0, 1, np.mean(np.arange(12, 24))])
    error = np.sqrt(contrast @ found.covariance @ contrast)
    absolute = windows(found)["law", "absolute"]
    assert absolute.estimate == pytest.approx(contrast @ found.terms["estimate"])
    assert absolute.upper - absolute.estimate == pytest.approx(2.015368 * error, rel=1e-6)
    cumulative = windows(found)["law", "cumulative"]
    assert cumulative.lower == pytest.approx(12 * absolute.lower)


def test_the_mean_of_a_rate_is_weighted_by_the_denominator() -> None:
    people = 100.0 + 10 * (POSITION % 3)
    rate = 0.5 - 0.01 * (POSITION >= 24) * (POSITION - 23)
    found = fitted(rate * people, law(), denominator="people", effect_windows=(YEAR,))
    differences = -0.01 * np.arange(13, 25)
    weighted = np.average(differences, weights=people[36:])
    assert windows(found)["law", "absolute"].estimate == pytest.approx(weighted)
    assert windows(found)["law", "cumulative"].estimate == pytest.approx(differences @ people[36:])


def test_the_ratio_over_a_window_has_the_interval_of_the_log_ratio() -> None:
    counts = np.round(200 * 0.99**POSITION * np.where(POSITION >= 24, 0.7, 1.0)) + 8 * NOISE
    found = fitted(counts, law(), method="glm", family="quasi-poisson", effect_windows=(YEAR,))
    coefficients = found.terms["estimate"].to_numpy()
    rows = found.matrix.entries[36:], found.matrix.without(["law"])[36:]

    def log_ratio(given: np.ndarray) -> float:
        fitted_sum, expected_sum = (np.exp(part @ given).sum() for part in rows)
        return float(np.log(fitted_sum / expected_sum))

    steps = 1e-6 * np.eye(4)
    gradient = [(log_ratio(coefficients + s) - log_ratio(coefficients - s)) / 2e-6 for s in steps]
    error = np.sqrt(gradient @ found.covariance @ gradient)
    relative = windows(found)["law", "relative"]
    assert relative.estimate == pytest.approx(np.expm1(log_ratio(coefficients)))
    quantile = (np.log1p(relative.upper) - np.log1p(relative.estimate)) / error
    assert quantile == pytest.approx(2.015368, rel=1e-4)


def test_a_window_of_one_period_is_the_effect_at_that_period() -> None:
    december = its.EffectWindow("december", dt.date(2006, 12, 1), dt.date(2006, 12, 31))
    found = fitted(20.0 + NOISE - 3 * (POSITION >= 24), law(), effect_windows=(december,))
    at_date = {e.measure: e for e in its.effects(found) if e.window is None}
    over = windows(found)
    for measure in ("absolute", "relative"):
        one, other = at_date[measure], over["law", measure]
        assert (one.estimate, one.lower) == pytest.approx((other.estimate, other.lower))


def test_every_interruption_begun_by_the_end_of_a_window_has_an_effect_over_it() -> None:
    tax = its.Interruption("tax", dt.date(2006, 7, 1))
    outcome = 20.0 - 2 * (POSITION >= 24) - 3 * (POSITION >= 42)
    found = windows(fitted(outcome, law(), tax, effect_windows=(YEAR,)))
    assert found["law", "absolute"].estimate == pytest.approx(-2)
    assert found["tax", "absolute"].estimate == pytest.approx(-1.5)  # half of the year
    assert found["all", "cumulative"].estimate == pytest.approx(-2 * 12 - 3 * 6)


def test_windows_before_the_interruption_or_outside_the_fit_are_refused() -> None:
    early = its.EffectWindow("early", dt.date(2004, 12, 1), dt.date(2005, 12, 31))
    with pytest.raises(InvalidInput, match="over the window 'early': it begins before the first"):
        its.effects(fitted(20.0 + NOISE, law(), effect_windows=(early,)))
    late = its.EffectWindow("late", dt.date(2010, 1, 1), dt.date(2010, 12, 31))
    with pytest.raises(InvalidInput, match="'late': none of its periods is part of the fit"):
        its.effects(fitted(20.0 + NOISE, law(), effect_windows=(late,)))


def test_a_design_refuses_dates_and_windows_long_before_its_first_interruption() -> None:
    old = its.EffectWindow("old", dt.date(2003, 1, 1), dt.date(2003, 12, 31))
    with pytest.raises(InvalidInput, match="no effect up to 2003-12-31: the first interruption"):
        its.Design("events", "monthly", (law(),), effect_windows=(old,))
    with pytest.raises(InvalidInput, match="no effect up to 2004-06-01"):
        its.Design("events", "monthly", (law(),), effects_at=(dt.date(2004, 6, 1),))
    with pytest.raises(InvalidInput, match="Two effect windows have the same name"):
        its.Design("events", "monthly", (law(),), effect_windows=(YEAR, YEAR))


def test_the_dates_of_the_design_take_the_place_of_the_last_period() -> None:
    dates = (dt.date(2005, 6, 1), dt.date(2006, 6, 1))
    found = its.effects(fitted(20.0 + NOISE, law(), effects_at=dates))
    assert list(dict.fromkeys(effect.at for effect in found)) == list(dates)
    named = its.effects(fitted(20.0 + NOISE, law(), effects_at=dates), [dt.date(2005, 1, 1)])
    assert {effect.at for effect in named} == {dt.date(2005, 1, 1)}


def test_a_temporary_effect_is_shown_where_it_was_last_in_force_and_is_nothing_later() -> None:
    brief = law(slope=False, end=dt.date(2005, 12, 31))
    found = fitted(20.0 + NOISE - 4 * ((POSITION >= 24) & (POSITION < 36)), brief)
    last = its.effects(found)[0]
    assert (last.at, last.estimate) == (dt.date(2005, 12, 1), pytest.approx(-4, abs=0.2))
    later = {e.measure: e for e in its.effects(found, [dt.date(2006, 12, 1)])}
    for measure in ("absolute", "relative"):
        assert (later[measure].estimate, later[measure].lower, later[measure].upper) == (0, 0, 0)
    assert later["cumulative"].estimate == pytest.approx(12 * last.estimate)


def test_a_decaying_effect_dies_away_and_adds_up() -> None:
    fading = law(level=False, slope=False, decay=True, half_life=3.0)
    decay = 0.5 ** (np.maximum(POSITION - 24, 0) / 3) * (POSITION >= 24)
    found = fitted(20.0 - 8 * decay, fading)
    first, later = its.effects(found, [LAW]), its.effects(found, [dt.date(2005, 7, 1)])
    assert first[0].estimate == pytest.approx(-8)
    assert later[0].estimate == pytest.approx(-2)
    total = {e.measure: e.estimate for e in its.effects(found)}["cumulative"]
    assert total == pytest.approx(-8 * decay.sum())


def test_the_counterfactual_of_a_roll_out_is_that_nothing_was_rolled_out() -> None:
    phased = law(phase_in=its.PhaseIn(dt.date(2005, 7, 1), "segment"))
    rolling = (POSITION >= 24) & (POSITION < 30)
    outcome = 20.0 - 2 * rolling - 5 * (POSITION >= 30)
    found = fitted(outcome, phased)
    at_roll_out = its.effects(found, [dt.date(2005, 3, 1)])
    assert at_roll_out[0].estimate == pytest.approx(-2)
    at_end = {e.measure: e.estimate for e in its.effects(found)}
    assert at_end["absolute"] == pytest.approx(-5)
    assert at_end["cumulative"] == pytest.approx(-2 * 6 - 5 * 18)


def test_the_cumulative_effect_of_an_excluded_roll_out_begins_after_it() -> None:
    phased = law(phase_in=its.PhaseIn(dt.date(2005, 7, 1), "exclude"))
    outcome = 20.0 - 99 * ((POSITION >= 24) & (POSITION < 30)) - 5 * (POSITION >= 30)
    at_end = {e.measure: e.estimate for e in its.effects(fitted(outcome, phased))}
    assert at_end["cumulative"] == pytest.approx(-5 * 18)


@pytest.mark.parametrize("method", ["ols", "newey-west", "prais-winsten", "reml-ar1",
                                    "reml-ar1-satterthwaite", "rho-integrated"])  # fmt: skip
def test_no_method_gives_an_effect_after_the_end(method: str) -> None:
    noise = np.random.default_rng(4).normal(0, 1, 48)
    brief = law(slope=False, end=dt.date(2005, 12, 31))
    found = fitted(20.0 + noise, brief, method=method)
    absolute = its.effects(found, [dt.date(2006, 12, 1)])[0]
    assert (absolute.estimate, absolute.lower, absolute.upper) == (0, 0, 0)


def test_the_json_names_the_window_and_the_first_full_period() -> None:
    phased = law(phase_in=its.PhaseIn(dt.date(2005, 7, 1), "segment"))
    found = fitted(20.0 + NOISE, phased, effect_windows=(YEAR,))
    made = its.as_json([found], its.effects(found))
    assert made["first_post"] == {"law": "2005-01-01"}
    assert made["first_full"] == {"law": "2005-07-01"}
    assert {(e["window"], e["since"], e["at"]) for e in made["effects"]} == {
        (None, None, "2006-12-01"),
        ("2006", "2006-01-01", "2006-12-01"),
    }


def test_a_window_without_a_relative_effect_is_warned_of_by_name() -> None:
    found = fitted(20.0 - POSITION, law(), effect_windows=(YEAR,))
    warnings = its.as_json([found], its.effects(found))["warnings"]
    assert any("no relative effect of 'law' over '2006', because" in text for text in warnings)


def test_an_estimate_over_a_window_says_so_in_measure_and_period() -> None:
    found = fitted(20.0 + NOISE, law(), effect_windows=(YEAR,))
    effect = windows(found)["law", "absolute"]
    estimate = its.main_estimate(found, effect, unit="falls", provenance="synthetic")
    assert estimate.measure == "effect:absolute:law:2006"
    assert estimate.period == "2006-01 to 2006-12"
