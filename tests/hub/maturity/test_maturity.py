"""The maturity wheel's statistics: hand cases, published numbers, simulation, small numbers."""

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import NONE, UNDER_5
from evaluation.hub.maturity.agreement import alpha, alpha_with_limits, within_group
from evaluation.hub.maturity.change import changes, linked_members
from evaluation.hub.maturity.collating import assessed_years, by_member, collated, thirds
from evaluation.hub.maturity.groups import NOT_ALLOWED, group_differences
from evaluation.hub.maturity.priorities import ranked_priorities
from evaluation.intervals import NO_EFFECT, net_change

NAN = np.nan
DIMENSIONS = ["a", "b"]


def scores(year: str, values: dict[str, list[float]], first: int = 1) -> pd.DataFrame:
    """Return rows of the table, members numbered from `first`."""
    return pd.DataFrame(
        [
            (year, f"m{first + place}", "core team", "north", dimension, score)
            for dimension, column in values.items()
            for place, score in enumerate(column)
        ],
        columns=["year", "member", "group", "partner", "dimension", "score"],
    ).astype({"score": "Int64"})


def table(*columns: list[float]) -> pd.DataFrame:
    found = pd.DataFrame(dict(zip(DIMENSIONS, columns, strict=False)), dtype="float64")
    return found.set_axis([f"m{place}" for place in range(len(found))])


def test_scores_become_one_row_per_member_and_those_without_any_are_left_out() -> None:
    rows = scores("2025/26", {"a": [3, 4, None], "b": [2, None, None]})
    found = by_member(rows, "2025/26", DIMENSIONS)
    assert found.index.tolist() == ["m1", "m2"]
    assert found["a"].tolist() == [3, 4]
    assert np.isnan(found.loc["m2", "b"])


def test_years_to_come_do_not_count() -> None:
    rows = pd.concat([scores(year, {"a": [3]}) for year in ("2025/26", "2024/25", "2026/27")])
    assert assessed_years(rows, "2025/26") == ["2024/25", "2025/26"]


def test_middle_and_quartiles_are_scores_that_were_given_or_midway() -> None:
    found = collated(table([1, 2, 2, 3, 3, 4, 5, 5]), 2, 4, NONE).iloc[0]
    assert (found["lower_quartile"], found["median"], found["upper_quartile"]) == (2, 3, 4.5)
    assert found["high"] == pytest.approx(37.5)


def test_fewer_than_eight_scores_are_not_shown() -> None:
    found = collated(table([1, 2, 3, 4, 5, 5, 5, NAN], [3] * 8), 2, 4)
    assert found["median"].isna().tolist() == [True, False]
    assert found["high"].isna().tolist() == [True, False]


def test_parts_of_the_scale_come_from_protected_counts() -> None:
    found = thirds(table([1] * 10 + [3] * 12 + [5] * 2), 2, 4).iloc[0]
    assert found["low"] == pytest.approx(100 * 10 / 25)
    assert np.isnan(found["high"])


def test_a_small_part_cannot_be_worked_out_from_the_others() -> None:
    """Of 24 members 3 scored low: with 13 and 8 of 24 shown, anybody could subtract."""
    members = table([1] * 3 + [3] * 13 + [5] * 8)
    found = thirds(members, 2, 4, UNDER_5).iloc[0]
    assert np.isnan(found["low"])
    assert found[["middle", "high", "members"]].isna().any()
    high = collated(members, 2, 4, UNDER_5).iloc[0]["high"]
    assert np.isnan(high) == np.isnan(found["high"])


def test_parts_of_dimensions_that_few_scored_are_not_shown_beside_others() -> None:
    found = thirds(table([1] * 8 + [NAN], [3] * 7 + [NAN] * 2), 2, 4, NONE)
    assert found["members"].isna().tolist() == [False, True]
    assert found[["low", "middle", "high"]].isna().all(axis=1).tolist() == [False, True]


def test_the_same_members_are_compared_with_themselves() -> None:
    before, after = table([2] * 10), table([3] * 8 + [2, 1])
    (change,) = changes(before, after, linked=True)
    assert (change.basis, change.people, change.direction) == ("same members", 10, "higher")
    assert change.effect == net_change(8, 1, 10)


def test_members_who_are_not_linked_are_compared_as_two_groups_on_the_same_scale() -> None:
    before, after = table([1, 1, 1, 1, 2, 2, 2, 2]), table([2, 2, 2, 2, 1, 1, 1, 1])
    (change,) = changes(before, after, linked=False)
    assert (change.basis, change.people) == ("all members", 16)
    assert change.effect.value == pytest.approx(0)
    assert -1 <= change.effect.lower < 0 < change.effect.upper <= 1


