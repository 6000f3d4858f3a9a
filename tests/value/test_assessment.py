"""One project's value worked out by hand: prices, optimism, health, outcomes, spread, draws."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from evaluation.errors import InvalidInput
from evaluation.estimate import Estimate
from evaluation.value.assessment import QALYS, Assessment, assess
from evaluation.value.combined import combined
from evaluation.value.economics import Deflator
from evaluation.value.estimates import present_value, value_estimates
from evaluation.value.streams import financial_years
from evaluation.workspace import FinancialYear, ValueFile
from tests.study.test_worth import BENEFITS, COSTS, VALUE

YEAR = FinancialYear(2024)
INDEX = Deflator({"2020/21": 80.0, "2023/24": 90.0, "2024/25": 100.0}, "Invented")


def value_of(**changes: object) -> ValueFile:
    """Return the plain value file with places changed, each named like economics__draws."""
    plain: dict[str, Any] = copy.deepcopy(VALUE)
    for path, new in changes.items():
        *way, last = path.split("__")
        place: Any = plain
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[last] = new
    return ValueFile.model_validate(plain, strict=False)


def assessed(estimates: list[Estimate] | None = None, **changes: object) -> Assessment:
    found = assess(value_of(**changes), "falls", [], estimates or [], INDEX, YEAR)
    assert found is not None
    return found


MONEY = "benefits__0__money__"


def test_years_run_from_the_first_to_the_last() -> None:
    assert financial_years("2024/25", "2024/25") == ("2024/25",)
    assert financial_years("1999/00", "2001/02") == ("1999/00", "2000/01", "2001/02")


def test_without_economics_there_is_no_assessment() -> None:
    plain = {key: part for key, part in VALUE.items() if key != "economics"}
    value = ValueFile.model_validate(plain, strict=False)
    assert assess(value, "falls", [], [], INDEX, YEAR) is None


def test_prices_of_another_year_are_made_real() -> None:
    """At an index of 90 in 2023/24 and 100 in 2024/25 a pound of then is 1.11 of now."""
    price = {"value": 1000, "price_year": "2023/24"}
    found = assessed(**{f"{MONEY}unit_value": price})
    assert found.appraisal.benefits.point == pytest.approx(BENEFITS * 100 / 90)
    assert found.appraisal.costs.point == pytest.approx(COSTS)


def test_amounts_as_paid_are_each_of_their_own_year() -> None:
    costs = [
        {
            **VALUE["costs"][0],
            "amounts": {"2023/24": 900, "2024/25": 1000},
            "price_year": "each-year",
        }
    ]
    years = {"first_year": "2023/24", "last_year": "2025/26"}
    found = assessed(costs=costs, economics={**VALUE["economics"], **years})
    assert found.costs[0].point.tolist() == pytest.approx([1000, 1000, 0])


def test_a_year_that_the_index_lacks_is_refused() -> None:
    price = {"value": 1000, "price_year": "2010/11"}
    with pytest.raises(InvalidInput, match="no figure for 2010/11"):
        assessed(**{f"{MONEY}unit_value": price})


def test_optimism_raises_estimated_years_only() -> None:
    cost = {
        **VALUE["costs"][0],
        "measured_to": "2024/25",
        "optimism_bias": {"percent": 10, "reason": "Often."},
    }
    found = assessed(costs=[cost])
    assert found.costs[0].point.tolist() == pytest.approx([4000, 4400])
    assert found.costs[0].measured.tolist() == [True, False]


def test_attribution_takes_its_part_of_the_quantity() -> None:
    found = assessed(benefits__0__attribution={"percent": 40, "reason": "Shared."})
    assert found.appraisal.benefits.point == pytest.approx(0.4 * BENEFITS)


def test_the_cost_of_an_outcome_is_net_of_all_other_benefits() -> None:
    """15 bed days, discounted 5 + 10 / 1.035, cost what is spent less a further benefit."""
    other = copy.deepcopy(VALUE["benefits"][0])
    other["id"] = "visits"
    benefits = [*VALUE["benefits"], other]
    plan = {**VALUE["economics"], "effectiveness": {"benefit": "beds", "label": "a bed day"}}
    alone = assessed(economics=plan).ratios["beds"].icer
    both = assessed(economics=plan, benefits=benefits).ratios["beds"].icer
    days = 5 + 10 / 1.035
    assert alone.value == pytest.approx(COSTS / days)
    assert both.value == pytest.approx((COSTS - BENEFITS) / days)


def with_health(**plan: object) -> dict[str, object]:
    worth = {"value": 20_000, "price_year": "2020/21", "source": "A book"}
    return {
        "benefits__0__health": {"qalys": 0.01},
        "economics": {
            **VALUE["economics"],
            "qaly_value": worth,
            "thresholds": [20_000, 30_000],
            **plan,
        },
    }


def test_health_is_valued_and_discounted_at_its_own_rate() -> None:
    """0.05 and 0.1 QALYs at GBP 25,000 in prices of 2024/25, discounted at 1.5%."""
    found = assessed(**with_health())
    (health,) = (stream for stream in found.gains if stream.health)
    assert health.point.tolist() == pytest.approx([1250, 2500])
    assert found.appraisal.benefits.point == pytest.approx(BENEFITS + 1250 + 2500 / 1.015)
    ratio = found.ratios[QALYS]
    assert ratio.effect.point == pytest.approx(0.05 + 0.1 / 1.015)
    assert ratio.cost.point == pytest.approx(COSTS - BENEFITS)


def test_the_reference_case_discounts_health_like_money() -> None:
    found = assessed(**with_health(discounting="nice"))
    assert found.ratios[QALYS].effect.point == pytest.approx(0.05 + 0.1 / 1.035)
    assert found.worth is not None
    assert found.worth.thresholds.tolist() == [20_000, 30_000]


def test_health_alone_needs_no_price_of_a_unit() -> None:
    changes = {**with_health(), f"{MONEY}unit_value": None}
    found = assessed(**changes)
    assert found.appraisal.benefits.point == pytest.approx(1250 + 2500 / 1.015)


def test_harm_counts_against_the_innovation() -> None:
    found = assessed(benefits__0__class="dis-benefit")
    assert found.appraisal.benefits.point == pytest.approx(-BENEFITS)


def test_spreading_counts_further_sites_with_their_own_size_and_gain() -> None:
    """Next year brings 10,000 and costs 4,000; two sites half as large gain 80% of it."""
    spread = {
        "sites": 2,
        "size_percent": 50,
        "benefit_percent": 80,
        "one_off_cost": {"value": 900, "price_year": "2023/24"},
        "reason": "R",
    }
    found = assessed(economics={**VALUE["economics"], "spread": spread})
    values = {option.choice: option.value.value for option in found.choices}
    assert values["continue"] == pytest.approx(6000)
    assert values["spread"] == pytest.approx(6000 + 2 * (0.5 * (8000 - 4000) - 1000))
    assert values["stop"] == pytest.approx(-500)


def test_no_choice_is_left_after_the_last_year() -> None:
    found = assess(value_of(), "falls", [], [], INDEX, FinancialYear(2025))
    assert found is not None
    assert found.choices == ()


UNSURE = {"value": 10, "low": 5, "high": 20, "distribution": "pert"}


def draws_of(found: Assessment, name: str) -> np.ndarray[Any, Any]:
    streams = {stream.name: stream for stream in (*found.costs, *found.gains)}
    return streams[name].draws


def test_one_more_cost_changes_no_other_draw() -> None:
    more = {**VALUE["costs"][0], "id": "room", "amounts": {"2024/25": UNSURE}}
    one = assessed(**{f"{MONEY}quantity": UNSURE})
    two = assessed(**{f"{MONEY}quantity": UNSURE, "costs": [more, *VALUE["costs"]]})
    assert (draws_of(one, "beds") == draws_of(two, "beds")).all()
    assert draws_of(two, "room").std() > 0


def test_another_seed_gives_other_draws_and_the_same_point() -> None:
    plan = {**VALUE["economics"], "seed": 2}
    one = assessed(**{f"{MONEY}quantity": UNSURE})
    two = assessed(**{f"{MONEY}quantity": UNSURE, "economics": plan})
    assert one.appraisal.net.point == two.appraisal.net.point
    assert not (draws_of(one, "beds") == draws_of(two, "beds")).any()


def test_estimates_name_the_outcome_and_are_marked() -> None:
    plan = {**VALUE["economics"], "effectiveness": {"benefit": "beds", "label": "a bed day"}}
    found = assessed(**{**with_health(), "economics": {**with_health()["economics"], **plan}})
    made = value_estimates(found, "measured", {"beds": "Beds freed"})
    by_name: Mapping[tuple[str, str], Estimate] = {
        (item.outcome, item.measure): item for item in made
    }
    assert by_name["beds", "cost per outcome"].unit == "GBP for a bed day"
    assert by_name["beds", "cost per outcome"].label == "Beds freed"
    assert by_name["qalys", "cost per outcome"].unit == "GBP a QALY"
    assert {item.provenance for item in made} == {"estimated"}
    assert {item.provenance for item in value_estimates(found, "synthetic", {})} == {"synthetic"}


def test_without_any_benefit_the_present_value_is_nothing() -> None:
    found = assessed(benefits=[])
    assert present_value(found, measured=True).point == 0
    assert found.appraisal.bcr.value == 0


def test_projects_must_share_price_year_and_draws() -> None:
    other = assessed(economics={**VALUE["economics"], "draws": 2000})
    with pytest.raises(ValueError, match="one price year and one number of draws"):
        combined([assessed(), other])
