import numpy as np
import pandas as pd
import pytest

from evaluation.equity import (
    PROPORTION,
    rate,
    reliability,
    slope_index,
    values_of_counts,
    values_of_estimates,
)
from evaluation.errors import InvalidInput

CASE = "phe_sii_life_expectancy"
LEVELS = {"95_0": 0.95, "99_8": 0.998}
# The case's limits are order statistics of 200,000 draws. Those of 95% have a standard error of
# 0.012 in area 1 and 0.002 in area 2 (of 99.8%: 0.04 and 0.006); the exact limits, worked out by
# hand from the weights, lie 0.0226 from the drawn ones in area 1: two standard errors.
NEAR = {"95_0": 0.024, "99_8": 0.08}
TWO_DRAWS_APART = 0.05


def of_case(case, area, width):
    table = case.table()
    rows = table[table["Area"] == area].rename(
        columns={"Quantile": "group", "Population": "population", "Value": "value", **width}
    )
    return values_of_estimates(rows[["group", "population", "value", *width.values()]], "value")


@pytest.mark.reference
def test_indices_and_exact_limits_agree_with_those_of_ukhsa(nhs_case):
    case = nhs_case(CASE)
    for key, width in (
        ("se_95_998", {"StandardError": "se"}),
        ("from_cl", {"LowerCL": "lower", "UpperCL": "upper"}),
    ):
        for row in case.expected[key]:
            values = of_case(case, row["Area"], width)
            for text, level in LEVELS.items():
                if f"sii_lower{text}cl" not in row:
                    continue
                index = slope_index(values, level=level)
                found = [index.sii, index.rii, index.intercept]
                wanted = [row["sii"], row["rii"], row["intercept"]]
                case.close(f"{key}: sii, rii, intercept", found, wanted, relative=1e-8)
                limits = [row[f"sii_{side}{text}cl"] for side in ("lower", "upper")]
                found = [index.sii_lower, index.sii_upper]
                case.close(f"{key}: exact SII limits {text}", found, limits, absolute=NEAR[text])
                ratios = [row[f"rii_{side}{text}cl"] for side in ("lower", "upper")]
                found = [index.rii_lower, index.rii_upper]
                case.close(f"{key}: exact RII limits {text}", found, ratios, absolute=0.002)


@pytest.mark.reference
def test_simulated_limits_agree_with_those_of_ukhsa(nhs_case):
    case = nhs_case(CASE)
    for row in case.expected["se_95_998"]:
        values = of_case(case, row["Area"], {"StandardError": "se"})
        index = slope_index(values, generator=np.random.default_rng(2024), repetitions=200_000)
        limits = [row[f"sii_{side}95_0cl"] for side in ("lower", "upper")]
        found = [index.sii_lower, index.sii_upper]
        case.close("simulated SII limits 95_0", found, limits, absolute=TWO_DRAWS_APART)


@pytest.mark.reference
def test_a_negative_multiplier_turns_the_indices_over(nhs_case):
    case = nhs_case(CASE)
    for row in case.expected["multiplier_minus1"]:
        values = of_case(case, row["Area"], {"StandardError": "se"})
        index = slope_index(values, multiplier=-1)
        found = [index.sii, index.rii]
        case.close("multiplier -1: sii, rii", found, [row["sii"], row["rii"]], relative=1e-8)
        found = [index.sii_lower, index.sii_upper]
        limits = [row["sii_lower95_0cl"], row["sii_upper95_0cl"]]
        case.close("multiplier -1: exact SII limits", found, limits, absolute=NEAR["95_0"])


def counts(numerators, denominator=100, groups=None):
    groups = list(range(1, len(numerators) + 1)) if groups is None else groups
    return pd.DataFrame({"group": groups, "numerator": numerators, "denominator": denominator})


def test_a_straight_gradient_over_equal_groups_has_a_slope_known_by_hand():
    index = slope_index(values_of_counts(counts([10, 20, 30, 40, 50]), PROPORTION), multiplier=100)
    assert index.sii == pytest.approx(50)
    assert index.intercept == pytest.approx(5)
    assert index.rii == pytest.approx(55 / 5)


