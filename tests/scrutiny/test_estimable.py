"""Analyses that the data do not allow are told before anything runs."""

import numpy as np
import pandas as pd
import pytest

from evaluation.scrutiny.estimable import estimable_doubts
from tests.scrutiny.making import counts, project, sentences, table

ENOUGH = counts(50, 60)


@pytest.mark.parametrize(
    ("kind", "analysis"),
    [
        ("count", {"family": "poisson", "offset": "days"}),
        ("mean", {"transform": "log"}),
        ("count", {"seasonality": {"months": True}}),
    ],
)
def test_an_analysis_that_can_be_estimated_is_not_doubted(kind: str, analysis) -> None:
    made = project(kind, analysis=analysis)
    assert sentences(estimable_doubts(made, table(value=ENOUGH))) == []


def test_rates_and_proportions_are_given_with_their_denominators() -> None:
    data = table(numerator=ENOUGH, denominator=ENOUGH * 10)
    for kind, family in (("rate", "quasi-poisson"), ("proportion", "binomial")):
        made = project(kind, analysis={"family": family})
        assert sentences(estimable_doubts(made, data)) == []


def test_zeros_without_a_logarithm_are_counted_and_not_shown() -> None:
    values = np.where(np.arange(60) % 20 == 5, 0, ENOUGH)
    made = project("mean", analysis={"transform": "log"})
    (only,) = estimable_doubts(made, table(value=values))
    assert only.sentence == (
        "The analysis cannot be estimated as it is. Column 'outcome': 3 of 60 rows are zero or "
        "negative and have no logarithm."
    )
    assert only.place == "its.main"
    assert only.remedy


def test_a_denominator_of_zero_is_told() -> None:
    bases = ENOUGH * 10
    bases[4] = 0
    made = project("rate", analysis={"family": "quasi-poisson"})
    (only,) = estimable_doubts(made, table(numerator=ENOUGH, denominator=bases))
    assert "Column 'denominator': 1 of 60 rows are zero or negative." in only.sentence


def test_a_change_after_the_last_period_is_told() -> None:
    changes = [{"name": "late", "date": "2031-01-01"}]
    made = project("count", analysis={"interruptions": changes})
    (only,) = estimable_doubts(made, table(value=ENOUGH))
    assert "'late'" in only.sentence


def test_controls_and_covariates_are_looked_up_in_the_table() -> None:
    made = project("count", analysis={"control": "falls", "covariates": []})
    both = made.model_copy(
        update={
            "kpis": [*made.kpis, made.kpis[0].model_copy(update={"id": "other"})],
            "its": [made.its[0].model_copy(update={"control": "other"})],
        }
    )
    data = table(value=ENOUGH)
    other = table(value=counts(30, 60, 2)).assign(kpi=pd.array(["other"] * 60, dtype="string"))
    whole = pd.concat([data, other], ignore_index=True)
    assert sentences(estimable_doubts(both, whole)) == []
    covaried = both.model_copy(
        update={"its": [made.its[0].model_copy(update={"control": None, "covariates": ["other"]})]}
    )
    assert sentences(estimable_doubts(covaried, whole)) == []


def test_an_analysis_of_a_kpi_that_is_not_defined_is_left_to_its_own_finding() -> None:
    made = project("count", analysis={"covariates": ["nobody"]})
    assert sentences(estimable_doubts(made, table(value=ENOUGH))) == []
