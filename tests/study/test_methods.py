from types import SimpleNamespace

import pandas as pd
import pytest

from evaluation.estimate import Estimate
from evaluation.present.blocks import Table
from evaluation.study.methods import agreement, term_disagreement

pytestmark = pytest.mark.usefixtures("quick_pictures")


def difference(value, lower, upper):
    return Estimate(
        analysis="its",
        outcome="falls",
        measure="absolute difference",
        unit="falls",
        value=value,
        lower=lower,
        upper=upper,
        n=24,
        method="ols",
        period="2025-03",
        provenance="synthetic",
    )


def table_of(section):
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    return table.frame.replace("\N{NO-BREAK SPACE}", " ", regex=True)


def test_every_method_has_its_row_and_its_estimates(section_of, by_measure):
    section = section_of(sensitivity=["newey-west", "prais-winsten"])
    methods = table_of(section)
    assert methods["Part"].tolist() == ["primary", "sensitivity", "sensitivity"]
    assert list(methods.columns[2:]) == ["Difference, falls", "Relative difference, %"]
    assert (
        "absolute difference, sensitivity: least squares with Newey-West errors (2 lags)"
        in by_measure(section)
    )
    assert section.blocks[4].markdown == (
        "The 3 methods agree about the direction and whether no change is included."
    )


def test_arima_is_named_with_its_order(section_of):
    methods = table_of(section_of(sensitivity=["arima", {"arima": {"order": [0, 1, 0]}}]))
    assert methods["Method"].tolist()[1:] == [
        "regression with ARIMA(1,0,0) errors",
        "regression with ARIMA(0,1,0) errors",
    ]


def test_a_method_that_cannot_be_fitted_has_a_row_that_says_why(section_of):
    section = section_of(sensitivity=["glm", "newey-west"])
    methods = table_of(section)
    assert methods["Method"][1] == (
        "glm, not estimable: Method 'glm' is not for family 'gaussian'. Use ols or newey-west or "
        "prais-winsten or reml-ar1 or reml-ar1-satterthwaite or rho-integrated or ar-integrated or "
        "order-averaged or arima."
    )
    assert methods.iloc[1, 2:].tolist() == ["not available", "not available"]
    assert len(methods) == 3
    assert list(methods.columns[2:]) == ["Difference, falls", "Relative difference, %"]


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ([], "Only the primary model was specified, so there is no comparison of methods."),
        (
            [(-2.0, -4.0, -1.0)],
            "The 2 methods agree about the direction and whether no change is included.",
        ),
        (
            [(2.0, -1.0, 4.0)],
            "The 2 methods disagree about the direction: read the result with caution.",
        ),
        (
            [(-2.0, -4.0, -1.0), (-1.0, -3.0, 1.0)],
            "The 3 methods agree about the direction, but disagree whether the interval includes "
            "no change: read the result with caution.",
        ),
    ],
)
def test_agreement_is_told_by_direction_and_by_no_change(others, sentence):
    found = [difference(-3.0, -5.0, -1.0), *(difference(*values) for values in others)]
    assert agreement(found) == sentence


def fit_with(label, *terms, control=None):
    columns = ["term", "estimate", "lower", "upper", "p"]
    frame = pd.DataFrame(terms, columns=columns)
    return SimpleNamespace(
        label=label, terms=frame, design=SimpleNamespace(has_group_terms=control is not None)
    )


def test_methods_that_agree_about_every_change_need_no_sentence():
    one = ("level:go-live", -4.0, -6.0, -2.0, 0.001)
    two = ("level:go-live", -3.0, -6.0, -0.5, 0.01)
    assert term_disagreement([fit_with("a", one), fit_with("b", two)]) == ""


def test_methods_that_disagree_about_a_change_are_named_with_their_p_values():
    one = fit_with("a", ("trend", 1, 0, 2, 0.1), ("level:go-live", -4.0, -6.0, -2.0, 0.0002))
    two = fit_with("b", ("trend", -1, -2, 0, 0.1), ("level:go-live", -3.0, -6.0, 0.5, 0.061))
    assert term_disagreement([one, two]) == (
        "The methods disagree about the change in level at go live (a, p below 0.001; b, p 0.061): "
        "read it with caution."
    )


def test_with_a_control_only_changes_beyond_it_are_compared():
    apart = [
        fit_with("a", ("level:x", -1, -2, -0.5, 0.01), ("group:slope:x", 1, -1, 3, 0.3), control=1),
        fit_with("b", ("level:x", 1, -2, 4, 0.5), ("group:slope:x", -1, -3, 1, 0.3), control=1),
    ]
    text = term_disagreement(apart)
    assert "slope at x" in text
    assert "level" not in text
