import numpy as np
import pandas as pd
import pytest

from evaluation.audit import compare_cycles, compliance, estimates
from evaluation.audit.counts import combine_counts
from evaluation.audit.linked import linked_pairs
from evaluation.audit.precision import Precision
from evaluation.audit.sustained import sustained_improvement
from evaluation.disclosure import HES, NONE
from evaluation.intervals import Pairs, finite_interval, mid_p

TARGETS = {"A-1": 80.0, "A-2": 0.0}


def counts(*met, total=100, criterion="A-1"):
    return combine_counts(
        pd.DataFrame(
            {
                "criterion": criterion,
                "cycle": range(1, len(met) + 1),
                "met": met,
                "not_met": [total - number for number in met],
                "not_recorded": 0,
                "exceptions": 0,
            }
        )
    )


def test_another_interval_may_be_chosen():
    row = compliance(counts(70), TARGETS, precision=Precision("mid-p")).iloc[0]
    assert (row["lower"], row["upper"]) == pytest.approx([100 * x for x in mid_p(70, 100)])


def test_a_sample_of_few_is_surer_than_one_of_many():
    precision = Precision(fractions={1: 0.8})
    row = compliance(counts(70), TARGETS, precision=precision).iloc[0]
    wanted = [100 * float(x) for x in finite_interval(70, 100, 125)]
    assert (row["lower"], row["upper"]) == pytest.approx(wanted)
    assert row["status"] == "not met"
    assert compliance(counts(73), TARGETS).iloc[0]["status"] == "uncertain"


@pytest.mark.parametrize(("met", "status"), [(80, "met"), (79, "not met")])
def test_a_census_is_judged_by_its_percentage_and_has_no_interval(met, status):
    row = compliance(counts(met), TARGETS, precision=Precision(is_census=True)).iloc[0]
    assert row["status"] == status
    assert np.isnan(row["lower"])


def test_two_censuses_differ_by_what_they_differ():
    table = compare_cycles(counts(70, 71), TARGETS, 1, 2, precision=Precision(is_census=True))
    assert table["verdict"].tolist() == ["improved"]
    assert np.isnan(table["lower"].iloc[0])


def test_the_ratio_of_two_cycles_has_limits_where_a_count_is_nought():
    row = compare_cycles(counts(0, 20), TARGETS, 1, 2).iloc[0]
    assert np.isnan(row["ratio"])
    row = compare_cycles(counts(40, 60), TARGETS, 1, 2).iloc[0]
    assert row["ratio"] == pytest.approx(1.5)
    assert row["ratio_lower"] < 1.5 < row["ratio_upper"]


def test_linked_records_are_compared_in_pairs():
    pairs = {"A-1": Pairs(40, 5, 18, 12)}
    row = compare_cycles(counts(60, 77), TARGETS, 1, 2, pairs=pairs).iloc[0]
    assert bool(row["is_paired"])
    assert row["difference"] == pytest.approx(100 * 13 / 75)
    assert row["n"] == 75
    assert 0 < row["lower"] < row["difference"] < row["upper"]


def test_estimates_say_how_they_were_made():
    found = estimates(
        counts(60, 77),
        TARGETS,
        {1: "2024", 2: "2025"},
        "synthetic",
        precision=Precision("clopper-pearson", {1: 0.5}),
        pairs={"A-1": Pairs(40, 5, 18, 12)},
    )
    assert found[0].method.startswith("Clopper-Pearson exact interval with finite population")
    assert found[-1].method.startswith("Newcombe's method for paired proportions")
    census = estimates(
        counts(60, 77), TARGETS, {1: "a", 2: "b"}, "synthetic", precision=Precision(is_census=True)
    )
    assert census[-1].method.startswith("difference of a census")


@pytest.mark.parametrize(
    ("met", "verdict"),
    [
        ((40, 70, 75), "sustained improvement"),
        ((40, 90, 60), "improvement not sustained"),
        ((40, 70, 42), "improvement not sustained"),
        ((40, 42, 43), "no improvement shown"),
        ((40, 44, 70), "no improvement shown"),
    ],
)
def test_an_improvement_is_sustained_where_it_is_held_until_the_last_cycle(met, verdict):
    assert sustained_improvement(counts(*met), TARGETS, [1, 2, 3]) == {"A-1": verdict}


def test_less_of_what_should_not_be_done_is_an_improvement():
    table = counts(60, 30, 28, criterion="A-2")
    assert sustained_improvement(table, TARGETS, [1, 2, 3]) == {"A-2": "sustained improvement"}


def test_a_suppressed_end_cannot_be_compared_and_two_cycles_are_too_few():
    table = counts(60, 70, 80).astype({"met": "Int64"})
    table.loc[2, "met"] = pd.NA
    assert sustained_improvement(table, TARGETS, [1, 2, 3]) == {"A-1": "not comparable"}
    with pytest.raises(ValueError, match="three cycles"):
        sustained_improvement(table, TARGETS, [1, 2])


def records(**cells):
    """Linked records by their results in both cycles, written as met_not_met."""
    rows = []
    for name, number in cells.items():
        first, second = ("met" if part == "yes" else "not met" for part in name.split("_"))
        for count in range(number):
            rows += [(f"{name}{count}", 1, first), (f"{name}{count}", 2, second)]
    frame = pd.DataFrame(rows, columns=["record", "cycle", "result"])
    return frame.assign(criterion="A-1")


def test_records_are_linked_by_their_id():
    found = linked_pairs(records(yes_yes=40, yes_no=10, no_yes=20, no_no=12), 1, 2, HES)
    assert found == {"A-1": Pairs(40, 10, 20, 10)}


def test_a_small_count_of_pairs_leaves_the_criterion_unpaired():
    assert linked_pairs(records(yes_yes=40, yes_no=3, no_yes=20, no_no=12), 1, 2, HES) == {}


def test_an_exception_in_either_cycle_is_not_linked():
    frame = records(yes_yes=2, no_yes=1)
    frame.loc[0, "result"] = "exception"
    assert linked_pairs(frame, 1, 2, NONE)["A-1"] == Pairs(1, 0, 1, 0)
