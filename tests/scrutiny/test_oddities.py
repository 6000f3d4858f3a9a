"""Values that are the same for months, beyond their unit, or compared over unlike months."""

from typing import Any

import numpy as np
import pytest

from evaluation.scrutiny.oddities import oddity_doubts
from evaluation.scrutiny.shrinking import shrinking_doubts
from evaluation.scrutiny.steps import step_doubts
from tests.scrutiny.making import counts, project, sentences, table


def windows(baseline: tuple[str, str], after: tuple[str, str]) -> dict[str, dict[str, str]]:
    names = {"baseline": baseline, "after": after}
    return {name: {"from": first, "to": last} for name, (first, last) in names.items()}


def test_a_value_carried_forward_is_told_with_its_first_month() -> None:
    values = counts(200, 48)
    values[30:37] = values[30]
    (only,) = oddity_doubts(project("count"), table(value=values))
    assert only.sentence.startswith("The values of the KPI 'falls' are the same for 7 months from ")
    assert only.place == "period 2023-07, column 'value'"


def test_values_that_are_all_the_same_are_told() -> None:
    (only,) = oddity_doubts(project("count"), table(value=np.full(24, 7.0)))
    assert "there is nothing to analyse" in only.sentence


def test_small_counts_that_repeat_by_chance_are_not_told() -> None:
    alarms = [
        sentences(oddity_doubts(project("count"), table(value=counts(mean, 60, seed))))
        for mean in (0.2, 0.7, 1.5, 4)
        for seed in range(25)
    ]
    assert sum(map(len, alarms)) <= 1


def test_months_without_an_event_are_not_told() -> None:
    values = np.r_[np.zeros(24), counts(20, 24)]
    assert sentences(oddity_doubts(project("count"), table(value=values))) == []


def test_a_mean_in_per_cent_above_100_is_told() -> None:
    values = counts(60, 24)
    values[[3, 4]] = 250, -3
    (only,) = oddity_doubts(project("mean"), table(value=values))
    assert only.sentence == "The KPI 'falls' in % is below 0 or above 100 in 2 months."


def test_windows_of_other_months_are_told_where_there_is_a_season() -> None:
    unlike = windows(("2023-01-01", "2023-06-30"), ("2024-07-01", "2024-12-31"))
    alike = windows(("2022-01-01", "2022-12-31"), ("2024-01-01", "2024-12-31"))
    season = {"seasonality": {"harmonics": 1}}
    data = table(value=counts(50, 60))
    (only,) = oddity_doubts(project("count", analysis=season, periods=unlike), data)
    assert (only.place, only.is_in_table) == ("periods", False)
    assert sentences(oddity_doubts(project("count", analysis=season, periods=alike), data)) == []
    assert sentences(oddity_doubts(project("count", analysis={}, periods=unlike), data)) == []


def test_a_suppressed_month_is_a_month_of_its_window() -> None:
    alike = windows(("2022-01-01", "2022-12-31"), ("2024-01-01", "2024-12-31"))
    plan = project("count", analysis={"seasonality": {"harmonics": 1}}, periods=alike)
    data = table(value=counts(50, 60).astype(float))
    data["value"] = data["value"].astype("Float64")
    gap = data["period"].eq("2022-05-01")
    data.loc[gap, "value"] = np.nan
    (missing,) = oddity_doubts(plan, data)
    assert missing.remedy == "Choose windows of the same months, and add those that are missing."

    data["value_least"] = np.where(gap, 1.0, np.nan)
    data["value_most"] = np.where(gap, 7.0, np.nan)
    assert sentences(oddity_doubts(plan, data)) == []


def test_what_is_left_beside_suppressed_counts_is_not_taken_for_the_series() -> None:
    """Twelve in each month but those of 1 to 7 is no series that stands still."""
    values = np.full(36, 12.0)
    values[[3, 4, 5, 6, 7, 20]] = np.nan
    given = table(value=values).assign(
        value_least=np.nan_to_num(values, nan=1), value_most=np.nan_to_num(values, nan=7)
    )
    made = project(
        "count", periods=windows(("2021-01-01", "2021-12-31"), ("2023-01-01", "2023-12-31"))
    )

    assert sentences(oddity_doubts(made, table(value=values))) != []
    assert sentences(oddity_doubts(made, given)) == []


@pytest.mark.parametrize("doubts", [step_doubts, shrinking_doubts])
def test_neither_steps_nor_shrinking_are_told_of_larger_counts_alone(doubts: Any) -> None:
    bases = np.r_[np.full(24, 200.0), np.full(24, 20.0)]
    events = np.r_[counts(100, 24), counts(10, 24)].clip(max=bases)
    given = table(numerator=events, denominator=bases, start="2020-01")
    made = project("proportion", analysis={})
    hidden = given.assign(numerator_least=given["numerator"], numerator_most=given["numerator"])
    hidden.loc[30, ["numerator", "numerator_least", "numerator_most"]] = [np.nan, 1, 7]

    assert sentences(doubts(made, given)) != []
    assert sentences(doubts(made, hidden)) == []
