"""Monthly summaries of skewed measurements."""

import numpy as np
import pytest

from evaluation.demonstration.people import monthly_means, monthly_medians


def test_means_and_spread_of_one_person_are_those_stated():
    ones = np.full(30_000, 1)
    values = monthly_means(np.random.default_rng(1), 26.6 * ones, 17.1 * ones, ones)
    assert values.mean() == pytest.approx(26.6, rel=0.02)
    assert values.std() == pytest.approx(17.1, rel=0.06)
    assert (values > 0).all()


def test_medians_lie_around_the_stated_median():
    months = np.full(4_000, 1)
    values = monthly_medians(np.random.default_rng(1), 4.1 * months, 0.9, 31 * months)
    assert np.median(values) == pytest.approx(4.1, rel=0.02)
