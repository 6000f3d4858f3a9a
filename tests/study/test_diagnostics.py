"""The engine's tables become charts in the KPI's unit."""

import datetime as dt

import pandas as pd
import pytest

from evaluation.estimate import Estimate
from evaluation.study.designs import prepared
from evaluation.study.diagnostics import residuals_chart, sensitivity_chart

STEP = [{"name": "go-live", "date": dt.date(2024, 4, 1), "slope": False}]
NAN = float("nan")
LIMITS = ["estimate", "lower", "upper"]
COLUMNS = ["part", "variant", "is_reference", "measure", "at", *LIMITS, "note"]
END, YEAR_BEFORE = dt.date(2025, 3, 1), dt.date(2024, 3, 1)
ROWS = [
    ("estimators", "as specified", True, "absolute", END, -0.2, -0.3, -0.1, ""),
    ("estimators", "glm", False, "absolute", END, -0.21, -0.28, -0.14, ""),
    ("estimators", "glm", False, "relative", END, -0.4, -0.5, -0.3, ""),
    ("dates", "3 months later", False, "absolute", END, NAN, NAN, NAN, "too few points"),
    ("new part", "another", False, "absolute", END, -0.1, -0.3, 0.1, ""),
    ("lags", "3 lags", False, "absolute", END, -0.2, -0.31, -0.09, ""),
    ("windows", "without the last year", False, "absolute", YEAR_BEFORE, -0.2, -0.31, -0.09, ""),
    ("placebo", "a year before", False, "absolute", END, 0.01, -0.1, 0.12, ""),
]


@pytest.fixture
def ready(make_inputs, kpi_of, rows_of):
    """Return inputs and a prepared analysis of a proportion."""
    numerator = [25 + number % 4 for number in range(24)]
    table = rows_of("falls", "2023-04", 24, numerator=numerator, denominator=50)
    plain = {"id": "main", "kpi": "falls", "question": "Why?", "interruptions": STEP}
    inputs = make_inputs(
        kpi_table=table,
        kpis=[kpi_of("falls", "proportion")],
        its=[{**plain, "family": "quasi-binomial", "method": "glm"}],
    )
    return inputs, prepared(inputs, inputs.project.its[0])


def primary_of(value, lower, upper):
    return Estimate(
        analysis="its",
        outcome="falls",
        measure="absolute difference",
        unit="percentage points",
        value=value,
        lower=lower,
        upper=upper,
        n=24,
        method="glm",
        period="2025-03",
        provenance="synthetic",
    )


def test_the_correlogram_has_its_bounds_on_both_sides(ready):
    table = pd.DataFrame({"lag": [1, 2], "autocorrelation": [0.5, -0.1], "bound": 0.4})
    figure = residuals_chart(*ready, table)
    assert figure.label == "falls-main-residuals"
    assert figure.data[["lower", "upper"]].to_numpy().tolist() == [[-0.4, 0.4]] * 2
    assert figure.caption.endswith("beyond the bounds of chance at lag 1.")


def test_variants_are_shown_in_percentage_points_below_the_primary_analysis(ready):
    variants = pd.DataFrame(ROWS, columns=COLUMNS)
    primary = primary_of(-20.0, -30.0, -10.0)
    figure = sensitivity_chart(*ready, variants, primary, "binomial model", "March 2025")
    assert figure.label == "falls-main-sensitivity"
    assert figure.data["part"].tolist() == [
        "primary",
        "other methods",
        "other dates of the change",
        "new part",
        "shorter series (in March 2024)",
    ]
    assert figure.data["estimate"].fillna(0).tolist() == [-20.0, -21.0, 0.0, -10.0, -20.0]
    assert "generalised linear model: −21.0" in figure.alt
    assert "3 lags" not in figure.alt
    assert "primary, binomial model: −20.0 (−30.0 to −10.0)" in figure.alt
    assert "a year before" not in figure.alt
    assert "3 months later, too few points" in figure.alt


def test_without_other_variants_the_primary_analysis_stands_alone(ready):
    variants = pd.DataFrame(ROWS[:1], columns=COLUMNS)
    figure = sensitivity_chart(*ready, variants, primary_of(-20.0, -30.0, -10.0), "glm", "now")
    assert figure.data["part"].tolist() == ["primary"]


def test_a_primary_analysis_without_an_interval_is_said_so(ready):
    variants = pd.DataFrame(ROWS, columns=COLUMNS)
    figure = sensitivity_chart(*ready, variants, primary_of(3.0, None, None), "glm", "now")
    assert figure.caption.startswith("The primary analysis could not be estimated.")
