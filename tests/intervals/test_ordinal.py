"""Effects of ordered scores: hand cases, other programs' numbers, and coverage by simulation."""

import numpy as np
import pytest
from scipy import optimize, stats

from evaluation.intervals import NO_EFFECT, net_change, relative_effect

ONE, TWO = [1, 2, 2, 3, 3, 4, 1, 2], [2, 3, 3, 4, 5, 5, 4]


def rounded(effect, decimals=4):
    return [round(part, decimals) for part in effect]


def test_the_relative_effect_counts_pairs_by_hand() -> None:
    assert relative_effect([1, 3], [2, 3]).value == (1 + 1 + 0 + 0.5) / 4


def test_the_relative_effect_is_mann_whitneys_u_over_all_pairs() -> None:
    expected = stats.mannwhitneyu(TWO, ONE).statistic / (len(ONE) * len(TWO))
    assert relative_effect(ONE, TWO).value == pytest.approx(expected)


def test_its_variance_and_degrees_of_freedom_are_those_of_scipys_brunner_munzel() -> None:
    found = relative_effect(ONE, TWO)
    theirs = stats.brunnermunzel(ONE, TWO)
    error = (found.value - 0.5) / theirs.statistic
    freedom = optimize.brentq(
        lambda degrees: 2 * stats.t.sf(theirs.statistic, degrees) - theirs.pvalue, 2, 30
    )
    reach = stats.t.isf(0.025, freedom) * error / (found.value * (1 - found.value))
    logits = [np.log(part / (1 - part)) for part in found]
    assert logits[2] - logits[0] == pytest.approx(reach)
    assert logits[0] - logits[1] == pytest.approx(reach)


@pytest.mark.parametrize(
    ("first", "second", "value"), [([1, 1, 1], [5, 5, 5], 1.0), ([3, 3], [3, 3], 0.5)]
)
def test_groups_that_do_not_overlap_or_do_not_vary_still_have_limits(first, second, value) -> None:
    found = relative_effect(first, second)
    assert found.value == value
    assert found.lower < value <= found.upper
    assert found.upper == 1.0 or found.upper == pytest.approx(1 - found.lower)


def test_the_other_way_round_it_is_the_complement() -> None:
    there, back = relative_effect(ONE, TWO), relative_effect(TWO, ONE)
    assert rounded(back) == rounded((1 - there.value, 1 - there.upper, 1 - there.lower))


def test_missing_scores_are_left_out_and_one_score_is_too_few() -> None:
    assert relative_effect([*ONE, np.nan], TWO) == relative_effect(ONE, TWO)
    assert relative_effect([1], TWO) is NO_EFFECT


def test_tangos_limits_solve_his_equation() -> None:
    found = net_change(12, 2, 50)
    for limit, sign in ((found.lower, 1), (found.upper, -1)):
        linear = -14 + 90 * limit
        share = (np.sqrt(linear**2 + 400 * 2 * limit * (1 - limit)) - linear) / 200
        statistic = (10 - 50 * limit) / np.sqrt(50 * (2 * share + limit * (1 - limit)))
        assert statistic == pytest.approx(sign * stats.norm.isf(0.025), abs=1e-6)


def test_tangos_example_of_contact_lenses() -> None:
    """Tango (1998), section 4: 0 and 1 of 44 differ: -0.0227, 95% limits -0.118 to 0.059."""
    assert rounded(net_change(0, 1, 44), 3) == [-0.023, -0.118, 0.059]


def test_where_nobody_changed_the_interval_is_symmetric_and_not_nought() -> None:
    found = net_change(0, 0, 20)
    assert found.value == 0
    assert found.upper == pytest.approx(-found.lower)
    assert found.upper > 0.1


def test_where_everybody_changed_the_limit_ends_at_one() -> None:
    assert net_change(5, 0, 5).upper == 1.0
    assert net_change(0, 5, 5).lower == -1.0
    assert net_change(0, 0, 0) is NO_EFFECT
    with pytest.raises(ValueError, match="more people changed"):
        net_change(3, 3, 5)


@pytest.mark.parametrize(("people", "up", "down"), [(14, 0.3, 0.1), (24, 0.5, 0.1), (30, 0.1, 0.1)])
def test_the_net_change_keeps_its_coverage(people, up, down) -> None:
    generator = np.random.default_rng([people, 7])
    counts = generator.multinomial(people, [up, down, 1 - up - down], size=600)
    found = [net_change(int(higher), int(lower), people) for higher, lower, _ in counts]
    covered = np.mean([each.lower <= up - down <= each.upper for each in found])
    assert 0.93 <= covered <= 0.985


@pytest.mark.parametrize("sizes", [(12, 12), (20, 24), (12, 30)])
def test_the_relative_effect_keeps_its_coverage_with_ties(sizes) -> None:
    before, after = [0.2, 0.3, 0.3, 0.15, 0.05], [0.05, 0.15, 0.3, 0.3, 0.2]
    truth = sum(before[i] * (sum(after[i + 1 :]) + after[i] / 2) for i in range(5))
    generator = np.random.default_rng([*sizes, 7])
    found = [
        relative_effect(
            generator.choice(5, sizes[0], p=before), generator.choice(5, sizes[1], p=after)
        )
        for _ in range(600)
    ]
    covered = np.mean([each.lower <= truth <= each.upper for each in found])
    assert 0.93 <= covered <= 0.985
