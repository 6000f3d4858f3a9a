import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation.intervals import (
    Pairs,
    agresti_coull,
    clopper_pearson,
    finite_interval,
    jeffreys,
    likelihood,
    mcnemar_mid_p,
    mid_p,
    miettinen_nurminen,
    newcombe_difference,
    paired_difference,
    wilson,
    wilson_corrected,
)

METHODS = [wilson, wilson_corrected, clopper_pearson, mid_p, jeffreys, agresti_coull, likelihood]
SMALL = 1e-9


@st.composite
def proportions(draw):
    total = draw(st.integers(1, 400))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40, deadline=None)
@given(proportions())
def test_limits_hold_the_proportion_and_lie_inside_0_and_1(method, pair):
    met, total = pair
    lower, upper = method(met, total)
    assert -SMALL <= lower <= met / total + SMALL
    assert met / total - SMALL <= upper <= 1 + SMALL


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40, deadline=None)
@given(proportions())
def test_the_rest_has_the_limits_turned_round(method, pair):
    met, total = pair
    lower, upper = method(met, total)
    other_lower, other_upper = method(total - met, total)
    assert lower == pytest.approx(1 - other_upper, abs=1e-7)
    assert upper == pytest.approx(1 - other_lower, abs=1e-7)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=30, deadline=None)
@given(proportions())
def test_a_higher_level_gives_wider_limits_and_one_more_gives_higher_ones(method, pair):
    met, total = pair
    narrow, wide = method(met, total, 0.9), method(met, total, 0.99)
    assert wide.lower <= narrow.lower + SMALL
    assert narrow.upper <= wide.upper + SMALL
    if met < total:
        more = method(met + 1, total, 0.9)
        assert more.lower >= narrow.lower - SMALL
        assert more.upper >= narrow.upper - SMALL


@settings(max_examples=60, deadline=None)
@given(proportions(), proportions())
def test_limits_of_a_difference_hold_it_and_turn_round_with_it(first, second):
    seen = first[0] / first[1] - second[0] / second[1]
    for function in (newcombe_difference, miettinen_nurminen):
        lower, upper = function(*first, *second)
        assert -1 - SMALL <= lower <= seen + SMALL
        assert seen - SMALL <= upper <= 1 + SMALL
        turned = function(*second, *first)
        assert lower == pytest.approx(-turned.upper, abs=1e-6)


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "mid-p"])
@settings(max_examples=30, deadline=None)
@given(proportions(), st.integers(0, 300))
def test_a_finite_population_leaves_less_uncertain(method, pair, more):
    met, total = pair
    lower, upper = finite_interval(met, total, total + more, method=method)
    step = 1 / (total + more) if more else 0.0  # limits are whole numbers of the population
    assert lower - step - SMALL <= met / total <= upper + step + SMALL
    plain = finite_interval(met, total, np.nan, method=method)
    assert upper - lower <= plain.upper - plain.lower + 1 / (total + more) + SMALL
    if more == 0:
        assert (lower, upper) == (pytest.approx(met / total), pytest.approx(met / total))


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "mid-p"])
def test_limits_of_a_finite_population_cover_as_they_say(method):
    """Summed over every sample of 25 that could be drawn of 60, of whom 1 to 59 meet it."""
    population, total = 60, 25
    shares = []
    for met in range(1, population):
        seen = np.arange(max(0, total - (population - met)), min(met, total) + 1)
        chance = stats.hypergeom.pmf(seen, population, met, total)
        lower, upper = finite_interval(seen, total, population, method=method)
        truth = met / population
        shares.append(chance[(lower - SMALL <= truth) & (truth <= upper + SMALL)].sum())
    assert np.mean(shares) >= 0.945
    if method == "clopper-pearson":
        assert min(shares) >= 0.95 - SMALL


def test_a_sample_larger_than_its_population_is_refused():
    with pytest.raises(ValueError, match="larger than its population"):
        finite_interval(5, 10, 9)


@pytest.mark.parametrize("method", METHODS)
def test_suppressed_counts_and_nobody_have_no_limits(method):
    lower, upper = method([np.nan, 0], [10, 0])
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()


def test_mean_coverage_over_proportions_is_near_the_level():
    total, truths = 40, np.linspace(0.02, 0.98, 97)
    met = np.arange(total + 1)
    found = {}
    for method in (wilson, clopper_pearson, mid_p):
        lower, upper = method(met, total)
        inside = (lower[:, None] <= truths) & (truths <= upper[:, None])
        chance = stats.binom.pmf(met[:, None], total, truths)
        found[method.__name__] = (inside * chance).sum(axis=0)
    assert found["wilson"].mean() == pytest.approx(0.95, abs=0.01)
    assert found["mid_p"].mean() == pytest.approx(0.955, abs=0.01)
    assert found["clopper_pearson"].min() >= 0.95


@pytest.mark.parametrize(
    ("pairs", "limits"),
    [
        (Pairs(36, 12, 2, 0), (-0.3404, -0.0569)),
        (Pairs(0, 0, 0, 10), (-0.2775, 0.2775)),
    ],
)
def test_paired_limits_are_those_of_newcombe(pairs, limits):
    found = paired_difference(pairs)
    assert (float(found.lower), float(found.upper)) == pytest.approx(limits, abs=5e-5)


def test_paired_limits_cover_where_those_of_independent_samples_are_too_wide():
    generator = np.random.default_rng(4)
    chances, total = np.array([0.5, 0.05, 0.15, 0.3]), 120
    hits, widths = 0, []
    for _ in range(1500):
        pairs = Pairs(*generator.multinomial(total, chances))
        lower, upper = paired_difference(pairs)
        hits += lower <= 0.10 <= upper
        second, first = pairs.both + pairs.second_only, pairs.both + pairs.first_only
        apart = newcombe_difference(second, total, first, total)
        widths.append((upper - lower) / (apart.upper - apart.lower))
    assert hits / 1500 == pytest.approx(0.955, abs=0.02)
    assert np.mean(widths) < 0.8


def test_no_change_has_a_p_value_of_one_and_no_pairs_no_limits():
    assert mcnemar_mid_p(Pairs(5, 0, 0, 5)) == 1
    assert np.isnan(paired_difference(Pairs(0, 0, 0, 0)).lower)
    with pytest.raises(ValueError, match="negative"):
        Pairs(-1, 0, 0, 0)
