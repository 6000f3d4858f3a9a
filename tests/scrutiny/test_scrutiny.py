"""Whatever a valid table holds, it is looked at without an error and told without a value."""

from itertools import product

import numpy as np
import pytest

from evaluation.scrutiny import doubts_of_plan, doubts_of_table
from tests.scrutiny.making import counts, folder, project, table

FREQUENCIES = {
    "monthly": ("M", "2019-01"),
    "quarterly": ("Q", "2016Q1"),
    "annual": ("Y", "1990"),
    "weekly": ("W-SUN", "2022-01-03"),
    "daily": ("D", "2023-06-01"),
}
SERIES = {
    "zeros": np.zeros,
    "constant": lambda count: np.full(count, 987654.0),
    "small": lambda count: counts(2, count),
    "large": lambda count: counts(30_000, count),
    "one": lambda count: np.r_[np.zeros(count - 1), 987_654_321_987.0],
    "missing": lambda count: np.where(np.arange(count) % 5 == 1, np.nan, counts(9, count)),
    "step": lambda count: np.where(np.arange(count) < count // 2, 10.0, 987654.0),
}
MODELS = (
    {"family": "quasi-poisson", "seasonality": {"harmonics": 2}},
    {"family": "quasi-binomial", "seasonality": {"months": True}},
    {"family": "gaussian"},
)
WINDOWS = {
    "baseline": {"from": "2022-01-01", "to": "2022-12-31"},
    "after": {"from": "2024-02-01", "to": "2025-01-31"},
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("kind", ["count", "mean", "rate", "proportion"])
def test_no_series_breaks_the_look_or_shows_its_values(kind: str, name: str) -> None:
    cases = product(FREQUENCIES.items(), (1, 5, 24, 70), MODELS)
    for (frequency, (code, start)), count, model in cases:
        values = SERIES[name](count)
        given = {"value": values}
        if kind in ("rate", "proportion"):
            given = {"numerator": values, "denominator": values}
        made = folder("falls", project(kind, analysis=model, frequency=frequency, periods=WINDOWS))
        found = doubts_of_table(made, table(**given, start=start, frequency=code))
        assert "98765" not in str([*found, *doubts_of_plan(made, [made])])
        assert all(doubt.remedy for doubt in found)


def test_what_cannot_be_estimated_is_not_also_said_to_have_few_points() -> None:
    changes = [{"name": "late", "date": "2031-01-01"}]
    model = {"seasonality": {"months": True}, "interruptions": changes}
    made = folder("falls", project("count", analysis=model))
    (only,) = doubts_of_table(made, table(value=counts(50, 30)))
    assert "cannot be estimated" in only.sentence
