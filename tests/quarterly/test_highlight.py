"""The highlight report has PRINCE2's parts, and says what is owed."""

from evaluation.present.blocks import Prose, Table
from evaluation.present.numbers import NO_BREAK_SPACE
from evaluation.publish.quarterly import markdown
from evaluation.quarterly.highlight import NO_BREACH, highlight_blocks
from tests.quarterly.tiny_quarter import TABLES, tiny_quarter


def report(**tables) -> str:
    view = tiny_quarter(**tables)
    return markdown(highlight_blocks(view, view.bodies[0]))


def table_of(label: str, **tables) -> list[dict[str, str]]:
    view = tiny_quarter(**tables)
    blocks = highlight_blocks(view, view.bodies[0])
    (found,) = [block for block in blocks if isinstance(block, Table) and block.label == label]
    return found.frame.replace(NO_BREAK_SPACE, " ", regex=True).to_dict("records")


def test_its_parts_stand_in_order() -> None:
    headings = [line for line in report().splitlines() if line.startswith("#")]
    assert headings == [
        "# In short",
        "# What changed since 2025/26-Q2",
        "# Tolerances and exceptions",
        "# The hub as a whole",
        "# Falls prevention",
        "## Done",
        "## Not done",
        "## Next",
        "## Lessons",
        "## Milestones",
        "## Risks, issues and actions",
    ]


def test_ratings_stand_beside_those_of_last_quarter_where_they_moved() -> None:
    falls = table_of("quarterly-ratings")[1]
    assert falls["Hub or project"] == "Falls prevention"
    assert falls["Overall"] == "■ Red, was amber"
    assert falls["Cost"] == "● Green, was amber"
    assert falls["Scope"] == "● Green"


def test_a_breach_without_an_exception_is_owed_one_and_a_later_decision_is_not_known_yet() -> None:
    text = report()
    assert "- Falls prevention, time: no exception has been written yet; one is owed." in text
    assert (
        "- Falls prevention, cost: exception reported in 2025/26-Q2. Recommended: Share. Not yet "
        "decided."
    ) in text


def test_a_rating_without_a_reason_says_so() -> None:
    text = report()
    assert "- **Falls prevention**, time (red): The post is vacant." in text
    assert "- **Falls prevention**, quality (amber): no reason was given." in text


def test_what_users_write_stays_text() -> None:
    assert "- Fill the \\*post\\*." in report()


def test_the_highest_score_comes_first_with_its_move_and_what_is_overdue() -> None:
    first, second = table_of("quarterly-falls-risks")
    assert (first["Id"], first["Score"]) == ("R-1", "16 (extreme, was 8)")
    assert first["Overdue, days"] == "31"
    assert second["Score"] == "3 (low, new)"


def test_without_a_breach_it_says_so() -> None:
    readings = [{**row, "value": "1", "forecast": "1"} for row in TABLES["tolerance-readings"]]
    assert NO_BREACH in report(tolerance_readings=readings)


def test_each_body_is_told_when_the_report_is_due() -> None:
    view = tiny_quarter()
    for body, due in zip(view.bodies, ("21 January 2026", "11 February 2026"), strict=True):
        said = [block for block in highlight_blocks(view, body) if isinstance(block, Prose)]
        assert f"For: {body.name}, due on {due}." in said[1].markdown
