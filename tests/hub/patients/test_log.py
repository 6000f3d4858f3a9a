"""The log of involvement: activities are shown, people pass the rule."""

import pandas as pd

from evaluation.disclosure import NONE
from evaluation.hub.patients.log import by_level, by_project, of_year
from evaluation.hub.people import total_people

LOG = pd.DataFrame(
    [
        ("2025-06-01", "falls", "consult", 12, "done"),
        ("2025-07-01", "falls", "co-produce", 3, "none"),
        ("2025-08-01", None, "consult", 20, "under way"),
        ("2024-08-01", None, "inform", 99, "none"),
    ],
    columns=["date", "project", "level", "people", "status"],
).assign(date=lambda rows: pd.to_datetime(rows["date"]))
YEAR = of_year(LOG, pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31"))


def test_only_the_years_activities_count_and_the_hubs_own_are_named_so() -> None:
    assert YEAR["project"].tolist() == ["falls", "falls", "hub"]


def test_levels_stand_from_the_least_say_to_the_most_with_protected_people() -> None:
    found = by_level(YEAR).set_index("level")
    assert found.index.tolist() == ["inform", "consult", "involve", "collaborate", "co-produce"]
    assert found["activities"].tolist() == [0, 2, 0, 0, 1]
    assert found.loc["consult", "people"] == 30
    assert pd.isna(found.loc["co-produce", "people"])
    assert found["changes"].tolist() == [0, 2, 0, 0, 0]


def test_a_project_without_an_activity_is_there_with_nought() -> None:
    found = by_project(YEAR, ["falls", "feno"], NONE).set_index("project")
    assert found["activities"].to_dict() == {"falls": 2, "feno": 0, "hub": 1}
    assert found.loc["falls", "highest"] == "co-produce"
    assert pd.isna(found.loc["feno", "highest"])


def test_people_of_all_activities_are_rounded_and_few_are_not_shown() -> None:
    assert total_people(YEAR) == 35
    assert total_people(YEAR[YEAR["level"].eq("co-produce")]) is None
