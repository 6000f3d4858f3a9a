"""Units a year from an effect and a volume, by hand."""

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.value.benefits import effect_scores, quantity
from evaluation.workspace.value_benefits import EstimateName
from tests.value.making import EFFECT, YEARS, benefit, estimate, kpi, money


def made(of=None, effect=None, indicator=None, seed=1, draws=2000, project="a"):
    return quantity(
        of or benefit(money=money()),
        [effect or estimate()],
        {"falls": indicator or kpi()},
        YEARS,
        project=project,
        seed=seed,
        draws=draws,
    )


def test_percentage_points_of_people_are_people_and_years_hold_their_part():
    # 4 points fewer of 1,000 people are 40 falls avoided; half of the first year, none of the last
    found = made()
    np.testing.assert_allclose(found.value, [20, 40, 0])
    assert found.bases == ("measured", "estimated", "estimated")
    assert (found.unit, found.status, found.provenance) == ("fall avoided", "estimated", "measured")


def test_the_interval_of_a_quantity_is_that_of_its_effect():
    lower, upper = np.quantile(made(draws=20_000).draws[:, 1], [0.025, 0.975])
    assert (lower, upper) == pytest.approx((20, 60), abs=1)


@pytest.mark.parametrize(
    ("direction", "kind", "sign"),
    [
        ("decrease", "quality", 1),
        ("increase", "quality", -1),
        ("decrease", "dis-benefit", -1),
        ("increase", "dis-benefit", 1),
    ],
)
def test_what_is_better_is_positive_and_for_a_harm_what_is_worse(direction, kind, sign):
    found = made(benefit(money=money(), **{"class": kind}), indicator=kpi(direction=direction))
    assert found.value[1] == sign * 40


def test_attribution_takes_its_share():
    attribution = {"percent": 25, "reason": "Others helped"}
    assert made(benefit(money=money(), attribution=attribution)).value[1] == 10


def test_a_rate_is_multiplied_by_single_denominators_and_not_by_thousands():
    # 2 fewer per 1,000 bed days, 50,000 bed days a year
    found = made(
        benefit(money=money(volume=50_000)),
        estimate(value=-2, lower=-3, upper=-1, unit="per 1,000 bed days"),
        kpi(kind="rate", unit="per 1,000 bed days", per=1000),
    )
    assert found.value[1] == pytest.approx(100)


def test_a_mean_is_multiplied_as_it_is():
    found = made(
        benefit(money=money(volume=200)),
        estimate(value=-1.5, lower=-2, upper=-1, unit="days"),
        kpi(kind="mean", unit="days"),
    )
    assert found.value[1] == pytest.approx(300)


CUMULATIVE = {**EFFECT, "measure": "cumulative difference"}


def test_a_cumulative_number_is_divided_by_the_years_it_covers():
    found = made(
        benefit(money=money(effect=CUMULATIVE, volume=2)),
        estimate("cumulative difference", -162.0, -276.0, -41.0, unit="events"),
    )
    assert found.value[1] == 81
    assert np.median(found.draws[:, 1]) == pytest.approx(81, abs=3)


def test_a_cumulative_number_over_no_years_is_refused():
    volume = {"value": 0.1, "low": -1, "high": 1, "distribution": "normal"}
    with pytest.raises(InvalidInput, match="'volume' of no years"):
        made(
            benefit(money=money(effect=CUMULATIVE, volume=volume)),
            estimate("cumulative difference", -162.0, -276.0, -41.0, unit="events"),
        )


@pytest.mark.parametrize(
    ("measure", "unit", "said"),
    [
        ("relative difference", "%", "is no difference"),
        ("baseline", "%", "is no difference"),
        ("difference", "%", "its unit is '%'"),
        ("difference", "ratio", "its unit is 'ratio'"),
        ("difference", "logit scale", "its unit is 'logit scale'"),
    ],
)
def test_what_cannot_be_multiplied_is_refused(measure, unit, said):
    named = money(effect={**EFFECT, "measure": measure})
    with pytest.raises(InvalidInput, match="cannot be multiplied") as error:
        made(benefit(money=named), estimate(measure, unit=unit))
    assert said in error.value.what
    assert "'cumulative difference'" in error.value.remedy


@pytest.mark.parametrize(("outcome", "said"), [("fals", "Did you mean"), ("zzzz", "There are")])
def test_an_effect_of_no_indicator_is_refused_because_better_is_not_known(outcome, said):
    named = money(effect={**EFFECT, "outcome": outcome})
    with pytest.raises(InvalidInput, match="no indicator") as error:
        made(benefit(money=named), estimate(outcome=outcome))
    assert said in error.value.remedy


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"value": None, "lower": None, "upper": None}, "suppressed"),
        ({"lower": None, "upper": None}, "not estimable"),
    ],
)
def test_a_result_that_is_not_there_gives_no_number_and_no_error(changes, status):
    found = made(effect=estimate(**changes))
    assert (found.status, found.value, found.draws) == (status, None, None)


def test_a_quantity_without_an_estimate_is_estimated_in_all_years():
    given = {"value": 260, "low": 100, "high": 420, "distribution": "pert"}
    named = money(effect=None, volume=None, measured_to=None, quantity=given)
    found = made(benefit(money=named))
    assert found.value[1] == 260
    assert set(found.bases) == {"estimated"}
    assert found.provenance == "estimated"
    assert 100 <= found.draws[:, 1].min() < found.draws[:, 1].max() <= 420


def test_two_benefits_of_one_effect_have_the_same_draws_of_it():
    first = made(benefit(id="one", money=money()))
    second = made(benefit(id="two", money=money(volume=3000)))
    np.testing.assert_allclose(3 * first.draws, second.draws)


def test_projects_with_the_same_seed_are_independent():
    first, second = made(project="a").draws[:, 1], made(project="b").draws[:, 1]
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.1


def test_the_scores_of_an_effect_do_not_depend_on_its_measure():
    one, two = EstimateName(**EFFECT), EstimateName(**CUMULATIVE)
    first, second = (effect_scores("a", name, seed=3, draws=4) for name in (one, two))
    assert (first == second).all()


def test_a_benefit_without_money_is_not_asked_for_its_quantity():
    with pytest.raises(ValueError, match="has no money"):
        made(benefit())
