"""Two quarters are compared in sentences, each change once, and no change is said too."""

from evaluation.quarterly.comparison import changes, headline
from tests.quarterly.tiny_quarter import TABLES, ratings, tiny_quarter


def test_every_kind_of_change_has_its_sentence() -> None:
    assert changes(tiny_quarter(), "falls") == [
        "Overall is red and was amber: worse.",
        "Time is red and was green: worse.",
        "Cost is green and was amber: better.",
        "Quality is amber and was green: worse.",
        "The tolerance on time (Weeks behind plan) is breached and was within.",
        "The milestone “Team is complete” is now expected 120 days later.",
        "Risk R-1 is rising: its score is 16 and was 8.",
        "1 risk, issue or action raised: R-2.",
        "1 risk, issue or action closed: R-3.",
    ]


def test_where_nothing_changed_nothing_is_told() -> None:
    assert changes(tiny_quarter(), "hub") == []


def test_the_headline_counts_ratings_and_moves() -> None:
    assert headline(tiny_quarter()) == (
        "The hub and 1 project were rated 1 red and 1 green on 31 December 2025: 1 worse than on "
        "30 September 2025."
    )


def test_the_headline_says_that_nothing_moved() -> None:
    same = [
        row
        for quarter in ("2025/26-Q2", "2025/26-Q3")
        for row in (*ratings(quarter, None, {}), *ratings(quarter, "falls", {}))
    ]
    assert headline(tiny_quarter(status=same)).endswith(
        "rated 2 green on 31 December 2025: none better or worse than on 30 September 2025."
    )


def test_what_is_no_longer_rated_is_said() -> None:
    fewer = [
        row
        for row in TABLES["status"]
        if not (row["quarter"] == "2025/26-Q3" and row["aspect"] == "risk")
    ]
    told = changes(tiny_quarter(status=fewer), "falls")
    assert "Risk is no longer rated and was green." in told


def test_a_milestone_reached_in_the_quarter_is_told_once() -> None:
    (milestone,) = TABLES["milestones"]
    told = changes(tiny_quarter(milestones=[{**milestone, "done": "2025-10-10"}]), "falls")
    assert [text for text in told if "milestone" in text] == [
        "The milestone “Team is complete” was reached: done 10 days late."
    ]
