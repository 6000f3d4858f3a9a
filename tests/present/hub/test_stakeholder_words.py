"""Each wording on events, interviews, documents and recommendations, and their tables."""

import pandas as pd
import pytest

from evaluation.present.hub.stakeholder_tables import (
    quarters_table,
    status_text,
    themes_table,
    tracker_table,
)
from evaluation.present.hub.stakeholder_words import (
    documents_sentence,
    events_sentence,
    themes_sentence,
    tracker_sentence,
)


def kinds(*rows):
    return pd.DataFrame(rows, columns=["whole", "large", "all", "seen", "before"])


def test_events_are_told_with_those_before():
    assert events_sentence(kinds((1, 2, 5, 3, 4)), "2025/26", "2024/25") == (
        "5 events of 2025/26 are put down to the hub, against 4 in 2024/25; 3 wholly or largely. "
        "Of 3 a document was seen, the others are as reported."
    )
    assert events_sentence(kinds((0, 0, 0, 0, 4)), "2025/26", "2024/25").startswith("No event")


def themes(*rows):
    frame = pd.DataFrame(rows, columns=["theme", "raised", "interviewed", "share"])
    return frame.astype({"raised": "Int64", "interviewed": "Int64", "share": "float64"})


def test_the_most_frequent_themes_are_named():
    found = themes(("Time", 20, 25, 80.0), ("Roles", 20, 25, 80.0), ("Money", None, 25, None))
    assert themes_sentence(found, "2025/26") == (
        "In the interviews of 2025/26, “Time” and “Roles” were each raised by most: about 20 of "
        "25 people."
    )
    assert "“Time” was raised" in themes_sentence(found.head(1), "2025/26")
    assert "too small" in themes_sentence(found.tail(1), "2025/26")


def test_hidden_counts_of_themes_are_stars():
    now = themes(("Time", 20, 25, 80.0), ("Money", None, 25, None))
    frame = themes_table(now, now.head(1), ("2024/25", "2025/26")).frame
    assert frame["Raised it (people)"].tolist() == ["20", "*"]
    assert frame["2024/25, %"].tolist() == ["80", "*"]
    alone = themes_table(now, now.iloc[:0], ("", "2025/26"))
    assert list(alone.right) == ["Raised it (people)", "Interviewed (people)", "2025/26, %"]


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (("2024/25", "2025/26"), "3 of 8 items of the checklist in full (38%); those of 2024/25"),
        (("2025/26",), "in full (38%)."),
        (("2024/25",), "No document of 2025/26 was reviewed."),
    ],
)
def test_documents_are_told_with_those_before(years, words):
    review = pd.DataFrame({"year": list(years), "yes": 3, "items": 8})
    assert words in documents_sentence(review, "2025/26")


def tracked(*rows):
    columns = ["recommendation", "scope", "text", "owner", "due", "before", "status", "move",
               "is_overdue"]  # fmt: skip
    return pd.DataFrame(
        [(name, "local", "Do it", "Head", day, *others) for name, day, *others in rows],
        columns=columns,
    ).astype({"due": "datetime64[ns]"})


FOUND = tracked(
    ("L1", "2025-06-30", "under way", "done", "forward", False),
    ("L2", "2025-09-30", "under way", "not started", "back", True),
    ("L3", None, "not reported", "not reported", "same", False),
)


def test_recommendations_are_counted_as_done_and_overdue():
    assert tracker_sentence(FOUND, "2025/26") == (
        "1 of 3 recommendations is done and 1 is overdue at the end of 2025/26. In the year 1 "
        "moved forward and 1 moved back."
    )
    assert tracker_sentence(FOUND.tail(1), "2025/26").endswith("None moved.")


def test_the_tracker_shows_shapes_and_words():
    frame = tracker_table(FOUND, "2025/26", "2024/25").frame
    assert frame["End of 2025/26"].tolist() == [
        "✓ done",
        "○ not started, overdue",
        "– not reported",
    ]
    assert frame["Due"].tolist() == ["30 June 2025", "30 September 2025", "no date"]
    assert status_text("not accepted") == "× not accepted"
    by = quarters_table(pd.DataFrame({"recommendation": ["L1"], "2025/26-Q1": ["done"]}))
    assert by.frame.iloc[0].tolist() == ["L1", "✓"]
