"""Designs, effects and contrasts against R on seven published series; every key accounted for.

`test_reference.py` compares the terms of whole suites; here stand roll-out, offsets, effects over
windows and at dates, linear contrasts, and the list of what R computed and who compares it.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation import its
from evaluation.its.estimation.newey_west import rule_of_thumb_lags

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "its"
CLOSED_FORM = 1e-6
ITERATED = 1e-3
LEVEL = 0.95

Row = tuple[str, float, float, float]
Agree = Callable[[str, str, Iterable[Row], float], None]

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not CASES.is_dir(), reason="the reference cases are not on this machine"),
]

MONTHS = its.Seasonality(months=True)
HARMONICS = its.Seasonality(harmonics=2)

# who compares what R computed, by "case/suite" or "case/suite/key"
COMPARED = {
    r".*/(ols|newey_west_lag\d+|prais_winsten|gls_ar1_reml|reml_ar1_satterthwaite)": "suites",
    r".*/diagnostics_ols": "suites: Durbin-Watson, autocorrelation, Ljung-Box",
    r".*/hac_auto_bandwidth": "the rule of thumb for lags, which is offered; the others are not",
    r".*/(formula|k|n|n\.1|n_post)": "numbers of points and terms",
    r"sicily_ace/(poisson_step|quasi_step.*|negbin_step_harmonic)": "count suites",
    r"sicily_ace/(diagnostics_m3|events_difference_post_period)": "test_reference.py",
    r"seatbelts_uk/(front_offset_rear|drivers)_.*": "count suites",
    r"seatbelts_uk/vankilled_(poisson|quasi|negbin)": "count suites",
    r"seatbelts_uk/relative_change_pct": "the relative effect; the airline model with ARIMA",
    r"quetiapine_au/quasipoisson_month_dummies": "count suites",
    r"nhs_antibiotics_monthly/(quasipoisson_offset|poisson_offset_nw12)": "count suites",
    r"nhs_antibiotics_monthly/(items_prevented_.*|effect_last_month)": "effects and contrasts",
    r"pcv10_brazil_infants/classic_its_quasipoisson": "the roll-out as a segment",
    r"prop99_single/(itsa_lag1_posttrend.*|glm_itsa_normal_quantiles_lag1)": "contrasts",
    r"prop99_single/(counterfactual|predicted)_1989": "lines",
    r"prop99_single/(relative_level_change|effect_2000.*)": "test_reference.py",
    r"tramadol_england/(quasipoisson_days|poisson_nw12)": "count suites, offset",
}
NOT_COMPARED = {
    r".*/prais_winsten_hc1": "robust errors after Prais-Winsten are not offered",
    r".*/gls_ar1_ml": "maximum likelihood without restriction is not offered: it is too narrow",
    r".*/gls_arma\d\d_ml": "maximum likelihood without restriction is not offered",
    r".*/arima_100_ml": "ARIMA has tests of its own",
    r"quetiapine_au/(auto_arima|arima210|effect_by_month|cumulative_12|pre_period).*": "ARIMA",
    r"quetiapine_au/(counterfactual_forecast|variant_d2_auto|ljung_box24)": "ARIMA",
    r"seatbelts_uk/(arima100_100_12_law_petrol_kms|airline_law_petrol)": "ARIMA",
    r"seatbelts_uk/vankilled_mean": "a mean of the data",
    r"sicily_ace/F_test_slope": "tests of nested models are not offered",
    r"pcv10_brazil_infants/classic_its_glmm": "mixed models with a term for each row: not offered",
    r"pcv10_brazil_infants/time_trend_.*": "a model of the time before only, drawn at random",
    r"pcv10_brazil_infants/observed_eval": "a sum of the data",
    r"prop99_single/(vcovHAC|NeweyWest)_default.*": "lags chosen from the data are not offered",
}


def computed(case: str) -> dict[str, Any]:
    return json.loads((CASES / case / "expected.json").read_text())["computed"]


def data_of(case: str) -> pd.DataFrame:
    return pd.read_csv(CASES / case / "data.csv")


def keys_of_every_case() -> Iterator[str]:
    for path in sorted(CASES.glob("*/expected.json")):
        for suite, content in computed(path.parent.name).items():
            if isinstance(content, Mapping) and "ols" in content:
                yield from (f"{path.parent.name}/{suite}/{key}" for key in content)
            else:
                yield f"{path.parent.name}/{suite}"


def rows(pairs: Mapping[str, tuple[float, float]]) -> list[Row]:
    return [(what, ours, theirs, abs(theirs)) for what, (ours, theirs) in pairs.items()]


def contrast_rows(
    found: its.Fit, contrast: np.ndarray, expected: Mapping[str, Any], *, shift: float = 0.0
) -> list[Row]:
    """Compare a linear combination of terms, turned around a constant where `shift` is given."""
    uncertainty = found.solution.uncertainty
    estimate = float(contrast @ found.solution.coefficients)
    error = uncertainty.std_error(contrast)
    degrees = uncertainty.df(contrast) if expected.get("df", "Inf") != "Inf" else np.inf
    half = stats.t.ppf((1 + LEVEL) / 2, degrees) * error
    pairs = {"estimate": (shift - estimate if shift else estimate, expected["estimate"])}
    pairs["std_error"] = (error, expected["se"])
    pairs["lower"] = (pairs["estimate"][0] - half, expected["ci_low"])
    pairs["upper"] = (pairs["estimate"][0] + half, expected["ci_high"])
    if np.isfinite(degrees):
        pairs["df"] = (degrees, expected["df"])
    return rows(pairs)


def of_terms(found: its.Fit, **weights: float) -> np.ndarray:
    names = {name.replace("_", ":"): weight for name, weight in weights.items()}
    return np.array([names.get(term, 0.0) for term in found.matrix.terms])


def tobacco(method: its.Method) -> its.Fit:
    law = its.Interruption("law", dt.date(1989, 1, 1))
    design = its.Design("cigsale", "annual", (law,), time="year")
    return its.fit(design, data_of("prop99_single"), method)


def antibiotics(method: str) -> its.Fit:
    law = its.Interruption("law", dt.date(2013, 6, 1))
    design = its.Design("items_per_star_pu", "monthly", (law,), time="date", seasonality=MONTHS)
    data = data_of("nhs_antibiotics_monthly")
    return its.fit(design, data, its.Method(method))  # type: ignore[arg-type]


def pneumonia() -> its.Fit:
    """Return the quasi-Poisson model whose roll-out of two years has a course of its own."""
    data = data_of("pcv10_brazil_infants")
    logged = np.log(data["ach_noj"])
    vaccine = its.Interruption(
        "vaccine",
        dt.date(2010, 1, 1),
        phase_in=its.PhaseIn(dt.date(2012, 1, 1), "segment"),
    )
    design = its.Design(
        outcome="J12_18",
        frequency="monthly",
        time="date",
        family="quasi-poisson",
        interruptions=(vaccine,),
        seasonality=MONTHS,
        covariates=("lo",),
        effect_windows=(
            its.EffectWindow("evaluation", dt.date(2012, 1, 1), dt.date(2013, 12, 31)),
        ),
    )
    data["lo"] = (logged - logged.mean()) / logged.std()
    return its.fit(design, data, its.Method("glm", quantiles="normal"))


def test_every_number_that_r_computed_is_compared_or_has_a_reason() -> None:
    accounts = [*COMPARED, *NOT_COMPARED]
    for key in keys_of_every_case():
        matching = [account for account in accounts if re.fullmatch(account, key)]
        assert len(matching) == 1, (key, matching)


def test_no_account_is_without_a_number() -> None:
    keys = list(keys_of_every_case())
    for account in (*COMPARED, *NOT_COMPARED):
        assert any(re.fullmatch(account, key) for key in keys), account


def test_the_rate_ratio_of_the_vaccine_over_its_window_agrees_with_r(agree: Agree) -> None:
    found = pneumonia()
    expected = computed("pcv10_brazil_infants")["classic_its_quasipoisson"]
    over = {e.measure: e for e in its.effects(found) if e.window}
    ratio = {
        "ratio": (1 + over["relative"].estimate, expected["rr"]),
        "ratio lower": (1 + over["relative"].lower, expected["ci_low"]),
        "ratio upper": (1 + over["relative"].upper, expected["ci_high"]),
        "dispersion": (float(found.dispersion or 0), expected["dispersion"]),
    }
    agree("pcv10_brazil_infants/classic_its_quasipoisson", "glm window", rows(ratio), ITERATED)


def test_the_terms_of_the_roll_out_agree_with_r(agree: Agree) -> None:
    found = pneumonia()
    theirs = computed("pcv10_brazil_infants")["classic_its_quasipoisson"]["pack"]["coef"]
    terms = found.terms.set_index("term")
    same = {"lo": "covariate:lo"} | {
        f"mon{number}": f"season:month-{number:02d}" for number in range(2, 13)
    }
    pairs = {}
    for name, ours in same.items():
        for column, key in (("estimate", "estimate"), ("std_error", "se"), ("lower", "ci_low")):
            pairs[f"{ours} {column}"] = (terms.loc[ours, column], theirs[name][key])
    # R's time runs from 1/120 to 1 and its slopes are not centred on the change
    months = 120
    slopes = {"trend": "ti", "phase-in-slope:vaccine": "ti:post1", "slope:vaccine": "ti:post2"}
    for ours, name in slopes.items():
        for column, key in (("estimate", "estimate"), ("std_error", "se"), ("upper", "ci_high")):
            pairs[f"{ours} {column}"] = (months * terms.loc[ours, column], theirs[name][key])
    for ours, name, first in (
        ("phase-in:vaccine", "post1", 73),
        ("level:vaccine", "post2", 97),
        ("intercept", "(Intercept)", 1),
    ):
        slope = theirs["ti" if ours == "intercept" else f"ti:{name}"]["estimate"]
        moved = theirs[name]["estimate"] + slope * first / months
        pairs[f"{ours} estimate"] = (terms.loc[ours, "estimate"], moved)
    agree("pcv10_brazil_infants/classic_its_quasipoisson", "glm", rows(pairs), ITERATED)


def test_the_engines_days_are_those_of_the_months_in_the_tramadol_case(agree: Agree) -> None:
    data = data_of("tramadol_england").drop(columns="days")
    kept = data[(data["date"] <= "2020-02-28") & data["items"].notna()]
    law = its.Interruption("law", dt.date(2014, 6, 1))
    shared: dict[str, Any] = {"time": "date", "seasonality": MONTHS, "offsets": ("days",)}
    names = {"post_tramadol": "level:law", "since_tramadol": "slope:law", "time": "trend"}
    names |= {f"m{number}": f"season:month-{number:02d}" for number in range(2, 13)}
    expected = computed("tramadol_england")
    for suite, key, method, options, tolerance in (
        ("log_items_per_day", "ols", its.Method("ols"), {"transform": "log"}, CLOSED_FORM),
        (
            "log_items_per_day",
            "reml_ar1_satterthwaite",
            its.Method("reml-ar1-satterthwaite"),
            {"transform": "log"},
            ITERATED,
        ),
        (
            "quasipoisson_days",
            "",
            its.Method("glm", quantiles="normal"),
            {"family": "quasi-poisson"},
            ITERATED,
        ),
        ("poisson_nw12", "", its.Method("glm-newey-west", 12), {"family": "poisson"}, ITERATED),
    ):
        design = its.Design("items", "monthly", (law,), **shared, **options)
        found = its.fit(design, kept, method)
        terms = found.terms.set_index("term")
        theirs = (expected[suite][key] if key else expected[suite])["coef"]
        pairs = {}
        for name, ours in names.items():
            for column, other in (("estimate", "estimate"), ("std_error", "se")):
                pairs[f"{ours} {column}"] = (terms.loc[ours, column], theirs[name][other])
        agree(f"tramadol_england/{suite}", f"offset days, {method.name}", rows(pairs), tolerance)
        assert found.n == expected["n"]


def test_a_trend_after_the_law_is_a_contrast_of_two_terms(agree: Agree) -> None:
    expected = computed("prop99_single")
    found = tobacco(its.Method("newey-west", 1))
    after = of_terms(found, trend=1, slope_law=1)
    for key in ("itsa_lag1_posttrend", "itsa_lag1_posttrend_normal"):
        compared = contrast_rows(found, after, expected[key])
        agree(f"prop99_single/{key}", "newey-west", compared, CLOSED_FORM)


def test_normal_quantiles_may_be_asked_for(agree: Agree) -> None:
    found = tobacco(its.Method("newey-west", 1, quantiles="normal"))
    theirs = computed("prop99_single")["glm_itsa_normal_quantiles_lag1"]["coef"]
    terms = found.terms.set_index("term")
    pairs = {}
    names = {"(Intercept)": "intercept", "time": "trend", "post": "level:law"}
    for name, ours in (names | {"time_since": "slope:law"}).items():
        for column, key in {"std_error": "se", "lower": "ci_low", "upper": "ci_high"}.items():
            pairs[f"{ours} {column}"] = (terms.loc[ours, column], theirs[name][key])
        pairs[f"{ours} estimate"] = (terms.loc[ours, "estimate"], theirs[name]["estimate"])
    agree("prop99_single/glm_itsa_normal_quantiles_lag1", "newey-west", rows(pairs), CLOSED_FORM)


def test_the_lines_of_1989_agree_with_r(agree: Agree) -> None:
    expected = computed("prop99_single")
    lines = its.trajectory(tobacco(its.Method("ols"))).set_index("time").loc["1989-01-01"]
    pairs = {
        "counterfactual": (lines["counterfactual"], expected["counterfactual_1989"]),
        "fitted": (lines["fitted"], expected["predicted_1989"]),
    }
    agree("prop99_single/lines", "ols", rows(pairs), CLOSED_FORM)


def test_the_effect_in_the_last_month_has_the_error_of_reml(agree: Agree) -> None:
    expected = computed("nhs_antibiotics_monthly")["effect_last_month"]
    found = antibiotics("reml-ar1-satterthwaite")
    # June 2013 is the first of 55 months; R's slope is 0 in it too
    months_since = found.series.table["position"].max() - found.series.starts["law"]
    at_end = of_terms(found, level_law=1, slope_law=float(months_since))
    compared = contrast_rows(found, at_end, expected)
    compared += rows({"effect": (its.effects(found)[0].estimate, expected["estimate"])})
    agree("nhs_antibiotics_monthly/effect_last_month", "reml", compared, ITERATED)


def test_items_prevented_have_the_interval_of_reml_with_satterthwaite(agree: Agree) -> None:
    expected = computed("nhs_antibiotics_monthly")
    data = data_of("nhs_antibiotics_monthly")
    is_last = (data["date"] >= "2017-05-01").to_numpy()
    weights = data["star_pu_items"].to_numpy()[is_last] / 1000
    observed = float(data["items"].to_numpy()[is_last].sum())
    found = antibiotics("reml-ar1-satterthwaite")
    contrast = weights @ found.matrix.without(["law"])[is_last]
    theirs = expected["items_prevented_ci_reml_satt"]
    compared = contrast_rows(found, contrast, theirs, shift=observed)
    agree("nhs_antibiotics_monthly/items_prevented_ci_reml_satt", "reml", compared, ITERATED)
    least_squares = antibiotics("ols")
    line = its.trajectory(least_squares)["counterfactual"].to_numpy()[is_last]
    from_fit = expected["items_prevented_last14_from_fit"]
    pairs = {
        "expected": (float(weights @ line), from_fit["expected"]),
        "observed": (observed, from_fit["observed"]),
        "difference": (observed - float(weights @ line), from_fit["difference"]),
    }
    agree("nhs_antibiotics_monthly/items_prevented_last14", "ols", rows(pairs), CLOSED_FORM)


def test_the_relative_effect_of_the_belt_law_agrees_with_r(agree: Agree) -> None:
    data = data_of("seatbelts_uk")
    law = its.Interruption("law", dt.date(1983, 2, 1), slope=False)
    design = its.Design(
        "drivers",
        "monthly",
        (law,),
        time="date",
        transform="log",
        seasonality=MONTHS,
        covariates=("lp",),
    )
    found = its.fit(design, data.assign(lp=np.log(data["PetrolPrice"])), its.Method("ols"))
    relative = next(e.estimate for e in its.effects(found) if e.measure == "relative")
    expected = computed("seatbelts_uk")["relative_change_pct"]["step_petrol_ols"]
    pairs = {"relative change, %": (100 * relative, expected)}
    agree("seatbelts_uk/relative_change_pct", "ols", rows(pairs), CLOSED_FORM)


def test_sicily_has_the_annual_trend_of_r_and_not_the_uncentred_level(agree: Agree) -> None:
    expected = computed("sicily_ace")
    data = data_of("sicily_ace")
    shared: dict[str, Any] = {
        "time": "date",
        "denominator": "stdpop",
        "family": "quasi-poisson",
        "seasonality": HARMONICS,
    }
    step = its.Interruption("law", dt.date(2005, 1, 1), slope=False)
    found = its.fit(its.Design("aces", "monthly", (step,), **shared), data, its.Method("glm"))
    trend = found.terms.set_index("term").loc["trend", "estimate"]
    annual = expected["quasi_step_harmonic"]["annual_trend_ratio"]
    pairs = {"annual trend": (float(np.exp(12 * trend)), annual)}
    agree("sicily_ace/quasi_step_harmonic", "glm annual trend", rows(pairs), ITERATED)

    both = its.Interruption("law", dt.date(2005, 1, 1))
    found = its.fit(its.Design("aces", "monthly", (both,), **shared), data, its.Method("glm"))
    level = found.terms.set_index("term").loc["level:law", "estimate"]
    theirs = expected["quasi_step_slope_UNCENTRED_erroneous"]["coef"]
    uncentred, slope = theirs["smokban"]["estimate"], theirs["smokban:time"]["estimate"]
    pairs = {"level, recentred": (level, uncentred + 37 * slope)}
    agree("sicily_ace/quasi_step_slope_UNCENTRED_erroneous", "glm", rows(pairs), ITERATED)
    assert level != pytest.approx(uncentred, rel=0.1)


def test_points_terms_and_the_rule_for_lags_agree_with_every_suite(agree: Agree) -> None:
    for path in sorted(CASES.glob("*/expected.json")):
        for suite, content in computed(path.parent.name).items():
            if not isinstance(content, Mapping) or "hac_auto_bandwidth" not in content:
                continue
            points = content.get("n.1", content["n"])
            lags = content["hac_auto_bandwidth"]["rule_4_n100_2_9"]
            coefficients = len(content["ols"]["coef"])
            pairs = {
                "lags by rule": (float(rule_of_thumb_lags(points)), float(lags)),
                "terms": (float(coefficients), float(content["k"])),
            }
            agree(f"{path.parent.name}/{suite}", "rule for lags", rows(pairs), CLOSED_FORM)
