"""Leverage and spend are worked by hand, and what cannot be worked out is missing, not nought."""

import numpy as np
import pandas as pd
import pytest

from evaluation.hub.funding.leverage import awards_by_kind, counted_awards, leverage
from evaluation.hub.funding.spend import spend_by, totals
from evaluation.hub.partners.in_kind import in_kind_by, in_kind_value

YEARS = ("2024/25", "2025/26")


def awards(*rows: tuple[str, str, str, float, str, str]) -> pd.DataFrame:
    names = ["award", "year", "kind", "amount", "counts_as_leverage", "supported_by_hub"]
    return pd.DataFrame(rows, columns=names)


AWARDS = awards(
    ("a", "2024/25", "core grant", 100.0, "no", "no"),
    ("a", "2025/26", "core grant", 200.0, "no", "no"),
    ("b", "2025/26", "research grant", 60.0, "yes", "yes"),
    ("c", "2025/26", "programme money", 40.0, "yes", "no"),
    ("d", "2025/26", "commercial", 500.0, "no", "yes"),
)


def test_the_ratio_by_its_three_definitions_and_all_years_together() -> None:
    found = leverage(AWARDS, {"2024/25": 50.0, "2025/26": 20.0}, YEARS).set_index("year")
    assert found.loc["2025/26", ["ratio_supported", "ratio", "ratio_with_in_kind"]].tolist() == [
        60 / 200,
        100 / 200,
        120 / 200,
    ]
    assert found.loc["2024/25", "ratio"] == 0
    assert found.loc["together", "ratio_with_in_kind"] == (100 + 70) / 300


def test_without_core_money_there_is_no_ratio() -> None:
    found = leverage(AWARDS[AWARDS["kind"].ne("core grant")], {}, YEARS)
    assert found["ratio"].isna().all()


def test_what_counts_stands_first_with_the_largest_on_top() -> None:
    assert counted_awards(AWARDS, "2025/26")["award"].tolist() == ["b", "c", "d", "a"]


def test_a_kind_without_money_in_a_year_has_nought_there() -> None:
    found = awards_by_kind(AWARDS, YEARS).set_index("kind")
    assert found.loc["commercial"].tolist() == [0, 500]
    assert found[list(YEARS)].sum().tolist() == [100, 800]


SPEND = pd.DataFrame(
    [
        ("2025/26", "posts", None, 100.0, 110.0),
        ("2025/26", "posts", "falls", 50.0, np.nan),
        ("2025/26", "events", None, 0.0, 5.0),
        ("2024/25", "posts", None, 70.0, 70.0),
    ],
    columns=["year", "line", "project", "budget", "actual"],
)


def test_what_is_not_closed_is_neither_budget_nor_spend_but_stands_beside_them() -> None:
    found = spend_by(SPEND, "2025/26", "line").set_index("line")
    assert found.loc["posts", ["budget", "actual", "open_budget"]].tolist() == [100, 110, 50]
    assert found.loc["posts", "variance_percent"] == pytest.approx(10)
    assert totals(SPEND, "2025/26") == (100, 115)


def test_a_line_without_budget_has_no_percentage() -> None:
    found = spend_by(SPEND, "2025/26", "line").set_index("line")
    assert np.isnan(found.loc["events", "variance_percent"])


def test_spend_without_a_project_is_the_hubs() -> None:
    assert spend_by(SPEND, "2025/26", "project")["project"].tolist() == ["hub", "falls"]


IN_KIND = pd.DataFrame(
    [
        ("2025/26", "north", "staff time", 10.0, 30.0, np.nan),
        ("2025/26", "north", "room", np.nan, np.nan, 200.0),
        ("2025/26", "south", "staff time", 40.0, np.nan, np.nan),
        ("2024/25", "south", "room", np.nan, np.nan, 999.0),
    ],
    columns=["year", "partner", "kind", "hours", "rate", "value"],
)


def test_hours_at_a_rate_are_valued_and_hours_without_one_are_counted_as_not_valued() -> None:
    assert in_kind_value(IN_KIND, "2025/26") == 500
    found = in_kind_by(IN_KIND, "2025/26", "partner").set_index("partner")
    assert found.loc["north"].tolist() == [10, 500, 0]
    assert found.loc["south"].tolist() == [40, 0, 1]
