"""The resource impact: hand-worked sums, published figures, and what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.value.impact import VAT_RATE, base_case, base_values, resource_impact
from evaluation.workspace.impact_spec import ImpactSpec
from tests.value.impact.conftest import PLAIN

MakeSpec = Callable[..., ImpactSpec]


def test_people_are_population_times_steps_times_uptake(make_spec: MakeSpec) -> None:
    found = base_case(make_spec(population={"size": 1000, "growth_percent": 10}))
    assert found.population.tolist() == pytest.approx([1000, 1100])
    assert found.eligible.tolist() == pytest.approx([500, 550])
    assert found.current_users.tolist() == pytest.approx([50, 55])
    assert found.future_users.tolist() == pytest.approx([100, 220])


def test_costs_are_those_worked_out_by_hand(make_spec: MakeSpec) -> None:
    """Fifty people more have it in year 1, and 150 in year 2.

    Each costs 2 x 30 = 60, saves a scan of 100 and half a stay of 200: 60 - 100 - 100 = -140.
    """
    found = base_case(make_spec())
    assert found.net.tolist() == pytest.approx([50 * -140 + 700, 150 * -140])
    assert found.current.tolist() == pytest.approx([50 * 60 + 450 * 100 - 50 * 100] * 2)
    assert found.future[0] == pytest.approx(100 * 60 + 400 * 100 - 100 * 100 + 700)
    assert found.cumulative.tolist() == pytest.approx([-6300, -27_300])
    assert found.per_people.tolist() == pytest.approx([-630_000, -2_100_000])


def test_cash_capacity_and_payers_are_apart(make_spec: MakeSpec) -> None:
    found = base_case(make_spec())
    assert found.net_of(kind="capacity").tolist() == pytest.approx([-5000, -15_000])
    assert found.net_of(kind="cash").tolist() == pytest.approx([50 * -40 + 700, 150 * -40])
    assert found.net_of(payer="commissioner").tolist() == pytest.approx([-5000, -15_000])
    assert found.capacity()["bed days"].tolist() == pytest.approx([-75, -225])


def test_only_vat_that_cannot_be_recovered_is_a_cost(make_spec: MakeSpec) -> None:
    nets = {}
    for vat in ("none", "recoverable", "irrecoverable"):
        new = [{**PLAIN["new"][0], "vat": vat}]
        nets[vat] = base_case(make_spec(new=new)).net[1]
    assert nets["none"] == nets["recoverable"]
    assert nets["irrecoverable"] - nets["none"] == pytest.approx(150 * 60 * VAT_RATE)


def test_free_units_are_those_of_people_in_their_first_year(make_spec: MakeSpec) -> None:
    """Of the same people, 50 start in year 1 and 100 more in year 2; each has one of two free."""
    new = [{**PLAIN["new"][0], "free_units": 1}]
    plain, free = (
        base_case(make_spec(new=item, cohort="prevalent")) for item in (PLAIN["new"], new)
    )
    assert (free.net - plain.net).tolist() == pytest.approx([-50 * 30, -100 * 30])


def test_where_other_people_come_each_year_all_are_in_their_first(make_spec: MakeSpec) -> None:
    new = [{**PLAIN["new"][0], "free_units": 1}]
    plain, free = (base_case(make_spec(new=item)) for item in (PLAIN["new"], new))
    assert (free.future - plain.future).tolist() == pytest.approx([-100 * 30, -200 * 30])
    assert (free.current - plain.current).tolist() == pytest.approx([-50 * 30] * 2)


def test_no_more_units_are_free_than_there_are(make_spec: MakeSpec) -> None:
    new = [{**PLAIN["new"][0], "free_units": 9}]
    lines = {line.id: line for line in base_case(make_spec(new=new)).lines}
    assert lines["new.test"].future.tolist() == pytest.approx([0, 0])


def test_heartflow_gives_the_published_savings() -> None:
    """MTG32: 89,300 eligible, 35,600 from year 5; GBP 1.8m, 9.1m and 16,800 per 100,000.

    The saving for a patient and the uptake of year 1 are not published; they follow from the two
    totals and the number of patients: 9.1m / 35,600 = 255.62, and 1.8m / 255.62 = 7,042.
    """
    eligible, from_year_five, first, fifth = 89_300, 35_600, 1.8e6, 9.1e6
    saving = fifth / from_year_five
    population = fifth / 16_800 * 100_000
    starting = first / saving
    steps = np.linspace(starting, from_year_five, 5) / eligible * 100
    spec = ImpactSpec.model_validate(
        {
            "title": "HeartFlow FFRCT",
            "area": "England",
            "first_year": "2017/18",
            "price_year": "2016/17",
            "population": {"size": population},
            "eligibility": [
                {"id": "pain", "name": "Stable chest pain", "percent": eligible / population * 100}
            ],
            "uptake": {"current_percent": 0, "future_percent": steps.tolist()},
            "new": [{"id": "test", "name": "Test", "unit_cost": 700}],
            "consequences": [
                {
                    "id": "tests",
                    "name": "Other tests",
                    "change": -1,
                    "unit_value": 700 + saving,
                    "kind": "cash",
                }
            ],
        }
    )
    found = base_case(spec)
    assert found.eligible[0] == pytest.approx(89_300)
    assert found.future_users[4] == pytest.approx(35_600)
    assert round(found.net[0] / 1e6, 1) == -1.8
    assert round(found.net[4] / 1e6, 1) == -9.1
    assert round(found.per_people[4], -2) == -16_800
    assert population == pytest.approx(54.2e6, rel=1e-3)


def test_plgf_gives_the_published_saving_a_woman_and_a_year() -> None:
    """Duhig and others 2019: GBP 149 a woman tested, test included, and GBP 2,891,196 a year."""
    spec = ImpactSpec.model_validate(
        {
            "title": "PlGF-based testing",
            "area": "England",
            "first_year": "2019/20",
            "price_year": "2016/17",
            "population": {"size": 19_404, "of": "women tested"},
            "uptake": {"current_percent": 0, "future_percent": [100]},
            "new": [{"id": "net", "name": "Test with what follows", "unit_cost": 0}],
            "consequences": [
                {"id": "care", "name": "Care", "change": -1, "unit_value": 149, "kind": "cash"}
            ],
        }
    )
    found = base_case(spec)
    assert found.net[0] == -2_891_196
    assert found.net[0] / found.future_users[0] == -149


def test_gammacore_saves_what_is_published_in_the_first_year() -> None:
    """MIB162: GBP 625 for 93 days, the first three months free, GBP 450 saved on average.

    The price of injections is not published, so it is an input: the gross saving that the published
    net one implies is 450 + (365 / 93 - 1) x 625 = 2,278 pounds for a person.
    """
    periods = 365 / 93
    gross = 450 + (periods - 1) * 625
    assert gross == pytest.approx(2278, abs=0.5)
    plain: dict[str, Any] = {
        "title": "gammaCore",
        "area": "England",
        "first_year": "2018/19",
        "price_year": "2018/19",
        "cohort": "prevalent",
        "population": {"size": 100},
        "uptake": {"current_percent": 0, "future_percent": [100, 100]},
        "new": [
            {
                "id": "device",
                "name": "Device for 93 days",
                "units": periods,
                "unit_cost": 625,
                "free_units": 1,
            }
        ],
        "consequences": [
            {
                "id": "injections",
                "name": "Injections",
                "change": -1,
                "unit_value": gross,
                "kind": "cash",
            }
        ],
    }
    found = base_case(ImpactSpec.model_validate(plain))
    assert found.net[0] / 100 == pytest.approx(-450)
    assert found.net[1] / 100 == pytest.approx(-450 + 625)


amounts = st.floats(0, 1000)
shares = st.floats(0, 100)


@st.composite
def specs(draw: st.DrawFn) -> ImpactSpec:
    """Models of two to four years with any plausible numbers."""
    years = draw(st.integers(2, 4))
    return ImpactSpec.model_validate(
        {
            **PLAIN,
            "cohort": draw(st.sampled_from(["incident", "prevalent"])),
            "population": {
                "size": draw(st.floats(1, 1e6)),
                "growth_percent": draw(st.floats(-5, 5)),
            },
            "eligibility": [{"id": "half", "name": "Half", "percent": draw(shares)}],
            "uptake": {
                "current_percent": draw(shares),
                "future_percent": [draw(shares) for _ in range(years)],
            },
            "new": [
                {
                    "id": "test",
                    "name": "Test",
                    "units": draw(amounts),
                    "unit_cost": draw(amounts),
                    "free_units": draw(st.floats(0, 3)),
                }
            ],
        }
    )


@given(specs())
@settings(max_examples=60, deadline=None)
def test_what_must_always_hold(spec: ImpactSpec) -> None:
    found = base_case(spec)
    near = pytest.approx
    assert found.net == near(found.future - found.current, abs=1e-4)
    parts = found.net_of(kind="cash") + found.net_of(kind="capacity")
    assert parts == near(found.net, rel=1e-9, abs=1e-3)
    payers = found.net_of(payer="provider") + found.net_of(payer="commissioner")
    assert payers == near(found.net, rel=1e-9, abs=1e-3)
    assert found.cumulative[-1] == near(found.net.sum(), rel=1e-9, abs=1e-3)


@given(specs())
@settings(max_examples=40, deadline=None)
def test_uptake_that_does_not_change_costs_what_is_paid_once(spec: ImpactSpec) -> None:
    values = base_values(spec)
    same = {key: values["uptake.current"] for key in values if key.startswith("uptake.year")}
    found = resource_impact(spec, {**values, **same})
    once = np.array([700.0, *[0.0] * (spec.years - 1)])
    if spec.cohort == "incident":
        assert found.net == pytest.approx(once, abs=1e-3)
    assert found.future_users == pytest.approx(found.current_users)


@given(specs(), st.floats(0.1, 10))
@settings(max_examples=40, deadline=None)
def test_so_many_times_the_people_are_so_many_times_the_impact(
    spec: ImpactSpec, times: float
) -> None:
    values = {**base_values(spec), "one-off.training.year-1": 0.0}
    more = {**values, "population.size": values["population.size"] * times}
    once, often = resource_impact(spec, values), resource_impact(spec, more)
    assert often.net == pytest.approx(once.net * times, rel=1e-9, abs=1e-4)
    assert often.per_people == pytest.approx(once.per_people, rel=1e-9, abs=1e-4)
