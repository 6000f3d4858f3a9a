"""The practices of the nutrition project: their truth, and that they add up."""

import numpy as np
import pytest

from evaluation.demonstration import project_tables, truths
from evaluation.demonstration.course import logit
from evaluation.demonstration.practices import NAMES, OUTLIER, PRACTICES, counts_by_practice


@pytest.fixture(scope="module")
def many():
    """Odds of 300 seeds over 12 months, as logarithms, seeds by practices."""
    found = []
    for seed in range(300):
        screened, reviewed = counts_by_practice(np.random.default_rng(seed), 120)
        found.append(logit(screened.sum(axis=0) / reviewed.sum(axis=0)))
    return np.array(found)


def test_one_practice_differs_by_its_truth_and_the_others_by_their_spread(many):
    centre = logit(truths.NUTRITION_PRACTICE.value / 100)
    others = np.delete(many, OUTLIER, axis=1)
    assert others.mean() == pytest.approx(centre, abs=0.01)
    assert others.std() == pytest.approx(truths.NUTRITION_PRACTICE_SPREAD.value, abs=0.015)
    differs = many[:, OUTLIER].mean() - centre
    assert differs == pytest.approx(truths.NUTRITION_PRACTICE_OUTLIER.value, abs=0.02)


def test_practices_add_up_to_the_whole_in_the_months_that_have_them():
    kpi = project_tables("nutrition").kpi
    rows = kpi[kpi["kpi"] == "screened-in-practice"]
    by_practice = rows[rows["dimension"] == "practice"]
    assert set(by_practice["group"]) == set(NAMES)
    assert len(NAMES) == PRACTICES
    sums = by_practice.groupby("period")[["numerator", "denominator"]].sum()
    whole = rows[rows["dimension"].isna()].set_index("period").loc[sums.index]
    assert (sums["numerator"] == whole["numerator"]).all()
    assert (sums["denominator"] == whole["denominator"]).all()
    assert len(sums) == 12