def test_too_few_members_give_no_change() -> None:
    (change,) = changes(table([2] * 7), table([3] * 7), linked=True)
    assert (change.basis, change.effect) == ("too few", NO_EFFECT)
    assert change.direction == "unclear"


def test_few_linked_members_fall_back_to_everybody() -> None:
    before, after = table([2] * 9), table([3] * 9)
    after.index = [*before.index[:3], *(f"n{place}" for place in range(6))]
    (change,) = changes(before, after, linked=True)
    assert change.basis == "all members"
    assert linked_members(before, after) == 3


def test_alpha_is_krippendorffs_published_example() -> None:
    """Krippendorff (2011), example of four observers with missing data: ordinal 0.815."""
    observers = pd.DataFrame(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
            [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
        ]
    )
    assert alpha(observers) == pytest.approx(0.815, abs=5e-4)


def test_alpha_is_one_where_all_agree_and_missing_where_nothing_varies() -> None:
    assert alpha(pd.DataFrame([[1, 2, 3], [1, 2, 3]])) == 1
    assert np.isnan(alpha(pd.DataFrame([[2, 2], [2, 2]])))
    assert alpha_with_limits(pd.DataFrame([[2, 2]] * 9)) is NO_EFFECT
    assert alpha_with_limits(pd.DataFrame([[1, 2]] * 7)) is NO_EFFECT


def test_alphas_limits_keep_their_coverage_over_members() -> None:
    """93.5% of 400 samples of 20 members hold the alpha of 3,000 members."""
    means = np.linspace(2, 4, 13)
    generator = np.random.default_rng(5)

    def drawn(members: int) -> pd.DataFrame:
        values = generator.normal(means, 0.9, size=(members, 13))
        return pd.DataFrame(np.clip(np.round(values), 1, 5))

    truth = alpha(drawn(3000))
    found = [alpha_with_limits(drawn(20)) for _ in range(150)]
    assert np.mean([each.lower <= truth <= each.upper for each in found]) >= 0.9


def test_agreement_within_a_dimension_is_worked_by_hand() -> None:
    found = within_group(table([2, 4] * 5, [3] * 10), 1, 5)
    assert found["a"] == pytest.approx(1 - (10 / 9) / 2)
    assert found["b"] == 1


def test_priorities_follow_the_rule_and_ties_share_a_rank() -> None:
    now = pd.DataFrame({"a": [2.0] * 10, "b": [3.0] * 10, "c": [2.0] * 10, "d": [4.0] * 10})
    found = ranked_priorities(now, "lowest-median", 2, np.random.default_rng(1), resamples=50)
    assert found[["dimension", "rank"]].to_numpy().tolist() == [
        ["a", 1],
        ["c", 1],
        ["b", 3],
        ["d", 4],
    ]
    assert found["chosen"].tolist() == [100, 100, 0, 0]


def test_the_largest_fall_comes_first_where_the_rule_says_so() -> None:
    before = pd.DataFrame({"a": [4.0] * 10, "b": [3.0] * 10})
    now = pd.DataFrame({"a": [3.0] * 10, "b": [2.5] * 10})
    generator = np.random.default_rng(1)
    found = ranked_priorities(now, "largest-fall", 1, generator, before, resamples=50)
    assert found["dimension"].tolist() == ["a", "b"]
    assert found["fall"].tolist() == [1, 0.5]


def test_a_dimension_is_among_the_first_as_often_as_its_scores_say() -> None:
    """Two dimensions with the same distribution are first in about half of the samples each."""
    generator = np.random.default_rng(3)
    shares = []
    for _ in range(60):
        now = pd.DataFrame(generator.integers(1, 6, size=(24, 2)).astype(float), columns=["a", "b"])
        found = ranked_priorities(now, "lowest-mean", 1, generator, resamples=200)
        shares.append(float(found.set_index("dimension").loc["a", "chosen"]))
    assert np.mean(shares) == pytest.approx(50, abs=10)


def test_too_few_members_have_no_priorities() -> None:
    found = ranked_priorities(table([1] * 7, [2] * 7), "lowest-mean", 1, np.random.default_rng(1))
    assert found.empty


def test_partners_are_compared_only_where_two_have_eight_members() -> None:
    rows = scores("2025/26", {"a": [1, 2] * 8})
    rows["partner"] = [f"p{place % 4}" for place in range(16)]
    rows["group"] = ["core team"] * 8 + ["programme group"] * 8
    differences, left_out = group_differences(rows, by_member(rows, "2025/26", ["a"]))
    assert {(item.first, item.second) for item in differences} == {("core team", "programme group")}
    assert left_out == NOT_ALLOWED
