import pandas as pd

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.programme.priorities import priorities_on

PRIORITIES = pd.DataFrame(
    [("D-1", "2024/25"), ("D-1", "2025/26"), ("D-2", "2025/26"), ("D-3", "2025/26")],
    columns=["priority", "year"],
).assign(title="Education", owner="Education lead", target="Four meetings")
PROGRESS = pd.DataFrame(
    [
        ("D-1", "2024/25-Q4", "done", "All held."),
        ("D-1", "2025/26-Q1", "on track", None),
        ("D-1", "2025/26-Q3", "behind", "One was cancelled."),
        ("D-1", "2025/26-Q4", "done", None),
        ("D-2", "2025/26-Q1", "stopped", "No time."),
    ],
    columns=["priority", "quarter", "status", "note"],
).astype("string")


def on(text):
    return priorities_on(PRIORITIES, PROGRESS, Quarter.parse(text)).set_index("priority")


def test_only_priorities_of_the_year_are_shown_with_what_was_stated_up_to_the_quarter():
    found = on("2025/26-Q3")
    assert found.index.to_list() == ["D-1", "D-2", "D-3"]
    assert found["status"].to_list() == ["behind", "stopped", "not reported"]
    assert found.loc["D-1", ["previous_status", "note"]].to_list() == [
        "on track",
        "One was cancelled.",
    ]


def test_a_status_that_was_not_stated_anew_names_its_quarter():
    assert on("2025/26-Q3").loc["D-2", "stated_in"] == "2025/26-Q1"


def test_progress_of_the_year_before_under_the_same_id_does_not_count():
    assert on("2025/26-Q1").loc["D-1", "previous_status"] == "not reported"
    assert on("2024/25-Q4")["status"].to_list() == ["done"]


def test_a_year_without_priorities_has_no_rows():
    assert len(on("2023/24-Q1")) == 0
