"""The estimators against R 4.2.2 (nlme, sandwich, MASS, prais) on seven published series.

The table of cases with the largest relative difference of each is printed in the test report.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evaluation import its

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "its"
CLOSED_FORM = 1e-6
ITERATED = 1e-3
NORMAL = "Inf"

MONTHS = its.Seasonality(months=True)
HARMONICS = its.Seasonality(harmonics=2)
SICILY_SEASONS = {
    f"harmonic(month, 2, 12){number}": f"season:{name}"
    for number, name in enumerate(("sin1", "sin2", "cos1", "cos2"), start=1)
}

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not CASES.is_dir(), reason="the reference cases are not on this machine"),
]


@dataclass(frozen=True)
class Reference:
    """One suite of a case: how to make our design and data, and how names translate.

    `first_time` is R's time in our first period: R's intercept lies that many periods earlier.
    `counts_from_one` says that R's slope is 1, not 0, in the first period afterwards.
    """

    case: str
    suite: str
    outcome: str
    date: dt.date
    names: dict[str, str]
    slope: bool = True
    build: Callable[[pd.DataFrame], pd.DataFrame] = lambda data: data
    options: dict[str, Any] = field(default_factory=dict)
    first_time: int = 1
    counts_from_one: bool = False
    frequency: str = "monthly"

    @property
    def label(self) -> str:
        return f"{self.case}/{self.suite}"

    def data(self) -> pd.DataFrame:
        return self.build(pd.read_csv(CASES / self.case / "data.csv"))

    def design(self, **changes: Any) -> its.Design:
        change = its.Interruption("law", self.date, slope=self.slope)
        settings = {"time": "date", "interruptions": (change,), **self.options, **changes}
        return its.Design(outcome=self.outcome, frequency=self.frequency, **settings)

    def expected(self) -> dict[str, Any]:
        return computed(self.case)[self.suite]


def computed(case: str) -> dict[str, Any]:
    return json.loads((CASES / case / "expected.json").read_text())["computed"]


def names(trend: str, level: str, slope: str = "", month: str = "") -> dict[str, str]:
    found = {"(Intercept)": "intercept", trend: "trend", level: "level:law", slope: "slope:law"}
    found |= {f"{month}{number}": f"season:month-{number:02d}" for number in range(2, 13)}
    return found


def tramadol(outcome: str, end: str = "2020-02-28") -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda data: data[(data["date"] <= end) & data[outcome].notna()]


def with_logs(data: pd.DataFrame) -> pd.DataFrame:
    return data.assign(lp=np.log(data["PetrolPrice"]))


SICILY = {"date": dt.date(2005, 1, 1), "outcome": "aces", "case": "sicily_ace"}
SICILY_COUNTS = {"denominator": "stdpop", "family": "quasi-poisson"}
BELTS = {"date": dt.date(1983, 2, 1), "case": "seatbelts_uk", "build": with_logs}
BELT_NAMES = names("time", "law", "since", "month") | {"lp": "covariate:lp"}
BELT_LOG = {"transform": "log", "seasonality": MONTHS}
DRUGS = {"date": dt.date(2014, 6, 1), "case": "tramadol_england"}
DRUG_NAMES = names("time", "post_tramadol", "since_tramadol", "m") | {"days": "covariate:days"}
DRUG_LOG = {"transform": "log", "denominator": "days", "seasonality": MONTHS}
QUETIAPINE = {"date": dt.date(2014, 1, 1), "outcome": "dispensings", "case": "quetiapine_au"}
TOBACCO = {
    "date": dt.date(1989, 1, 1),
    "outcome": "cigsale",
    "case": "prop99_single",
    "names": names("time", "post", "time_since"),
    "first_time": 0,
    "frequency": "annual",
}
ANTIBIOTICS = {
    "date": dt.date(2013, 6, 1),
    "case": "nhs_antibiotics_monthly",
    "names": names("time", "post", "since", "m"),
    "first_time": 0,
}

LINEAR = [
    Reference(
        suite="suite",
        outcome="items_per_star_pu",
        options={"seasonality": MONTHS},
        build=lambda data: data,
        **ANTIBIOTICS,
    ),
    Reference(suite="suite", options={"time": "year"}, **TOBACCO),
    Reference(suite="log_scale", options={"time": "year", "transform": "log"}, **TOBACCO),
    Reference(
        **{**TOBACCO, "names": {}},
        suite="multiphase_1982_1989",
        options={
            "time": "year",
            "interruptions": tuple(
                its.Interruption(str(year), dt.date(year, 1, 1)) for year in (1982, 1989)
            ),
        },
    ),
    Reference(
        suite="segmented_month_dummies_count_from_1",
        names=names("time", "step", "ramp", "factor(month)"),
        options={"seasonality": MONTHS},
        counts_from_one=True,
        **QUETIAPINE,
    ),
    Reference(
        suite="segmented_month_dummies_count_from_0",
        names=names("time", "step", "since0", "factor(month)"),
        options={"seasonality": MONTHS},
        **QUETIAPINE,
    ),
    Reference(
        **{**SICILY, "outcome": "rate"},
        suite="linear_rate",
        names=names("time", "smokban") | SICILY_SEASONS,
        slope=False,
        build=lambda data: data.assign(rate=data["aces"] / data["stdpop"] * 1e5),
        options={"seasonality": HARMONICS},
    ),
    *(
        Reference(
            suite=suite,
            outcome=outcome,
            names=BELT_NAMES,
            slope=slope,
            options={**BELT_LOG, "covariates": covariates},
            **BELTS,
        )
        for suite, outcome, slope, covariates in (
            ("log_drivers_step", "drivers", False, ()),
            ("log_drivers_step_petrol", "drivers", False, ("lp",)),
            ("log_drivers_step_slope_petrol", "drivers", True, ("lp",)),
            ("log_front", "front", False, ()),
            ("log_rear", "rear", False, ()),
        )
    ),
    Reference(
        suite="log_ratio_front_rear",
        outcome="front",
        names=BELT_NAMES,
        slope=False,
        options={**BELT_LOG, "denominator": "rear"},
        **BELTS,
    ),
    Reference(
        suite="log_items_per_day",
        outcome="items",
        names=DRUG_NAMES,
        options=DRUG_LOG,
        build=tramadol("items"),
        **DRUGS,
    ),
    Reference(
        suite="items",
        outcome="items",
        names=DRUG_NAMES,
        options={"seasonality": MONTHS, "covariates": ("days",)},
        build=tramadol("items"),
        **DRUGS,
    ),
    Reference(
        suite="with_covid_months_included",
        outcome="items",
        names=DRUG_NAMES,
        options=DRUG_LOG,
        **DRUGS,
    ),
    Reference(
        suite="z_drugs_log_per_day",
        outcome="z_drug_items",
        names=DRUG_NAMES,
        options=DRUG_LOG,
        build=tramadol("z_drug_items"),
        **DRUGS,
    ),
    Reference(
        **{**DRUGS, "date": dt.date(2019, 4, 1)},
        suite="gabapentinoids_log_ddd_per_day",
        outcome="gabapentinoid_ddd",
        names=names("time", "post", "since", "m"),
        options=DRUG_LOG,
        build=tramadol("gabapentinoid_ddd"),
    ),
]
MULTIPHASE_NAMES = {
    "(Intercept)": "intercept",
    "time": "trend",
    **{f"x{year}": f"level:{year}" for year in (1982, 1989)},
    **{f"xt{year}": f"slope:{year}" for year in (1982, 1989)},
}

COUNTS = [
    (
        Reference(
            suite=suite,
            names=names("time", "smokban", slope_name) | SICILY_SEASONS,
            slope=bool(slope_name),
            options={
                "denominator": "stdpop",
                "family": family,
                "seasonality": HARMONICS if "harmonic" in suite else its.Seasonality(),
            },
            counts_from_one="from_1" in suite,
            **SICILY,
        ),
        method,
    )
    for suite, family, slope_name, method in (
        ("poisson_step", "poisson", "", its.Method("glm")),
        ("quasi_step", "quasi-poisson", "", its.Method("glm", quantiles="normal")),
        ("quasi_step_harmonic", "quasi-poisson", "", its.Method("glm", quantiles="normal")),
        (
            "quasi_step_slope_harmonic_count_from_1",
            "quasi-poisson",
            "I((time - 36) * smokban)",
            its.Method("glm", quantiles="normal"),
        ),
        (
            "quasi_step_slope_harmonic_count_from_0",
            "quasi-poisson",
            "I((time - 37) * smokban)",
            its.Method("glm", quantiles="normal"),
        ),
        ("negbin_step_harmonic", "negative-binomial", "", its.Method("glm")),
        *(
            (
                f"quasi_step_harmonic_newey_west_lag{lags}",
                "quasi-poisson",
                "",
                its.Method("glm-newey-west", lags),
            )
            for lags in (1, 3, 12)
        ),
    )
]
COUNTS += [
    (
        Reference(
            suite=suite,
            outcome=outcome,
            names=BELT_NAMES,
            slope=False,
            options={"seasonality": MONTHS, **options},
            **BELTS,
        ),
        method,
    )
    for suite, outcome, method, options in (
        ("vankilled_poisson", "VanKilled", its.Method("glm"), {"family": "poisson"}),
        ("vankilled_negbin", "VanKilled", its.Method("glm"), {"family": "negative-binomial"}),
        (
            "vankilled_quasi",
            "VanKilled",
            its.Method("glm", quantiles="normal"),
            {"family": "quasi-poisson"},
        ),
        (
            "front_offset_rear_quasipoisson",
            "front",
            its.Method("glm", quantiles="normal"),
            {"family": "quasi-poisson", "denominator": "rear"},
        ),
        (
            "front_offset_rear_nw12",
            "front",
            its.Method("glm-newey-west", 12),
            {"family": "poisson", "denominator": "rear"},
        ),
        (
            "drivers_quasipoisson_petrol",
            "drivers",
            its.Method("glm", quantiles="normal"),
            {"family": "quasi-poisson", "covariates": ("lp",)},
        ),
        (
            "drivers_poisson_petrol_nw12",
            "drivers",
            its.Method("glm-newey-west", 12),
            {"family": "poisson", "covariates": ("lp",)},
        ),
    )
]
COUNTS += [
    (
        Reference(
            suite="quasipoisson_month_dummies",
            names=names("time", "step", "ramp", "factor(month)"),
            options={"seasonality": MONTHS, "family": "quasi-poisson"},
            counts_from_one=True,
            **QUETIAPINE,
        ),
        its.Method("glm", quantiles="normal"),
    ),
    *(
        (
            Reference(
                suite=suite,
                outcome="items",
                options={
                    "seasonality": MONTHS,
                    "family": family,
                    "denominator": "star_pu_items",
                },
                **ANTIBIOTICS,
            ),
            method,
        )
        for suite, family, method in (
            ("quasipoisson_offset", "quasi-poisson", its.Method("glm", quantiles="normal")),
            ("poisson_offset_nw12", "poisson", its.Method("glm-newey-west", 12)),
        )
    ),
    *(
        (
            Reference(
                suite=suite,
                outcome="items",
                names=DRUG_NAMES,
                options={"seasonality": MONTHS, "family": family, "denominator": "days"},
                build=tramadol("items"),
                **DRUGS,
            ),
            method,
        )
        for suite, family, method in (
            ("quasipoisson_days", "quasi-poisson", its.Method("glm", quantiles="normal")),
            ("poisson_nw12", "poisson", its.Method("glm-newey-west", 12)),
        )
    ),
]

Row = tuple[str, float, float, float]  # what, ours, R's, what R's is measured by
Agree = Callable[[str, str, list[Row], float], None]


def compared(found: its.Fit, expected: dict[str, Any], reference: Reference) -> Iterator[Row]:
    """Yield a row for every number that means the same in both.

    Limits may be near 0: they are measured by the standard error where that is larger.
    """
    terms = found.terms.set_index("term")
    translation = reference.names or MULTIPHASE_NAMES
    assert {translation[name] for name in expected} == set(terms.index)
    shifted = set()
    if reference.first_time:
        shifted.add("intercept")
    if reference.counts_from_one:
        shifted.add("level:law")
    for name, numbers in expected.items():
        ours = translation[name]
        row = terms.loc[ours]
        if ours in shifted:
            other = next(key for key, value in translation.items() if value == partner(ours))
            steps = reference.first_time if ours == "intercept" else 1
            moved = numbers["estimate"] + steps * expected[other]["estimate"]
            yield f"{ours} estimate", row["estimate"], moved, abs(moved)
            continue
        degrees = np.inf if numbers["df"] == NORMAL else numbers["df"]
        pairs = {"estimate": "estimate", "std_error": "se", "p": "p"}
        for column, theirs in pairs.items():
            yield f"{ours} {column}", row[column], numbers[theirs], abs(numbers[theirs])
        for column, theirs in {"lower": "ci_low", "upper": "ci_high"}.items():
            size = max(abs(numbers[theirs]), numbers["se"])
            yield f"{ours} {column}", row[column], numbers[theirs], size
        yield f"{ours} df", row["df"], degrees, degrees


def partner(term: str) -> str:
    return "trend" if term == "intercept" else "slope:law"


def linear_rows(reference: Reference, key: str) -> list[Row]:
    expected = reference.expected()
    if key.startswith("newey_west"):
        method = its.Method("newey-west", int(key.removeprefix("newey_west_lag")))
    else:
        method = its.Method(key.replace("_", "-"))
    found = its.fit(reference.design(), reference.data(), method)
    rows = [*compared(found, expected[key]["coef"], reference), ("n", found.n, expected["n"], 1)]
    if key == "prais_winsten":
        rows.append(("rho", found.rho, expected[key]["rho"], 1))
    return rows


def count_rows(reference: Reference, method: its.Method) -> list[Row]:
    expected = reference.expected()
    found = its.fit(reference.design(), reference.data(), method)
    rows = list(compared(found, expected["coef"], reference))
    if "quasi" in reference.design().family and "dispersion" in expected:
        theirs = expected["dispersion"]
        rows.append(("dispersion", found.dispersion, theirs, theirs))
    if found.overdispersion is not None:
        rows.append(("alpha", found.overdispersion, expected["alpha"], expected["alpha"]))
    elif "theta" in expected:  # R goes on towards infinity where we fall back to Poisson
        rows = [row for row in rows if not row[0].endswith(" p")]
    return rows


BOUNDARY = 0.99  # Proposition 99: REML runs to a random walk, where each program stops elsewhere
REML_KEYS = {"gls_ar1_reml": "phi", "reml_ar1_satterthwaite": "rho"}


def reml_rows(reference: Reference, key: str) -> list[Row]:
    """Return what our REML shares with R's: all of Satterthwaite's, no t limits of nlme's.

    At the boundary only the changes are compared, measured by R's standard errors: the intercept
    has no variance there, and the trend none that R's two programs agree about.
    """
    expected = reference.expected()[key]
    rho = expected[REML_KEYS[key]]
    found = its.fit(reference.design(), reference.data(), its.Method("reml-ar1-satterthwaite"))
    assert found.rho is not None
    if rho > BOUNDARY:
        assert found.rho > BOUNDARY
        assert any("limit of its range" in warning for warning in found.warnings)
        return list(changes_only(found, expected["coef"], reference))
    rows = list(compared(found, expected["coef"], reference))
    if key == "gls_ar1_reml":
        rows = [row for row in rows if row[0].endswith(("estimate", "std_error"))]
    deviation = np.sqrt(found.solution.uncertainty.variance)
    return [*rows, ("rho", found.rho, rho, 1), ("sigma", deviation, expected["sigma"], deviation)]


def changes_only(found: its.Fit, expected: dict[str, Any], reference: Reference) -> Iterator[Row]:
    terms = found.terms.set_index("term")
    for name, numbers in expected.items():
        ours = (reference.names or MULTIPHASE_NAMES)[name]
        if ours.startswith(("level", "slope")):
            yield ours, terms.loc[ours, "estimate"], numbers["estimate"], numbers["se"]


def keys_of(reference: Reference) -> list[str]:
    if not CASES.is_dir():
        return []
    kept = ("ols", "newey_west_lag", "prais_winsten")
    return [
        key for key in reference.expected() if key.startswith(kept) and not key.endswith("_hc1")
    ]


REML = [(reference, key) for reference in LINEAR for key in REML_KEYS if keys_of(reference)]
LINEAR_KEYS = [(reference, key) for reference in LINEAR for key in keys_of(reference)]


@pytest.mark.parametrize(
    ("reference", "key"), LINEAR_KEYS, ids=[f"{r.label}-{key}" for r, key in LINEAR_KEYS]
)
def test_linear_models_agree_with_r(reference: Reference, key: str, agree: Agree) -> None:
    tolerance = ITERATED if key == "prais_winsten" else CLOSED_FORM
    agree(reference.label, key, linear_rows(reference, key), tolerance)


@pytest.mark.parametrize(("reference", "key"), REML, ids=[f"{r.label}-{key}" for r, key in REML])
def test_reml_agrees_with_r(reference: Reference, key: str, agree: Agree) -> None:
    agree(reference.label, key, reml_rows(reference, key), ITERATED)


@pytest.mark.parametrize(
    ("reference", "method"), COUNTS, ids=[f"{r.label}-{m.name}" for r, m in COUNTS]
)
def test_count_models_agree_with_r(reference: Reference, method: its.Method, agree: Agree) -> None:
    agree(reference.label, method.name, count_rows(reference, method), ITERATED)


@pytest.mark.parametrize("reference", LINEAR, ids=[reference.label for reference in LINEAR])
def test_diagnostics_agree_with_r(reference: Reference) -> None:
    expected = reference.expected()["diagnostics_ols"]
    found = its.fit(reference.design(), reference.data(), its.Method("ols"))
    tables = {check.name: check.table for check in its.checks(found)}
    lag_one = tables["Residual autocorrelation at lag 1"]["autocorrelation"].iloc[0]
    assert lag_one == pytest.approx(expected["lag1_autocorr_resid"], rel=CLOSED_FORM)
    durbin_watson = tables["Durbin-Watson"]["statistic"].iloc[0]
    assert durbin_watson == pytest.approx(expected["durbin_watson"], rel=CLOSED_FORM)
    box = tables["Ljung-Box"]
    assert box["p"].iloc[0] == pytest.approx(expected["ljung_box_lag1_p"], rel=1e-5)
    if box["lags"].iloc[-1] == 12:
        p_year = expected["ljung_box_lag12_p"]
        assert box["p"].iloc[-1] == pytest.approx(p_year, rel=1e-5, abs=1e-11)


def test_deviance_residuals_of_counts_have_the_autocorrelation_r_finds() -> None:
    reference = next(r for r, _ in COUNTS if r.suite == "quasi_step_harmonic")
    found = its.fit(reference.design(), reference.data(), its.Method("glm"))
    tables = {check.name: check.table for check in its.checks(found)}
    expected = computed("sicily_ace")["diagnostics_m3"]
    lag_one = tables["Residual autocorrelation at lag 1"]["autocorrelation"].iloc[0]
    assert lag_one == pytest.approx(expected["acf_lag1"], rel=ITERATED)
    p_year = tables["Ljung-Box"]["p"].iloc[-1]
    assert p_year == pytest.approx(expected["ljung_box12_p"], rel=ITERATED)


def test_a_quasi_family_takes_t_quantiles() -> None:
    reference = next(r for r, _ in COUNTS if r.suite == "quasi_step_harmonic")
    found = its.fit(reference.design(), reference.data(), its.Method("glm"))
    row = found.terms.set_index("term").loc["level:law"]
    expected = reference.expected()["ratio_t_quantile"]["smokban"]
    assert np.exp(row["lower"]) == pytest.approx(expected["ci_low"], rel=CLOSED_FORM)
    assert np.exp(row["upper"]) == pytest.approx(expected["ci_high"], rel=CLOSED_FORM)
    assert row["p"] == pytest.approx(expected["p"], rel=ITERATED)


def test_events_prevented_in_sicily_have_the_interval_of_the_delta_method() -> None:
    reference = next(r for r, _ in COUNTS if r.suite == "quasi_step_harmonic")
    method = its.Method("glm", quantiles="normal")
    found = its.effects(its.fit(reference.design(), reference.data(), method))
    cumulative = next(effect for effect in found if effect.measure == "cumulative")
    expected = computed("sicily_ace")["events_difference_post_period"]
    assert cumulative.estimate == pytest.approx(expected["estimate"], rel=CLOSED_FORM)
    assert cumulative.upper - cumulative.estimate == pytest.approx(
        1.959964 * expected["se"], rel=1e-5
    )


def test_the_negative_binomial_of_small_counts_falls_back_to_poisson_and_says_so() -> None:
    reference = next(r for r, _ in COUNTS if r.suite == "vankilled_negbin")
    found = its.fit(reference.design(), reference.data(), its.Method("glm"))
    assert found.overdispersion is None
    assert any("Poisson model is used" in warning for warning in found.warnings)


def test_effects_of_proposition_99_agree_with_linden() -> None:
    reference = next(r for r in LINEAR if r.label == "prop99_single/suite")
    found = its.fit(reference.design(), reference.data(), its.Method("newey-west", 1))
    expected = computed("prop99_single")
    at_first, at_last = (
        {e.measure: e for e in its.effects(found, [date])}
        for date in (dt.date(1989, 1, 1), dt.date(2000, 1, 1))
    )
    relative = at_first["relative"].estimate
    assert relative == pytest.approx(expected["relative_level_change"], rel=CLOSED_FORM)
    effect = expected["effect_2000"]
    assert at_last["absolute"].estimate == pytest.approx(effect["estimate"], rel=CLOSED_FORM)
    assert at_last["absolute"].lower == pytest.approx(effect["ci_low"], rel=CLOSED_FORM)
    assert at_last["absolute"].upper == pytest.approx(effect["ci_high"], rel=CLOSED_FORM)
    relative = at_last["relative"].estimate
    assert relative == pytest.approx(expected["effect_2000_relative"], rel=CLOSED_FORM)


@pytest.mark.parametrize("lags", [0, 12])
def test_antibiotic_items_expected_have_the_total_and_interval_that_r_finds(lags: int) -> None:
    reference = next(r for r in LINEAR if r.case == "nhs_antibiotics_monthly")
    data = reference.data()
    found = its.fit(reference.design(), data, its.Method("newey-west", lags))
    is_last_year = (data["date"] >= "2017-05-01").to_numpy()
    weights = data["star_pu_items"].to_numpy()[is_last_year] / 1000
    line = its.trajectory(found)["counterfactual"].to_numpy()[is_last_year]
    prevented = data["items"].to_numpy()[is_last_year].sum() - weights @ line
    contrast = weights @ found.matrix.without(["law"])[is_last_year]
    error = np.sqrt(contrast @ found.covariance @ contrast)
    expected = computed("nhs_antibiotics_monthly")[f"items_prevented_ci_nw{lags}"]
    assert prevented == pytest.approx(expected["estimate"], rel=CLOSED_FORM)
    assert error == pytest.approx(expected["se"], rel=CLOSED_FORM)
