"""Charts of governance: every item is on them in words, and their data say the same."""

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from evaluation.hub.governance.quarters import Quarter, quarters_to
from evaluation.present.hub import milestone_figure, raid_figures, reach_figure

Q4 = Quarter.parse("2025/26-Q4")
ABOUT = {"caption": "A finding.", "source": "Synthetic data.", "figure_label": "governance-x"}
ITEMS = pd.DataFrame(
    {
        "id": ["R-1", "R-2", "I-1", "A-1"],
        "kind": ["risk", "risk", "issue", "action"],
        "likelihood": [4, 4, 5, None],
        "impact": [5, 5, 1, None],
        "score": [20, 20, 5, None],
        "band": ["extreme", "extreme", "moderate", "not rated"],
        "trend": ["rising", "steady", "new", "not rated"],
    }
).astype(dict.fromkeys(["likelihood", "impact", "score"], "Int64"))


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a chart and gives back its `Figure` and all its words."""

    def draw(module, make, *given, **words):
        kept = []

        def keep(figure):
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        made = make(*given, **{**ABOUT, **words})
        texts = [item for item in kept[0].findobj(Text) if item.get_text().strip()]
        assert min(item.get_fontsize() for item in texts) >= 8
        plain = [" ".join(item.get_text().split()) for item in texts]
        return made, plain, kept[0]

    return draw


def test_each_rated_item_stands_in_its_cell_with_its_trend(drawn):
    made, texts, _ = drawn(raid_figures, raid_figures.matrix_figure, ITEMS, Q4)
    assert "R-1 ↑, R-2 →" in texts
    assert "I-1 +" in texts
    assert texts.count("extreme") == 6
    assert made.data["id"].to_list() == ["R-1", "R-2", "I-1"]
    assert "R-1: likelihood 4, impact 5, rising" in made.alt


def test_without_a_rated_item_the_grid_is_empty_and_says_so(drawn):
    made, texts, _ = drawn(raid_figures, raid_figures.matrix_figure, ITEMS.iloc[3:], Q4)
    assert "with 0 open risks" in made.alt
    assert not [text for text in texts if text.startswith(("R-", "I-"))]


def scores_of(number):
    quarters = quarters_to(Q4, 2)
    rows = [
        (str(quarter), f"R-{item:02d}", "risk", f"Risk {item}", item + place)
        for place, quarter in enumerate(quarters)
        for item in range(1, number + 1)
    ]
    return pd.DataFrame(rows, columns=["quarter", "id", "kind", "title", "score"]), quarters


def test_scores_are_numbers_in_a_grid_and_the_data_have_them(drawn):
    scores, quarters = scores_of(3)
    made, texts, _ = drawn(raid_figures, raid_figures.scores_figure, scores.drop(index=0), quarters)
    assert made.data.columns.to_list() == ["id", *map(str, quarters)]
    assert made.data["id"].to_list() == ["R-03", "R-02", "R-01"]
    assert pd.isna(made.data.iloc[2, 1])
    assert "R-01: none, 2" in made.alt
    assert {"2", "3", "4"} <= set(texts)


def test_a_long_register_is_cut_and_the_chart_says_so(drawn):
    scores, quarters = scores_of(raid_figures.MOST_ROWS + 1)
    made, texts, _ = drawn(raid_figures, raid_figures.scores_figure, scores, quarters)
    assert len(made.data) == raid_figures.MOST_ROWS
    assert any("all are in the table" in text for text in texts)


def milestones(number):
    planned = pd.date_range("2025-05-01", periods=number, freq="7D")
    is_done = [place % 2 == 0 for place in range(number)]
    return pd.DataFrame(
        {
            "milestone": [f"M-{place}" for place in range(number)],
            "project": "falls",
            "title": [f"Step {place}" for place in range(number)],
            "planned": planned,
            "expected": planned,
            "done": [day if done else pd.NaT for day, done in zip(planned, is_done, strict=True)],
            "slip_days": pd.array(range(number), dtype="Int64"),
            "rating": ["green" if done else "red" for done in is_done],
            "reason": "as it is",
        }
    )


def test_a_milestone_has_its_rating_and_slip_in_words_and_shapes(drawn):
    made, texts, figure = drawn(
        milestone_figure, milestone_figure.milestones_figure, milestones(2), {}, Q4
    )
    assert {"Green on its day", "Red 1 day late"} <= set(texts)
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert markers.count("s") == 3  # two planned days, and the shape of red
    assert markers.count("^") == 1  # not reached
    assert "Step 1: planned 8 May 2025, as it is" in made.alt


def test_many_milestones_are_cut_to_those_that_slipped_most_in_order_of_time(drawn):
    number = milestone_figure.MOST_ROWS + 3
    made, texts, _ = drawn(
        milestone_figure, milestone_figure.milestones_figure, milestones(number), {}, Q4
    )
    assert made.data["slip_days"].to_list() == list(range(3, number))
    assert any("all are in the table" in text for text in texts)


def test_a_quarter_without_a_return_says_so_instead_of_a_bar(drawn):
    quarters = quarters_to(Q4, 3)
    wide = pd.DataFrame([["website", "visits", 10, None, 30]])
    wide.columns = ["channel", "measure", *map(str, quarters)]
    made, texts, figure = drawn(reach_figure, reach_figure.reach_figure, wide, quarters)
    assert "no return" in texts
    assert {"10", "30", "Website: visits"} <= set(texts)
    assert "10, no return, 30" in made.alt
    assert [axes.get_visible() for axes in figure.axes] == [True, False]


def test_charts_are_written_in_the_reports_look_as_svg_and_png():
    made = raid_figures.matrix_figure(ITEMS, Q4, **ABOUT)
    assert made.svg.startswith("<?xml")
    assert made.png.startswith(b"\x89PNG")
