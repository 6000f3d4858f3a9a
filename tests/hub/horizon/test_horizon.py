"""Ranks by hand, probabilities against what is known exactly, agreement by other statistics."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evaluation.hub.horizon.concordance import concordance, kendalls_w
from evaluation.hub.horizon.ranking import Round, ranked, ranks, round_of, weighted_scores
from evaluation.hub.horizon.sensitivity import (
    chances,
    weights_one_at_a_time,
    without_each_scorer,
)

NAN = np.nan


def a_round(scores: object, weights: list[float], places: int = 1) -> Round:
    """Return a round of innovations a, b, ... with scores: scorers by innovations by criteria."""
    array = np.asarray(scores, dtype="float64")
    names = list("abcdefg"[: array.shape[1]])
    innovations = pd.DataFrame({"innovation": names, "title": names})
    labels = [f"C{number}" for number in range(len(weights))]
    criteria = pd.DataFrame({"criterion": labels, "label": labels, "weight": weights})
    return Round("r", places, innovations, criteria, array)


def test_weighted_means_over_scorers_by_hand() -> None:
    scores = np.array([[[1.0, 5.0], [3.0, 3.0]], [[3.0, 5.0], [5.0, 1.0]]])
    found = weighted_scores(scores, np.array([0.75, 0.25]))
    assert found.tolist() == [0.75 * 2 + 0.25 * 5, 0.75 * 4 + 0.25 * 2]


def test_a_criterion_nobody_scored_is_left_out_and_the_others_are_stretched() -> None:
    scores = np.array([[[4.0, NAN], [2.0, 4.0]]])
    assert weighted_scores(scores, np.array([0.5, 0.5])).tolist() == [4.0, 3.0]


def test_an_innovation_that_nobody_scored_comes_last() -> None:
    scores = weighted_scores(np.array([[[NAN], [2.0]]]), np.array([1.0]))
    assert np.isnan(scores[0])
    assert ranks(scores).tolist() == [2, 1]


def test_the_long_list_is_in_order_of_rank_and_says_how_complete_it_is() -> None:
    table = ranked(a_round([[[1, 2], [4, NAN]], [[1, 2], [4, 5]]], [1, 1]))
    assert table["innovation"].tolist() == ["b", "a"]
    assert table["complete"].tolist() == [0.75, 1]


def test_tables_of_other_rounds_are_left_out() -> None:
    innovations = pd.DataFrame({"round": ["r", "x"], "innovation": ["a", "a"]})
    criteria = pd.DataFrame({"round": ["r", "x"], "criterion": ["c", "c"], "weight": [1.0, 9.0]})
    scores = pd.DataFrame(
        {
            "round": ["r", "x", "r"],
            "innovation": ["a", "a", "a"],
            "criterion": ["c", "c", "unknown"],
            "scorer": ["s1", "s1", "s1"],
            "score": [2, 5, 5],
        }
    )
    found = round_of("r", 1, innovations, criteria, scores)
    assert found.scores.tolist() == [[[2.0]]]
    assert found.weights.tolist() == [1.0]


def test_free_weights_are_uniform_so_the_probability_is_known_exactly() -> None:
    """a scores 4 and 1, b 2 and 2: a leads where w * 2 > (1 - w) * 1, that is w > 1/3."""
    found = chances(a_round([[[4, 1], [2, 2]]], [1, 1]), np.random.default_rng(1), 20_000)
    assert found["first_by_free_weights"].tolist() == pytest.approx([100 * 2 / 3, 100 / 3], abs=1.5)


def test_drawn_weights_follow_the_stated_ones() -> None:
    """Two weights by Dirichlet(20 * (0.4, 0.6)): the first is Beta(8, 12)."""
    expected = 100 * stats.beta.sf(1 / 3, 8, 12)
    found = chances(a_round([[[4, 1], [2, 2]]], [2, 3]), np.random.default_rng(2), 20_000)
    assert found["first_by_weights"].iloc[0] == pytest.approx(expected, abs=1.5)


def test_drawn_scorers_have_the_binomial_probability_of_not_being_behind() -> None:
    """Two of three prefer a by as much as one prefers b; two are drawn, and a tie is shared."""
    scores = [[[3], [1]], [[3], [1]], [[1], [3]]]
    found = chances(a_round(scores, [1]), np.random.default_rng(3), 20_000)
    expected = [100 * (1 - 1 / 9), 100 * (1 - 4 / 9)]
    assert found["first_by_scorers"].tolist() == pytest.approx(expected, abs=1.5)


def test_the_probability_over_scorers_is_that_of_a_mean_with_its_unbiased_variance() -> None:
    """With many scorers a leads in the share of draws that a normal mean lies above 0."""
    lead = np.random.default_rng(8).normal(0.1, 1, size=60)
    scores = np.stack([3 + lead, np.full(60, 3.0)], axis=1)[:, :, None]
    expected = 100 * stats.norm.sf(0, lead.mean(), lead.std(ddof=1) / np.sqrt(60))
    found = chances(a_round(scores, [1]), np.random.default_rng(9), 20_000)
    assert found["first_by_scorers"].iloc[0] == pytest.approx(expected, abs=2)


def test_probabilities_and_ranges_of_ranks_come_true_as_often_as_they_say() -> None:
    """Nine scorers, seven innovations, three places; the true rank lay in the range in 98%.

    Those said to be among the first in less than a third of draws (9% on average) were in 13%,
    those in more than two thirds (88% on average) were in 83%.
    """
    generator = np.random.default_rng(10)
    weights = [0.4, 0.3, 0.2, 0.1]
    tables = []
    for _ in range(120):
        truth = generator.normal(3, 0.5, size=(7, 4))
        scores = truth + generator.normal(0, 1, size=(9, 7, 4))
        true_ranks = ranks(truth @ np.array(weights))
        found = chances(a_round(scores, weights, places=3), generator, 200)
        tables.append(found.assign(truth=true_ranks))
    cases = pd.concat(tables)
    is_covered = cases["truth"].between(cases["best"], cases["worst"])
    assert is_covered.mean() >= 0.94
    for part in (cases["first_by_scorers"] < 100 / 3, cases["first_by_scorers"] > 200 / 3):
        said = cases.loc[part, "first_by_scorers"].mean()
        assert 100 * (cases.loc[part, "truth"] <= 3).mean() == pytest.approx(said, abs=9)


def test_one_scorer_gives_no_probability_over_scorers() -> None:
    found = chances(a_round([[[3], [1]]], [1]), np.random.default_rng(5), 50)
    assert found["first_by_scorers"].isna().all()
    assert found["best"].tolist() == [1, 2]


def test_single_weights_are_halved_doubled_and_left_out() -> None:
    found = weights_one_at_a_time(a_round([[[4, 1], [2, 2]]], [1, 1]))
    assert found["change"].tolist() == [
        "as stated",
        "all equal",
        "C0 halved",
        "C0 doubled",
        "C0 left out",
        "C1 halved",
        "C1 doubled",
        "C1 left out",
    ]
    assert found["a"].tolist() == [1, 1, 1, 1, 2, 1, 1, 1]


def test_the_only_criterion_cannot_be_left_out() -> None:
    assert "C0 left out" not in set(weights_one_at_a_time(a_round([[[4], [2]]], [1]))["change"])


def test_leaving_out_the_scorer_who_decides_moves_the_rank() -> None:
    scores = [[[5], [1]], [[2], [3]], [[2], [3]]]
    found = without_each_scorer(a_round(scores, [1])).set_index("innovation")
    assert found.loc["a"].tolist() == [1, 2]


def test_kendalls_w_is_one_for_the_same_order_and_related_to_friedmans_statistic() -> None:
    same = np.array([[1.0, 2, 3], [10, 20, 30]])
    assert kendalls_w(same) == 1
    judged = np.array([[1.0, 2, 3, 4], [2, 1, 4, 3], [1, 3, 2, 4], [4, 2, 3, 1]])
    friedman = stats.friedmanchisquare(*judged.T).statistic
    assert kendalls_w(judged) == pytest.approx(friedman / (4 * 3))


def test_kendalls_w_with_ties_is_still_friedmans_statistic_with_ties() -> None:
    judged = np.array([[1.0, 1, 3, 4], [2, 2, 2, 3], [1, 3, 3, 3], [4, 4, 5, 5]])
    friedman = stats.friedmanchisquare(*judged.T).statistic
    assert kendalls_w(judged) == pytest.approx(friedman / (4 * 3))


def test_a_scorer_who_left_an_innovation_out_is_not_in_the_agreement() -> None:
    scores = [[[3], [1]], [[3], [2]], [[NAN], [3]]]
    found = concordance(a_round(scores, [1]))
    assert (found.value, found.scorers, found.left_out) == (1, 2, 1)


def test_scores_that_tie_but_for_how_they_are_summed_are_ties_in_the_agreement() -> None:
    """0.3 * 1 + 0.3 * 2 + 0.4 * 3 is not 0.3 * 2 + 0.3 * 1 + 0.4 * 3 for a computer."""
    sets = np.random.default_rng(6).permuted(np.tile([1.0, 2, 3, 4, 5, 2, 3], (4, 6, 1)), axis=2)
    found = concordance(a_round(sets, [1] * 7))
    assert np.isnan(found.value)


def test_what_has_no_score_is_not_among_the_first_however_many_places_there_are() -> None:
    found = a_round([[[3], [NAN]], [[2], [NAN]]], [1], places=2)
    assert ranked(found)["first"].tolist() == [True, False]
    table = chances(found, np.random.default_rng(7), 50)
    assert table["first_by_both"].tolist() == [100, 0]


def test_agreement_of_nobody_cannot_be_said() -> None:
    assert np.isnan(concordance(a_round(np.empty((0, 2, 1)), [1])).value)
    assert np.isnan(kendalls_w(np.array([[2.0, 2.0], [2.0, 2.0]])))
