import numpy as np
import pandas as pd
import pytest

from evaluation.equity import (
    Bounded,
    best_group,
    change_of_difference,
    change_of_ratio,
    gap_from_total,
    reach_by_group,
    relative_gap,
    share_of_users,
    true_order,
)
from evaluation.errors import InvalidInput


def counts(*pairs):
    return pd.DataFrame(
        {
            "group": range(1, len(pairs) + 1),
            "numerator": [met for met, _ in pairs],
            "denominator": [whole for _, whole in pairs],
        }
    )


def test_the_share_of_users_is_held_against_that_of_the_eligible():
    found = share_of_users(counts((20, 100), (60, 100)), [1])
    assert (found.users, found.eligible) == (25.0, 50.0)
    assert found.ratio == pytest.approx(0.5)
    assert found.ratio_lower < 0.5 < found.ratio_upper < 1
    assert found.difference == pytest.approx(-25)


def test_groups_reached_alike_have_an_index_of_one():
    table = reach_by_group(counts((30, 100), (60, 200), (90, 300)))
    assert table["index"].tolist() == pytest.approx([1, 1, 1])
    assert (table["index_lower"] < 1).all()
    assert (table["index_upper"] > 1).all()


def test_a_suppressed_group_is_left_out_of_both_shares():
    table = counts((20, 100), (60, 100), (None, 100))
    found = share_of_users(table.astype({"numerator": "Int64"}), [1])
    assert found.users == pytest.approx(25)


def test_shares_need_groups_that_are_there_and_others_beside_them():
    with pytest.raises(InvalidInput):
        share_of_users(counts((20, 100), (60, 100)), [9])
    with pytest.raises(InvalidInput):
        share_of_users(counts((20, 100), (60, 100)), [1, 2])


@pytest.mark.slow
def test_the_limits_of_the_ratio_of_shares_cover_the_truth():
    generator = np.random.default_rng(5)
    people, reach = np.array([80, 320]), np.array([0.2, 0.35])
    users = people * reach
    truth = (users[0] / users.sum()) / (people[0] / people.sum())
    hits = 0
    for _ in range(1_000):
        drawn = generator.binomial(people, reach)
        found = share_of_users(counts(*zip(drawn, people, strict=True)), [1])
        hits += found.ratio_lower <= truth <= found.ratio_upper
    assert 0.93 <= hits / 1_000 <= 0.975


def test_the_gap_from_the_total_is_that_from_the_others_shrunk():
    table = counts((48, 80), (56, 70))
    assert gap_from_total(table, 1).value == pytest.approx(60 - 100 * 104 / 150)
    assert gap_from_total(table, 1, "relative").value == pytest.approx(0.6 / (104 / 150))


def test_the_best_group_follows_the_direction():
    table = counts((48, 80), (56, 70))
    assert best_group(table, "increase") == 2
    assert best_group(table, "decrease") == 1


def test_relative_gaps_agree_with_the_published_mover_limits():
    """Fagerland MW, Newcombe RG (2013), doi:10.1002/sim.5694."""
    published = {
        ((24, 73), (53, 65)): (0.282, 0.563),
        ((29, 55), (11, 11)): (0.398, 0.761),
        ((7, 18), (1, 18)): (1.277, 40.751),
    }
    for pair, limits in published.items():
        gap = relative_gap(counts(*pair), 1, 2)
        assert (gap.lower, gap.upper) == pytest.approx(limits, abs=6e-4)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((-20, -25, -15), (-5, -8, -2), "narrowed"),
        ((-5, -8, -2), (-20, -25, -15), "widened"),
        ((-20, -25, -15), (20, 15, 25), "reversed"),
        ((-5, -10, 0), (-4, -9, 1), "no clear change"),
        ((None, None, None), (-4, -9, 1), "not comparable"),
    ],
)
def test_the_verdict_on_a_change_follows_its_interval(before, after, verdict):
    assert change_of_difference(Bounded(*before), Bounded(*after)).verdict == verdict


def test_a_ratio_nearer_to_one_has_narrowed():
    change = change_of_ratio(Bounded(0.5, 0.45, 0.55), Bounded(0.9, 0.85, 0.96))
    assert change.value == pytest.approx(1.8)
    assert change.verdict == "narrowed"


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["10", "9", "1"], [2, 1, 0]),
        (["1 least deprived", "2", "3 most deprived"], [2, 1, 0]),
        ([3, 1, 2], [1, 2, 0]),
    ],
)
def test_groups_are_put_in_their_true_order(names, order):
    assert true_order(pd.Series(names)) == order


def test_a_stated_order_must_name_every_group():
    with pytest.raises(InvalidInput):
        true_order(pd.Series(["a", "b"]), ["a"])
