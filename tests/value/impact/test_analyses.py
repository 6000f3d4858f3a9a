"""Scenarios, the tornado, and the probabilistic analysis of a resource impact."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from evaluation.value.impact import (
    assumed,
    base_case,
    by_year,
    capacity_by_year,
    impact_estimates,
    lines_frame,
    probabilistic,
    scenarios,
    tornado,
)
from evaluation.workspace.impact_spec import ImpactSpec

MakeSpec = Callable[..., ImpactSpec]
NORMAL = {"value": 30, "low": 20, "high": 40, "distribution": "normal", "source": "S"}


def test_a_scenario_changes_only_what_it_names(make_spec: MakeSpec) -> None:
    same = {"id": "same", "name": "Same", "changes": {"uptake.year-2": 40}}
    dear = {"id": "dear", "name": "Dear", "changes": {"new.test.unit-cost": 40}}
    spec = make_spec(scenarios=[same, dear])
    found, base = scenarios(spec), base_case(spec)
    assert found["Same"].net.tolist() == base.net.tolist()
    assert (found["Dear"].net - base.net).tolist() == pytest.approx([50 * 20, 150 * 20])


def test_the_widest_swing_stands_first(make_spec: MakeSpec) -> None:
    """Ten pounds either way for two tests of 200 people; 5 points of uptake at 140 each."""
    spec = make_spec(
        new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": NORMAL}],
        uptake={
            "current_percent": 10,
            "future_percent": [20, {"value": 40, "low": 35, "high": 45, "distribution": "pert"}],
        },
    )
    bars = tornado(spec)
    assert list(bars["input"]) == ["new.test.unit-cost", "uptake.year-2"]
    assert bars["swing"].tolist() == pytest.approx([20 * 2 * 200, 10 / 100 * 500 * 140])
    base = base_case(spec).cumulative[-1]
    assert bars["at_low"].iloc[0] == pytest.approx(base - 4000)
    assert bars["at_high"].iloc[1] == pytest.approx(base - 25 * 140)


def test_without_limits_there_is_no_bar_and_no_draw(make_spec: MakeSpec) -> None:
    spec = make_spec()
    assert tornado(spec).empty
    assert probabilistic(spec) is None


def test_limits_of_a_linear_model_are_the_analytic_ones(make_spec: MakeSpec) -> None:
    """The net impact of year 2 is 150 x (2 x price - 200), the price normal with sd 10 / 1.96."""
    spec = make_spec(
        new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": NORMAL}], draws=100_000
    )
    found = probabilistic(spec)
    assert found is not None
    half = 150 * 2 * 10
    lower, upper = found.net.iloc[1][["lower", "upper"]]
    assert lower == pytest.approx(150 * -140 - half, abs=0.02 * half)
    assert upper == pytest.approx(150 * -140 + half, abs=0.02 * half)
    assert found.uncertain == ("new.test.unit-cost",)
    assert (found.draws, found.seed) == (100_000, 1)


def test_the_share_that_saves_is_the_normal_probability(make_spec: MakeSpec) -> None:
    """All years cost 200 x (2 x price - 200) + 700: at a price of 98.25 nothing is saved."""
    number = {**NORMAL, "value": 98.25 + 5, "low": 98.25 - 15, "high": 98.25 + 25}
    spec = make_spec(
        new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": number}], draws=100_000
    )
    found = probabilistic(spec)
    assert found is not None
    expected = stats.norm.cdf(-5 / (20 / 1.959964))
    assert found.share_saving == pytest.approx(expected, abs=0.006)


def test_one_more_uncertain_input_changes_no_other_draw(make_spec: MakeSpec) -> None:
    plain = {"id": "test", "name": "Test", "units": 2, "unit_cost": NORMAL}
    once = {"id": "training", "name": "Training"}
    fixed = {**once, "amounts": [700]}
    drawn = {**once, "amounts": [{**NORMAL, "value": 700, "low": 600, "high": 800}]}
    one = probabilistic(make_spec(new=[plain], one_off=[fixed]))
    two = probabilistic(make_spec(new=[plain], one_off=[drawn]))
    assert one is not None
    assert two is not None
    assert two.net.iloc[1].equals(one.net.iloc[1])
    assert not two.net.iloc[0].equals(one.net.iloc[0])


def test_frames_hold_people_amounts_and_capacity_by_year(make_spec: MakeSpec) -> None:
    spec = make_spec()
    found = base_case(spec)
    years = by_year(spec, found)
    assert list(years["year"]) == ["2024/25", "2025/26"]
    assert years["cash"].add(years["capacity"]).to_numpy() == pytest.approx(found.net)
    assert capacity_by_year(spec, found)["change"].tolist() == pytest.approx([-75, -225])
    lines = lines_frame(found).set_index("id")
    assert lines.loc["new.test", "net"] == pytest.approx(200 * 60)
    assert lines["net"].sum() == pytest.approx(found.cumulative[-1])


def test_inputs_without_a_source_are_assumed(make_spec: MakeSpec) -> None:
    spec = make_spec(new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": NORMAL}])
    assert "new.test.unit-cost" not in assumed(spec)
    assert "new.test.units" in assumed(spec)
    assert "new.test.free-units" not in assumed(spec)


def test_estimates_have_limits_only_where_inputs_were_drawn(make_spec: MakeSpec) -> None:
    spec = make_spec(new=[{"id": "test", "name": "Test", "units": 2, "unit_cost": NORMAL}])
    drawn = impact_estimates(spec, base_case(spec), probabilistic(spec))
    fixed = impact_estimates(make_spec(), base_case(make_spec()), None, "synthetic")
    assert all(item.is_estimable for item in drawn)
    measures = [item.measure for item in drawn if item.period == "2024/25"]
    assert measures == [
        "net impact, 2024/25",
        "cumulative net impact, 2024/25",
        "net impact per 100,000, 2024/25",
        "net impact in cash, 2024/25",
        "net impact in capacity, 2024/25",
    ]
    assert not any(item.is_estimable for item in fixed)
    assert {item.provenance for item in fixed} == {"synthetic"}
    first = drawn[0]
    assert first.measure == "net impact, 2024/25"
    assert "constant prices of 2024/25" in first.method
    assert "seed 1" in first.method
    assert np.isclose(first.value or 0, -6300)


def test_a_small_percentage_may_be_drawn_above_one(make_spec: MakeSpec) -> None:
    """A prevalence of 0.9% (0.5 to 1.3) is a percentage, not a share of one."""
    percent = {"value": 0.9, "low": 0.5, "high": 1.0, "distribution": "beta"}
    steps = [{"id": "half", "name": "Half", "percent": percent}]
    spec = make_spec(eligibility=steps, one_off=[], draws=10_000)
    found = probabilistic(spec)
    assert found is not None
    most = base_case(make_spec(eligibility=[{**steps[0], "percent": 1.0}], one_off=[]))
    assert found.net["lower"].iloc[1] < most.net[1]


def test_percentages_are_cut_at_a_hundred(make_spec: MakeSpec) -> None:
    percent = {"value": 95, "low": 85, "high": 100, "distribution": "normal"}
    spec = make_spec(
        eligibility=[{"id": "half", "name": "Half", "percent": percent}], one_off=[], draws=10_000
    )
    found = probabilistic(spec)
    most = base_case(make_spec(eligibility=[], one_off=[]))
    assert found is not None
    assert found.net["lower"].iloc[1] == pytest.approx(most.net[1])


def test_all_years_of_uptake_are_high_or_low_together(make_spec: MakeSpec) -> None:
    """The cumulative interval is as wide as those of its years together, not narrower."""
    percent = {"value": 40, "low": 20, "high": 60, "distribution": "normal"}
    uptake = {"current_percent": 10, "future_percent": [percent, percent]}
    found = probabilistic(make_spec(uptake=uptake, one_off=[], draws=10_000))
    assert found is not None
    widths = (found.net["upper"] - found.net["lower"]).sum()
    cumulative = found.cumulative["upper"].iloc[1] - found.cumulative["lower"].iloc[1]
    assert cumulative == pytest.approx(widths)


def test_no_draw_has_fewer_than_no_people(make_spec: MakeSpec) -> None:
    """Every person saves money here, so no draw of a wide normal population may cost any."""
    size = {"value": 1000, "low": 0, "high": 2000, "distribution": "normal"}
    found = probabilistic(make_spec(population={"size": size}, one_off=[]), level=0.9999)
    assert found is not None
    assert found.cumulative["upper"].iloc[1] == 0
    assert found.cumulative["lower"].iloc[1] < 0


def test_no_draw_has_a_price_below_nought(make_spec: MakeSpec) -> None:
    """A free test saves 200 a person; no draw may save more than that."""
    price = {"value": 30, "low": 0, "high": 60, "distribution": "normal"}
    new = [{"id": "test", "name": "Test", "units": 2, "unit_cost": price}]
    found = probabilistic(make_spec(new=new, one_off=[]), level=0.9999)
    assert found is not None
    assert found.net["lower"].iloc[1] == pytest.approx(150 * -200)
