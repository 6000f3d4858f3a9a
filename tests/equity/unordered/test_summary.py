import numpy as np
import pandas as pd
import pytest

from evaluation.equity import PROPORTION, concentration_indices, summary_measures, values_of_counts
from evaluation.equity.unordered.formulas import MEASURES
from evaluation.errors import InvalidInput


def values(numerators=(40, 50, 60), denominator=100, groups="abc"):
    table = pd.DataFrame(
        {"group": list(groups), "numerator": numerators, "denominator": denominator}
    )
    return values_of_counts(table, PROPORTION)


def measured(found_values, favourable="increase", **options):
    table = summary_measures(
        found_values,
        favourable,
        np.random.default_rng(1),
        multiplier=100,
        repetitions=2_000,
        **options,
    )
    return table.set_index("symbol")


def test_every_measure_by_hand_for_three_equal_groups():
    """Values 0.4, 0.5 and 0.6 of 100 people each; the average is 0.5 and the best 0.6."""
    found = measured(values(), reference="c")["value"]
    y, mean = np.array([0.4, 0.5, 0.6]), 0.5
    expected = {
        "D": 20,
        "R": 1.5,
        "PAR": 10,
        "PAF": 100 * 0.1 / 0.5,
        "BGV": 1e4 * ((y - mean) ** 2).mean(),
        "BGSD": 100 * np.sqrt(((y - mean) ** 2).mean()),
        "COV": 100 * np.sqrt(((y - mean) ** 2).mean()) / mean,
        "IDISU": 100 * np.abs(y - mean).mean() / mean,
        "IDISW": 100 * np.abs(y - mean).mean() / mean,
        "MDBU": 100 * (0.6 - y).mean(),
        "MDBW": 100 * (0.6 - y).mean(),
        "MDMU": 100 * np.abs(y - mean).mean(),
        "MDMW": 100 * np.abs(y - mean).mean(),
        "MDRU": 100 * (0.6 - y).mean(),
        "MDRW": 100 * (0.6 - y).mean(),
        "TI": 1000 * (y / mean * np.log(y / mean)).mean(),
        "MLD": 1000 * (-np.log(y / mean)).mean(),
    }
    assert set(expected) == set(MEASURES)
    for symbol, value in expected.items():
        assert found[symbol] == pytest.approx(value), symbol


def test_people_weigh_the_measures_that_are_weighted():
    found = measured(values((40, 50, 180), (100, 100, 300)))["value"]
    mean = 270 / 500
    y, share = np.array([0.4, 0.5, 0.6]), np.array([0.2, 0.2, 0.6])
    assert found["IDISW"] == pytest.approx(100 * (share * np.abs(y - mean)).sum() / mean)
    assert found["IDISU"] == pytest.approx(100 * np.abs(y - mean).mean() / mean)


def test_the_best_group_of_an_adverse_indicator_is_the_lowest():
    found = measured(values(), favourable="decrease")["value"]
    assert abs(found["PAR"]) == pytest.approx(10)
    assert found["MDBU"] == pytest.approx(10)


def test_equal_groups_have_limits_that_reach_no_inequality():
    found = measured(values((50, 50, 50)))
    assert found.loc["BGSD", "value"] == 0
    assert found.loc["BGSD", "lower"] == 0
    assert found.loc["BGSD", "upper"] > 0


def test_a_hidden_group_leaves_no_measure_that_may_depend_on_it():
    found = measured(values(pd.array([40, None, 60], dtype="Int64")))
    assert np.isnan(found.loc["D", "value"])
    assert found.loc["D", "note"]


def test_unknown_measures_and_references_are_refused():
    with pytest.raises(InvalidInput):
        measured(values(), measures=["XX"])
    with pytest.raises(InvalidInput):
        measured(values(), reference="z")
    with pytest.raises(InvalidInput):
        measured(values((1, 2), groups="ab"))


def test_concentration_indices_by_hand():
    """Three equal groups at ranks 1/6, 1/2, 5/6: ACI = sum (2X - 1) y / 3."""
    found = concentration_indices(values(), multiplier=100).set_index("symbol")["value"]
    aci = 100 * (np.array([-2 / 3, 0, 2 / 3]) * [0.4, 0.5, 0.6]).sum() / 3
    assert found["ACI"] == pytest.approx(aci)
    assert found["RCI"] == pytest.approx(100 * aci / 50)


@pytest.mark.slow
def test_limits_of_the_disparity_cover_the_truth():
    generator = np.random.default_rng(3)
    truth = np.array([0.3, 0.4, 0.5, 0.6])
    exact = np.sqrt(((truth - truth.mean()) ** 2).mean())
    hits = 0
    for _ in range(200):
        drawn = values(generator.binomial(150, truth), 150, "abcd")
        found = measured(drawn, measures=["BGSD"]).loc["BGSD"]
        hits += found["lower"] <= 100 * exact <= found["upper"]
    assert hits / 200 >= 0.92
