"""Sums of a portfolio: invariants, and what is never summed twice."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.errors import InvalidInput
from evaluation.value.benefits import claim, claim_without_money, quantity, roll_up
from evaluation.value.benefits.rollup import CLASSES
from tests.value.making import YEARS, benefit, claim_of, estimate, kpi, money

MONEY_CLASSES = [kind for kind in CLASSES if kind != "unmonetised"]


@st.composite
def portfolios(draw):
    """Claims of up to four projects, each benefit once, on effects that may be shared."""
    claims = []
    for project in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)):
        for number in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(MONEY_CLASSES))
            size = draw(st.integers(1, 3))
            amounts = draw(st.lists(st.integers(1, 5000), min_size=size, max_size=size))
            sign = -1 if kind == "dis-benefit" else 1
            outcome = draw(st.sampled_from(["", "falls", "beds"]))
            values = tuple(float(sign * amount) for amount in amounts)
            claims.append(claim_of(project, f"b{number}", values, kind=kind, outcome=outcome))
    return claims


QUICK = settings(max_examples=30, deadline=None)


def same(one, other):
    for name in ("totals", "by_year", "net", "left_out", "without_value"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@QUICK
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_of_registers_does_not_matter(claims, random):
    shuffled = list(claims)
    random.shuffle(shuffled)
    same(roll_up(claims), roll_up(shuffled))


@QUICK
@given(portfolios())
def test_measured_and_estimated_together_are_all_that_is_not_left_out(claims):
    found = roll_up(claims)
    everything = sum(item.total for item in claims) - found.left_out["value"].sum()
    assert found.totals["value"].sum() == pytest.approx(everything)
    assert found.net["value"].sum() == pytest.approx(everything)
    assert found.by_year["value"].sum() == pytest.approx(everything)


@QUICK
@given(portfolios())
def test_a_copy_that_is_counted_elsewhere_changes_no_sum(claims):
    before = roll_up(claims)
    copy = replace(claims[0], project="e", counted_in=claims[0].project)
    after = roll_up([*claims, copy])
    pd.testing.assert_frame_equal(before.totals, after.totals)
    pd.testing.assert_frame_equal(before.net, after.net)
    assert len(after.left_out) == len(before.left_out) + 1
    assert "counted elsewhere" in set(after.left_out["reason"])


@QUICK
@given(portfolios())
def test_dis_benefits_and_nothing_else_are_negative(claims):
    totals = roll_up(claims).totals
    harm = totals["kind"] == "dis-benefit"
    assert (totals.loc[harm, "value"] < 0).all()
    assert (totals.loc[~harm, "value"] > 0).all()
    assert not totals.duplicated(["kind", "basis"]).any()


def test_one_project_rolls_up_to_its_own_total_and_interval():
    one = claim_of("a", "b", (100.0, 200.0), bases=("measured", "measured"))
    row = roll_up([one]).totals.iloc[0]
    lower, upper = np.quantile(one.draws.sum(axis=1), [0.025, 0.975])
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((300, lower, upper))


def test_a_benefit_that_is_measured_first_and_estimated_later_stands_in_two_rows():
    totals = roll_up([claim_of("a", "b", (100.0, 200.0))]).totals
    assert totals[["basis", "value"]].to_numpy().tolist() == [
        ["measured", 100.0],
        ["estimated", 200.0],
    ]


def test_an_interval_of_a_sum_over_projects_is_narrower_than_the_sum_of_intervals():
    own = [claim_of(name, "b", (100.0,)) for name in "abcd"]
    together = roll_up(own).totals.iloc[0]
    alone = [roll_up([item]).totals.iloc[0] for item in own]
    width = sum(row["upper"] - row["lower"] for row in alone)
    assert together["upper"] - together["lower"] < 0.7 * width


def test_years_that_differ_between_projects_are_put_side_by_side():
    claims = [claim_of("a", "b", (1.0,)), claim_of("c", "b", (2.0,), years=("2026/27",))]
    found = roll_up(claims)
    assert found.years == ("2024/25", "2026/27")
    assert found.by_year["value"].tolist() == [1.0, 2.0]


def test_of_two_benefits_on_one_effect_the_larger_is_summed_and_the_other_named():
    small = claim_of("a", "beds", (100.0,), outcome="falls")
    large = claim_of("a", "costs", (300.0,), outcome="falls", kind="cash-releasing")
    found = roll_up([small, large])
    assert found.totals["value"].tolist() == [300.0]
    left = found.left_out.iloc[0]
    assert (left["benefit"], left["reason"], left["where"]) == ("beds", "same effect", "costs")


def test_benefits_on_one_effect_are_both_summed_where_one_says_why_it_is_separate():
    first = claim_of("a", "beds", (100.0,), outcome="falls")
    second = claim_of("a", "drugs", (300.0,), outcome="falls", separate_because="Drugs only")
    assert roll_up([first, second]).totals["value"].sum() == 400


def test_a_harm_on_the_same_effect_as_a_benefit_is_never_hidden():
    good = claim_of("a", "good", (100.0,), outcome="falls")
    harm = claim_of("a", "harm", (-30.0,), outcome="falls", kind="dis-benefit")
    assert roll_up([good, harm]).net["value"].tolist() == [70.0]


def test_the_same_effect_in_two_projects_is_two_effects():
    claims = [claim_of(name, "b", (100.0,), outcome="falls") for name in "ab"]
    assert roll_up(claims).totals["value"].tolist() == [200.0]


def test_two_projects_that_name_the_same_third_are_counted_there_once():
    third = claim_of("c", "b", (100.0,))
    copies = [claim_of(name, "b", (100.0,), counted_in="c") for name in "ab"]
    found = roll_up([third, *copies])
    assert found.totals["value"].tolist() == [100.0]
    assert found.left_out["where"].tolist() == ["c", "c"]


@pytest.mark.parametrize(
    "claims",
    [
        [claim_of("a", "b", (1.0,), counted_in="nowhere")],
        [claim_of("a", "b", (1.0,), counted_in="a")],
        [claim_of("a", "b", (1.0,), counted_in="c"), claim_of("c", "b", (1.0,), counted_in="a")],
    ],
)
def test_a_benefit_that_nobody_counts_is_named(claims):
    assert set(roll_up(claims).left_out["reason"]) == {"counted nowhere"}


def test_benefits_without_money_are_counted_by_their_class_and_why():
    unvalued = [
        claim_without_money(benefit(id=name, **{"class": "unmonetised"}), "a", YEARS)
        for name in ("one", "two")
    ]
    hidden = replace(claim_of("a", "three", (1.0,)), value=None, draws=None, status="suppressed")
    found = roll_up([*unvalued, hidden]).without_value
    assert found.to_numpy().tolist() == [
        ["non-cash-releasing", "suppressed", 1],
        ["unmonetised", "no money", 2],
    ]


def test_nothing_rolls_up_to_empty_tables():
    found = roll_up([])
    assert found.totals.empty
    assert found.left_out.empty
    assert found.without_value.empty
    assert (found.price_year, found.draws) == ("", 0)


def test_prices_of_two_years_are_never_summed():
    claims = [claim_of("a", "b", (1.0,)), claim_of("c", "b", (1.0,), price_year="2020/21")]
    with pytest.raises(InvalidInput, match="prices of 2020/21 and 2023/24"):
        roll_up(claims)
    one = claims[1].in_prices_of("2023/24", 1.2)
    assert roll_up([claims[0], one]).totals["value"].tolist() == pytest.approx([2.2])


def test_claims_with_different_numbers_of_draws_are_refused():
    short = claim_of("a", "b", (1.0,))
    with pytest.raises(InvalidInput, match="same number of draws"):
        roll_up([claim_of("c", "b", (1.0,)), replace(short, draws=short.draws[:10])])


def claim_from(of, found=None):
    units = quantity(
        of, [found or estimate()], {"falls": kpi()}, YEARS, project="a", seed=1, draws=500
    )
    return claim(of, units, seed=1)


def test_a_claim_is_quantity_times_unit_value_and_harm_is_negative():
    given_quantity = money(effect=None, volume=None, measured_to=None, quantity=10)
    good = claim_from(benefit(money=money()))
    harm = claim_from(benefit(money=given_quantity, **{"class": "dis-benefit"}))
    np.testing.assert_allclose(good.value, [1000, 2000, 0])
    assert (good.price_year, good.outcome) == ("2023/24", "falls")
    np.testing.assert_allclose(harm.value, [-250, -500, 0])
    assert (harm.draws <= 0).all()


def test_factors_by_year_apply_to_points_and_draws():
    found = claim_from(benefit(money=money())).times(np.array([1.0, 0.5, 0.25]))
    np.testing.assert_allclose(found.value, [1000, 1000, 0])


def test_a_suppressed_effect_claims_nothing_and_stays_so_in_other_prices():
    hidden = claim_from(
        benefit(money=money()), estimate(value=None, lower=None, upper=None)
    ).in_prices_of("2025/26", 1.1)
    assert (hidden.status, hidden.value, hidden.total) == ("suppressed", None, 0.0)
    assert hidden.times(2.0).value is None


def test_units_that_are_worth_health_alone_claim_no_money():
    of = benefit(money=money(unit_value=None), health={"qalys": 0.1})
    assert claim_from(of).status == "no money"
