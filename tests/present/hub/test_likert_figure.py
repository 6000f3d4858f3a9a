"""Bars of ordered answers: where they lie, what is hidden, what the alt text says."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.hub.stakeholders.distribution import Step
from evaluation.present.hub import likert_figure as module
from evaluation.present.hub.likert_figure import likert_figure

STEPS = (
    Step("1-2", "Disagree", (1, 2), -1),
    Step("3", "Neither", (3,), 0),
    Step("4", "Agree", (4,), 1),
    Step("5", "Strongly agree", (5,), 1),
)
SHARES = pd.DataFrame(
    {
        "item": ["one", "one", "two", "two"],
        "wave": ["A", "B"] * 2,
        "1-2": [20.0, 10.0, np.nan, 30.0],
        "3": [20.0, 20.0, 30.0, np.nan],
        "4": [40.0, 30.0, 30.0, 40.0],
        "5": [20.0, 40.0, 40.0, 3.0],
    }
)


@pytest.fixture
def kept(monkeypatch):
    figures = []

    def keep(figure):
        FigureCanvasAgg(figure).draw()
        figures.append(figure)
        return "<svg/>", b"png"

    monkeypatch.setattr(module, "rendered", keep)
    return figures


def drawn(names=None, steps=STEPS, shares=SHARES):
    return likert_figure(
        shares,
        steps,
        names or {"one": "Item one", "two": "Item two"},
        {"A": "2024/25", "B": "2025/26"},
        caption="Most agree.",
        subtitle="Answers.",
        source="Synthetic data.",
        figure_label="likert",
    )


def test_the_middle_lies_across_nought_and_the_sides_go_outward(kept):
    drawn({"one": "Item one"})
    bars = [(bar.get_x(), bar.get_width()) for bar in kept[0].axes[0].patches][:4]
    assert bars == [(-10, 20), (-30, 20), (10, 40), (50, 20)]


def test_a_scale_without_a_middle_parts_at_nought(kept):
    drawn({"one": "Item one"}, (STEPS[0], STEPS[2], STEPS[3]))
    bars = [(bar.get_x(), bar.get_width()) for bar in kept[0].axes[0].patches][:3]
    assert bars == [(-20, 20), (0, 40), (40, 20)]


def test_hidden_shares_are_stars_and_have_no_bar(kept):
    figure = drawn()
    texts = [text.get_text() for text in kept[0].axes[0].texts]
    assert texts.count("*") == 2
    assert "3" not in texts  # too narrow for its number
    assert "Item two 2024/25: disagree *, neither 30%" in figure.alt
    assert figure.data["Disagree (%)"].isna().sum() == 1


def test_sides_differ_by_pattern(kept):
    drawn()
    handles = kept[0].axes[0].get_legend().legend_handles
    assert [handle.get_hatch() or "" for handle in handles] == ["////", "", "", ""]
    assert len({handle.get_facecolor() for handle in handles}) == 4


def test_texts_are_large_enough_and_inside(kept):
    drawn({"one": "A long statement " * 9, "two": "Item two"})
    axes, renderer = kept[0].axes[0], kept[0].canvas.get_renderer()
    for text in [*axes.texts, *axes.get_yticklabels(), *axes.get_legend().get_texts()]:
        box = text.get_window_extent(renderer)
        assert text.get_fontsize() >= 8
        assert -1 <= box.x0 <= box.x1 <= kept[0].bbox.x1 + 1


def test_the_chart_is_the_same_bytes_on_a_second_run():
    assert drawn().png == drawn().png


def test_the_key_says_what_is_there_to_see(kept):
    drawn()
    drawn({"one": "Item one"}, (STEPS[0], STEPS[2]), SHARES.head(2))
    said = [figure._suptitle.get_text() for figure in kept]
    assert said[0] == "Answers.\n“Neither” stands in the middle. * not shown: a small number."
    assert said[1] == "Answers."
