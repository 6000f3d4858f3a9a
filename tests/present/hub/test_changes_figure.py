"""The chart of changes: its rows, verdicts, and none without an estimate."""

from evaluation.hub.stakeholders.comparison import wave_change, without_estimate
from evaluation.present.hub.changes_figure import change_verdict, changes_figure
from tests.hub.stakeholders.surveys import QUESTION, two_waves

BETTER = wave_change(two_waves([20, 10, 9, 5, 5], [5, 5, 9, 10, 20]), QUESTION, shown_people=100)
WORSE = wave_change(two_waves([5, 5, 9, 10, 20], [20, 10, 9, 5, 5]), QUESTION, shown_people=100)
SAME = wave_change(two_waves([9, 9, 9, 9, 9], [9, 9, 9, 9, 9]), QUESTION, shown_people=90)
NONE = without_estimate(QUESTION, "too few people answered in one of the waves")


def drawn(changes):
    return changes_figure(
        changes,
        caption="One of each.",
        subtitle="Change",
        source="Synthetic data.",
        figure_label="changes",
    )


def test_each_change_has_its_verdict():
    assert [change_verdict(each) for each in (BETTER, WORSE, SAME, NONE)] == [
        "improved",
        "worsened",
        "no clear change",
        "not estimable",
    ]


def test_changes_without_an_estimate_are_left_out():
    figure = drawn([BETTER, NONE, SAME])
    assert figure.data["verdict"].tolist() == ["improved", "no clear change"]
    assert "percentage points, improved" in figure.alt
    assert figure.png.startswith(b"\x89PNG")


def test_without_any_estimate_there_is_no_chart():
    assert drawn([NONE]) is None
