"""The ordinal model against R's polr, statsmodels, and what can be worked out by hand."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from evaluation.hub.stakeholders.proportional_odds import fit_proportional_odds

# MASS::housing (Madsen 1976): frequencies of low, medium and high satisfaction, by contact (low,
# high), type (tower, apartment, atrium, terrace) and influence (low, medium, high).
HOUSING = [
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54,
    13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15, 13, 13, 7, 5, 11,
    14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62,
    20, 23, 20, 10, 22, 24, 7, 10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]  # fmt: skip


def housing():
    """Return satisfaction, design and frequencies, in the order of polr's coefficients."""
    contact, kind, influence, satisfaction = (
        part.ravel() for part in np.meshgrid(range(2), range(4), range(3), range(3), indexing="ij")
    )
    columns = [influence == 1, influence == 2, kind == 1, kind == 2, kind == 3, contact == 1]
    return satisfaction, np.column_stack(columns).astype(float), np.array(HOUSING, dtype=float)


def test_the_published_fit_of_polr_to_the_housing_data_is_met():
    """summary(polr(Sat ~ Infl + Type + Cont, weights = Freq, data = housing)), MASS 7.3."""
    satisfaction, design, frequency = housing()
    people = np.repeat(np.arange(frequency.size), frequency.astype(int))
    fit = fit_proportional_odds(satisfaction[people], design[people])
    assert fit.slopes == pytest.approx(
        [0.5663937, 1.2888191, -0.5723501, -0.3661866, -1.0910149, 0.3602841], abs=2e-5
    )
    errors = [fit.slope_error(column) for column in range(6)]
    assert errors == pytest.approx([0.10465, 0.12716, 0.11924, 0.15517, 0.15149, 0.09554], abs=6e-6)
    assert fit.thresholds == pytest.approx([-0.4961353, 0.6907083], abs=2e-5)
    assert -2 * fit.log_likelihood == pytest.approx(3479.149, abs=5e-4)


def test_weights_count_like_rows():
    satisfaction, design, frequency = housing()
    weighted = fit_proportional_odds(satisfaction, design, frequency)
    people = np.repeat(np.arange(frequency.size), frequency.astype(int))
    repeated = fit_proportional_odds(satisfaction[people], design[people])
    assert weighted.slopes == pytest.approx(repeated.slopes, abs=1e-6)
    assert weighted.log_likelihood == pytest.approx(repeated.log_likelihood)


def test_the_published_wald_statistic_of_the_nausea_trial_is_met():
    """Fagerland, Lydersen, Laake (2017), chapter 6: Z = -1.472, with the opposite sign."""
    table = np.array([[14, 10, 3, 2], [11, 7, 8, 4]])
    scores = np.repeat(np.tile(np.arange(4), 2), table.ravel())
    fit = fit_proportional_odds(scores, np.repeat([0.0, 1.0], table.sum(axis=1))[:, None])
    assert fit.slopes[0] / fit.slope_error(0) == pytest.approx(1.472, abs=5e-4)


def test_statsmodels_finds_the_same_maximum_and_errors():
    generator = np.random.default_rng(3)
    design = np.column_stack([np.repeat([0.0, 1.0], 60), generator.integers(0, 2, 120)])
    scores = np.searchsorted([-1, 0.5, 2], design @ [0.7, -0.4] + generator.logistic(size=120))
    own = fit_proportional_odds(scores, design)
    other = OrderedModel(scores, design, distr="logit").fit(method="bfgs", disp=0)
    assert own.slopes == pytest.approx(other.params[:2], abs=1e-4)
    assert [own.slope_error(0), own.slope_error(1)] == pytest.approx(other.bse[:2], rel=1e-3)
    assert own.log_likelihood == pytest.approx(other.llf, abs=1e-6)


def test_errors_of_clusters_are_those_of_statsmodels_logistic_model():
    generator = np.random.default_rng(5)
    people = np.repeat(np.arange(40), 3)
    wave = (people >= 20).astype(float)
    leaning = generator.normal(0, 1.5, 40)[people]
    answer = (0.5 * wave + leaning + generator.logistic(size=120) > 0).astype(int)
    own = fit_proportional_odds(answer, wave[:, None], people=people)
    other = sm.Logit(answer, sm.add_constant(wave)).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": people, "use_correction": False}
    )
    assert own.slopes[0] == pytest.approx(other.params[1], abs=1e-6)
    assert own.slope_error(0) == pytest.approx(other.bse[1] * np.sqrt(40 / 39), rel=1e-6)


def test_answers_that_separate_have_no_finite_estimate():
    scores, wave = np.repeat([0, 1, 2, 3], 10), np.repeat([0.0, 1.0], 20)[:, None]
    assert not fit_proportional_odds(scores, wave).is_finite(0)
    mixed = fit_proportional_odds(np.tile([0, 1, 2, 3], 10), wave)
    assert mixed.is_finite(0)
    assert mixed.slopes[0] == pytest.approx(0, abs=1e-8)


def test_a_group_that_answers_all_alike_leaves_the_wave_an_estimate():
    scores = np.array([0, 1, 2, 2, 0, 1, 1, 2] * 5 + [2] * 10)
    wave = np.tile([0.0, 1.0], 25)
    group = np.repeat([0.0, 1.0], [40, 10])
    fit = fit_proportional_odds(scores, np.column_stack([wave, group]))
    alone = fit_proportional_odds(scores[:40], wave[:40, None])
    assert fit.is_finite(0)
    assert fit.slopes[0] == pytest.approx(alone.slopes[0], abs=1e-3)
    assert fit.slope_error(0) == pytest.approx(alone.slope_error(0), rel=1e-3)


@pytest.mark.parametrize("scores", [[], [0, 0], [0, 2]])
def test_a_model_needs_two_categories_that_all_occur(scores):
    with pytest.raises(ValueError, match="two categories"):
        fit_proportional_odds(np.array(scores, dtype=int), np.zeros((len(scores), 1)))
