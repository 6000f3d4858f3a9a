"""The funnel plot and its words: marks, names that do not overlap, alt text, data."""

import itertools
import re

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.monitoring.funnels import FunnelOptions, funnel
from evaluation.present import funnel_figure as module
from evaluation.present.funnel_labels import label_points
from evaluation.present.funnel_words import (
    FunnelNames,
    both_ways,
    by_chance,
    finding,
    funnel_alt,
    not_compared,
    notes,
    outliers,
)

ALIKE = [48, 50, 52, 49, 51, 50, 47, 53, 50, 50]
NAMES = FunnelNames("People asked", "%", "practice", "practices", "People")


def made_of(met, people=100, **options):
    frame = pd.DataFrame(
        {
            "unit": [f"Practice {number}" for number in range(len(met))],
            "numerator": met,
            "denominator": people,
        }
    )
    return funnel(frame, "proportion", FunnelOptions(**{"better": "increase", **options}))


def drawn(made, names=NAMES):
    return module.funnel_figure(
        made,
        names,
        caption=finding(made, names),
        subtitle="By practice",
        source="Synthetic data.",
        figure_label="asked-funnel",
    )


@pytest.fixture
def kept(monkeypatch):
    figures, boxes = [], []

    def keep(figure):
        FigureCanvasAgg(figure).draw()
        figures.append(figure)
        return "<svg/>", b"png"

    def label(*arguments):
        boxes.extend(label_points(*arguments))
        return boxes

    monkeypatch.setattr(module, "rendered", keep)
    monkeypatch.setattr(module, "label_points", label)
    return figures, boxes


def test_the_finding_names_outliers_alarms_first():
    made = made_of([*ALIKE, 62, 25])
    assert finding(made, NAMES) == (
        "People asked: 2 of 12 practices lie outside the limits around 48.9%: Practice 11 (alarm, "
        "worse than expected) and Practice 10 (alert, better than expected)."
    )


def test_without_an_outlier_the_finding_says_so():
    assert finding(made_of(ALIKE), NAMES) == (
        "People asked: all 10 practices lie within the limits around 50.0%."
    )


def test_many_outliers_are_named_in_part():
    made = made_of([10, 90] * 10, overdispersion="none")
    assert finding(made, NAMES).endswith(" and 15 more.")
    assert "8 more lie outside." in funnel_alt(made, NAMES)


def test_chance_alone_is_told_with_what_it_would_mark():
    assert by_chance(made_of([*ALIKE, 62, 25]), NAMES) == (
        "Of 12 practices chance alone would put about 0.6 beyond the 95% limits and 0.02 beyond "
        "the 99.8% limits; 2 and 1 are."
    )


def test_both_pairs_of_limits_are_told():
    text = both_ways(made_of([10, 90] * 10), NAMES)
    assert text.startswith("Of 20 practices the unadjusted limits mark 20 as alarm")
    assert text.endswith("adjusted for overdispersion mark 0 as alarm and 0 as alert.")


def test_what_is_not_drawn_is_told_in_words():
    made = made_of([*ALIKE, None, None, 0], [*[100] * 12, 0])
    text = not_compared(made, NAMES)
    assert "2 practices are not shown, because numbers are small" in text
    assert "1 practice has nobody to count" in text
    assert text in notes(made, NAMES)
    assert "not shown" in funnel_alt(made, NAMES)


def test_the_alt_text_has_sizes_centre_and_outliers():
    alt = funnel_alt(made_of([*ALIKE, 62, 25]), NAMES)
    assert "12 practices by size (people, 100 to 100)" in alt
    assert "Practice 11 25.0% of 100, alarm, worse than expected" in alt
    assert "No point lies outside them." in funnel_alt(made_of(ALIKE), NAMES)


def test_marks_differ_by_shape_and_limits_by_line(kept):
    drawn(made_of([*ALIKE, 85, 25, 66], correct_for_trimming=True))
    axes = kept[0][0].axes[0]
    marks = {line.get_marker() for line in axes.lines} - {"None", None}
    styles = {line.get_linestyle() for line in axes.lines if line.get_marker() in ("None", None)}
    assert len(marks) >= 2
    assert {":", "-."} <= styles


def test_no_name_covers_another_or_leaves_the_axes(kept):
    met = [*[50 + step for step in range(-9, 10)] * 2, *range(20, 30), *range(75, 85)]
    drawn(made_of(met, 100, overdispersion="none"))
    figures, boxes = kept
    frame = figures[0].axes[0].get_window_extent()
    assert len(boxes) >= 8
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1


def test_sizes_far_apart_have_a_logarithmic_axis(kept):
    people = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]
    drawn(made_of([size // 2 for size in people], people))
    assert kept[0][0].axes[0].get_xscale() == "log"


def test_the_figure_has_its_data_and_is_the_same_on_a_second_run():
    made = made_of([*ALIKE, None])
    first, second = drawn(made), drawn(made)
    assert first.svg == second.svg
    assert first.data["status"].tolist()[-1] == "not shown"
    assert first.data["target"].unique().tolist() == [50]


def test_a_ratio_says_so_above_the_chart(kept):
    frame = pd.DataFrame(
        {"unit": list("abcdef"), "numerator": [9, 12, 10, 30, 8, 11], "denominator": 10.5}
    )
    drawn(funnel(frame, "ratio"), FunnelNames("Deaths", "ratio", size="Expected"))
    assert kept[0][0].get_suptitle().startswith("By practice, observed / expected")
    assert outliers(funnel(frame, "ratio"))["unit"].tolist() == ["d"]


def test_limits_are_named_at_their_ends_and_no_name_covers_another(kept):
    drawn(made_of([*ALIKE, 62, 25, 70, 30]))
    figure = kept[0][0]
    assert not figure.legends
    texts, renderer = figure.axes[0].texts, figure.canvas.get_renderer()
    names = [text for text in texts if re.match(r"Average|95%|99\.8%", text.get_text())]
    assert {text.get_text().split(",")[0] for text in names} == {"Average", "95%", "99.8%"}
    boxes = [text.get_window_extent(renderer).padded(-0.5) for text in names]
    assert all(box.x1 <= figure.bbox.x1 + 1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_the_key_counts_each_kind_of_mark(kept):
    drawn(made_of([*ALIKE, 62, 25]))
    assert kept[0][0].get_suptitle().splitlines()[1] == (
        "10 circles: within the limits; 1 square: alert (95%); 1 diamond: alarm (99.8%); lines: "
        "limits of chance."
    )
