"""Results of which counts came suppressed hold whatever those counts are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.audit.bounded import Bounded, Ends
from evaluation.audit.compliance import MET, NO_TARGET, NOT_MET, SUPPRESSED, UNCERTAIN, compliance
from evaluation.audit.counts import COUNTS, combine_counts, protect_results
from evaluation.audit.cycles import IMPROVED, NO_CLEAR_CHANGE, NOT_COMPARABLE, compare_cycles
from evaluation.audit.reporting import WHATEVER, estimates
from evaluation.audit.sustained import SUSTAINED, sustained_improvement
from evaluation.disclosure import HES, NONE, UNDER_5
from evaluation.intervals import newcombe_difference, wilson
from evaluation.study.audit_between import bounded_results

PARTS = ("met", "not_met", "not_recorded", "exceptions")


def ends(met: int, eligible: int) -> Ends:
    limits = wilson(met, eligible)
    return Ends(100 * met / eligible, 100 * float(limits.lower), 100 * float(limits.upper))


def hidden(*cycles: int, criterion: str = "A-1") -> pd.DataFrame:
    """Return rows whose counts are not known."""
    rows = pd.DataFrame({"criterion": criterion, "cycle": cycles})
    return rows.assign(**{name: pd.array([None] * len(rows), "Int64") for name in COUNTS})


def known(cycle: int, met: int, not_met: int, criterion: str = "A-1") -> pd.DataFrame:
    row = {"criterion": criterion, "cycle": cycle, "met": met, "not_met": not_met}
    counts = combine_counts(pd.DataFrame([{**row, "not_recorded": 0, "exceptions": 0}]))
    return protect_results(counts, NONE)


def between(**counts: int | tuple[int, int]) -> pd.DataFrame:
    """Return a row of counts, of which those given as two numbers came suppressed."""
    row: dict[str, object] = {"criterion": "A-1", "cycle": 1}
    for name in PARTS:
        given_count = counts.get(name, 0)
        least, most = given_count if isinstance(given_count, tuple) else (given_count,) * 2
        row |= {f"{name}_least": float(least), f"{name}_most": float(most)}
        row[name] = pd.NA if isinstance(given_count, tuple) else given_count
    return pd.DataFrame([row]).astype(dict.fromkeys(PARTS, "Int64"))


def test_a_result_reaches_from_the_lowest_to_the_highest():
    bounded = {("A-1", 1): Bounded(ends(40, 47), ends(40, 41), 1)}

    (row,) = compliance(hidden(1), {"A-1": 80}, bounded=bounded).to_dict("records")

    assert row["percent"] == pytest.approx((100 * 40 / 47 + 100 * 40 / 41) / 2)
    assert row["lower"] == pytest.approx(100 * wilson(40, 47).lower)
    assert row["upper"] == pytest.approx(100 * wilson(40, 41).upper)
    assert pd.isna(row["eligible"])


@pytest.mark.parametrize(
    ("target", "status"),
    [(60, MET), (80, UNCERTAIN), (100, NOT_MET), (None, NO_TARGET), (95, UNCERTAIN)],
)
def test_a_status_is_given_where_it_is_the_same_at_both_ends(target, status):
    bounded = {("A-1", 1): Bounded(ends(40, 47), ends(40, 41), 1)}
    assert compliance(hidden(1), {"A-1": target}, bounded=bounded)["status"].item() == status


def test_a_status_that_differs_between_the_ends_is_uncertain():
    may_be_all = {("A-1", 1): Bounded(ends(40, 44), ends(40, 40), 1)}
    assert compliance(hidden(1), {"A-1": 100}, bounded=may_be_all)["status"].item() == UNCERTAIN
    clear_at_one = {("A-1", 1): Bounded(ends(60, 107), ends(67, 67), 1)}
    assert compliance(hidden(1), {"A-1": 70}, bounded=clear_at_one)["status"].item() == UNCERTAIN


def test_rows_that_are_not_bounded_are_as_before():
    counts = pd.concat([known(1, 40, 10), hidden(2)], ignore_index=True)
    bounded = {("A-1", 2): Bounded(ends(40, 47), ends(40, 41), 1)}

    with_it = compliance(counts, {"A-1": 80}, bounded=bounded)
    without = compliance(counts, {"A-1": 80})

    pd.testing.assert_frame_equal(with_it.iloc[:1], without.iloc[:1])
    assert without["status"].tolist()[1] == SUPPRESSED


def test_a_change_reaches_from_the_lowest_to_the_highest():
    counts = pd.concat([known(1, 20, 30), hidden(2)], ignore_index=True)
    bounded = {("A-1", 2): Bounded(ends(40, 47), ends(40, 41), 1)}

    (row,) = compare_cycles(counts, {"A-1": 80}, 1, 2, bounded=bounded).to_dict("records")

    assert row["lower"] == pytest.approx(100 * newcombe_difference(40, 47, 20, 50).lower)
    assert row["upper"] == pytest.approx(100 * newcombe_difference(40, 41, 20, 50).upper)
    middle = (100 * 40 / 47 + 100 * 40 / 41) / 2
    assert row["percent_second"] == pytest.approx(middle)
    assert row["difference"] == pytest.approx(middle - 40)
    assert row["verdict"] == IMPROVED
    assert np.isnan(row["ratio"])
    assert pd.isna(row["n"])


def test_a_change_between_two_bounded_cycles_takes_the_opposite_ends():
    first, second = Bounded(ends(20, 50), ends(26, 50), 1), Bounded(ends(30, 50), ends(36, 50), 1)
    both = {("A-1", 1): first, ("A-1", 2): second}

    (row,) = compare_cycles(hidden(1, 2), {"A-1": 80}, 1, 2, bounded=both).to_dict("records")

    assert row["lower"] == pytest.approx(100 * newcombe_difference(30, 50, 26, 50).lower)
    assert row["upper"] == pytest.approx(100 * newcombe_difference(36, 50, 20, 50).upper)
    assert row["verdict"] == NO_CLEAR_CHANGE
    one = {("A-1", 1): first}
    table = compare_cycles(hidden(1, 2), {"A-1": 80}, 1, 2, bounded=one)
    assert table["verdict"].item() == NOT_COMPARABLE


def test_three_cycles_and_estimates_know_what_is_bounded():
    counts = pd.concat([known(1, 20, 80), known(2, 80, 20), hidden(3)], ignore_index=True)
    bounded = {("A-1", 3): Bounded(ends(80, 107), ends(80, 101), 1)}

    found = sustained_improvement(counts, {"A-1": 80}, [1, 2, 3], bounded=bounded)
    assert found == {"A-1": SUSTAINED}

    periods = {cycle: f"20{cycle}" for cycle in (1, 2, 3)}
    made = estimates(counts, {"A-1": 80}, periods, "synthetic", bounded=bounded)
    assert [(each.measure, WHATEVER in each.method) for each in made] == [
        ("cycle 1", False),
        ("cycle 2", False),
        ("cycle 3", True),
        ("difference", True),
    ]
    assert [each.n for each in made] == [100, 100, None, None]


interval_of_counts = st.tuples(st.integers(0, 60), st.integers(0, 9)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


@settings(max_examples=150, deadline=None)
@given(
    met=interval_of_counts,
    not_met=interval_of_counts,
    not_recorded=interval_of_counts,
    where=st.tuples(*[st.floats(0, 1)] * 3),
    target=st.sampled_from([0, 70, 100]),
)
def test_the_limits_of_the_full_data_lie_within(met, not_met, not_recorded, where, target):
    if not (met[1] + not_met[1] + not_recorded[1]) or not (met[0] + not_met[0] + not_recorded[0]):
        return
    rows = between(met=met, not_met=not_met, not_recorded=not_recorded)
    found = bounded_results(rows, {"A-1": target}, NONE)[("A-1", 1)]
    full = [
        least + round(share * (most - least))
        for (least, most), share in zip((met, not_met, not_recorded), where, strict=True)
    ]
    numerator = full[0] + (full[2] if target == 0 else 0)
    limits = wilson(numerator, sum(full))
    assert found.least.lower <= 100 * limits.lower + 1e-9
    assert found.most.upper >= 100 * limits.upper - 1e-9
    assert found.least.percent <= 100 * numerator / sum(full) + 1e-9
    assert found.most.percent >= 100 * numerator / sum(full) - 1e-9

    other = known(2, 20, 30)
    counts = pd.concat([hidden(1), other], ignore_index=True)
    change = compare_cycles(counts, {"A-1": 70}, 2, 1, bounded={("A-1", 1): found})
    exact = newcombe_difference(numerator, sum(full), 20, 50)
    assert change["lower"].item() <= 100 * exact.lower + 1e-9
    assert change["upper"].item() >= 100 * exact.upper - 1e-9


def test_what_is_not_recorded_counts_as_done_where_nothing_should_be():
    rows = between(met=0, not_met=40, not_recorded=(1, 4))
    found = bounded_results(rows, {"A-1": 0}, NONE)[("A-1", 1)]
    assert found.most.percent == pytest.approx(100 * 4 / 41)  # never lower than 4 of 44
    assert found.cells == 1


@pytest.mark.parametrize(
    ("rows", "rule", "is_shown"),
    [
        (between(met=80, not_met=40, not_recorded=(1, 7)), HES, True),
        (between(met=80, not_met=40, not_recorded=(1, 4)), UNDER_5, True),
        (between(met=80, not_met=40, exceptions=(1, 4)), HES, True),
        (between(met=95, not_met=(1, 7)), HES, False),
        (between(met=95, not_met=(1, 4)), UNDER_5, False),
        (between(met=(1, 7), not_met=95), HES, False),
        (between(met=(0, 4), not_met=95), UNDER_5, False),
        (between(met=(41, 47), not_met=95), HES, True),
        (between(met=3, not_met=(10, 12)), UNDER_5, False),
    ],
)
def test_what_the_rule_would_hide_is_not_bounded(rows, rule, is_shown):
    assert bool(bounded_results(rows, {"A-1": 90}, rule)) is is_shown