@pytest.mark.parametrize(
    "groups",
    [
        [str(number) for number in range(1, 11)],
        [f"{number} - decile" for number in range(1, 11)],
        pd.Categorical(
            [f"d{number}" for number in range(1, 11)],
            categories=[f"d{number}" for number in range(1, 11)],
            ordered=True,
        ),
    ],
)
def test_text_and_ordered_categories_give_what_numbers_give(groups):
    numerators = [10, 14, 12, 18, 20, 26, 25, 30, 33, 37]
    plain = slope_index(values_of_counts(counts(numerators), PROPORTION))
    shuffled = counts(numerators, groups=groups).iloc[[9, 0, 5, 2, 7, 1, 8, 3, 6, 4]]
    found = slope_index(values_of_counts(shuffled, PROPORTION).ordered())
    assert found.sii == pytest.approx(plain.sii)
    assert found.rii == pytest.approx(plain.rii)


def test_groups_whose_order_cannot_be_told_are_refused():
    table = counts([1, 2, 3, 4, 5], groups=list("north"))
    with pytest.raises(InvalidInput, match="order of the groups cannot be told"):
        values_of_counts(table, PROPORTION).ordered()


@pytest.mark.parametrize("multiplier", [0.01, 1, 100])
def test_a_multiplier_below_one_does_not_swap_the_limits(multiplier):
    rows = pd.DataFrame(
        {"group": range(1, 6), "population": 100, "value": [30.0, 28, 26, 22, 20], "se": 1.0}
    )
    index = slope_index(values_of_estimates(rows, "rate"), transform=True, multiplier=multiplier)
    assert index.sii_lower < index.sii < index.sii_upper < 0
    assert index.rii_lower < index.rii < index.rii_upper < 1


def test_the_index_in_another_unit_is_the_same_times_the_multiplier():
    values = values_of_counts(counts([10, 20, 25, 40, 50]), PROPORTION)
    one, hundred = slope_index(values), slope_index(values, multiplier=100)
    for name in ("sii", "sii_lower", "sii_upper", "intercept"):
        assert getattr(hundred, name) == pytest.approx(100 * getattr(one, name))
    assert hundred.rii == pytest.approx(one.rii)


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (counts([1, 2, 3, 4]), {}, "needs 5 to 100"),
        (counts([1, 2, 3, 4, 5]), {"multiplier": 0}, "multiplier is 0"),
        (counts([0, 2, 3, 4, 5]), {"transform": True}, "no logarithm or logit"),
    ],
)
def test_what_has_no_index_is_refused_in_words(values, options, said):
    with pytest.raises(InvalidInput, match=said):
        slope_index(values_of_counts(values, PROPORTION), **options)


def test_a_hidden_group_keeps_its_place_and_is_named():
    table = counts(pd.array([10, 20, None, 40, 50], dtype="Int64"))
    index = slope_index(values_of_counts(table, PROPORTION), multiplier=100)
    assert index.sii == pytest.approx(50)
    assert index.hidden == (3,)
    assert "1 of 5 groups cannot be shown" in index.notes[0]


def test_where_too_many_are_hidden_there_is_no_index():
    table = counts(pd.array([10, None, None, 40, 50], dtype="Int64"))
    index = slope_index(values_of_counts(table, PROPORTION))
    assert (index.sii, index.rii, index.people) == (None, None, None)


def test_more_than_ten_groups_come_with_a_warning():
    index = slope_index(values_of_counts(counts([20] * 12), PROPORTION))
    assert "With 12 groups each may be small" in index.notes[0]


def test_simulated_limits_repeat_themselves_nearly():
    values = values_of_counts(counts([10, 20, 25, 40, 50]), PROPORTION)
    lower, upper = reliability(values, np.random.default_rng(1), repetitions=2_000)
    assert 0 < lower < 0.01
    assert 0 < upper < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("of", [PROPORTION, rate(1, "each")], ids=["proportion", "rate"])
def test_exact_limits_cover_the_slope_as_they_say(of):
    generator = np.random.default_rng(7)
    truth, people = np.linspace(0.3, 0.6, 5), np.full(5, 120)
    slope = slope_index(values_of_counts(counts(truth * 120, 120), of)).sii
    hits = 0
    for _ in range(600):
        drawn = (
            generator.binomial(people, truth)
            if of is PROPORTION
            else generator.poisson(people * truth)
        )
        index = slope_index(values_of_counts(counts(drawn, 120), of))
        hits += index.sii_lower <= slope <= index.sii_upper
    assert 0.93 <= hits / 600 <= 0.985
