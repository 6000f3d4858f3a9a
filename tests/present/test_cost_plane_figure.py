import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.present import cost_plane_figure as module
from evaluation.present.cost_plane_figure import MOST_POINTS, cost_plane_figure
from evaluation.value.economics import Amount, cost_effectiveness

WORDS = {
    "outcome": "a QALY",
    "price_year": "2024/25",
    "source": "Synthetic data.",
    "figure_label": "gammacore-plane",
}
DRAWS = 2000
CASES = {
    "trade-off": ((120_000, 20_000), (4, 1.5), (20_000, 30_000, 70_000)),
    "saves": ((-20_000, 30_000), (4, 1.5), (20_000, 30_000)),
    "unclear": ((12_000, 20_000), (1, 1.5), (20_000, 30_000)),
    "harm": ((12_000, 2_000), (-3, 0.5), (20_000,)),
    "flat": ((10, 3), (4, 1.5), (20_000, 30_000)),
    "no lines": ((3000, 400), (2000, 300), ()),
}


def found_of(cost, effect):
    rng = np.random.default_rng(1)
    amounts = [
        Amount(point, point + error * rng.standard_normal(DRAWS)) for point, error in (cost, effect)
    ]
    return cost_effectiveness(*amounts)


@pytest.fixture(autouse=True)
def without_files(monkeypatch):
    """Save time: charts are not written as SVG and PNG unless a test asks for it."""
    monkeypatch.setattr(module, "rendered", lambda _: ("<svg/>", b"png"))


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a plane and gives back its matplotlib figure."""

    def draw(found, **changes):
        kept = []

        def keep(figure):
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        cost_plane_figure(found, **{**WORDS, **changes})
        return kept[0]

    return draw


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def test_the_data_are_the_point_and_a_sample_of_draws_few_enough_to_read():
    found = found_of(*CASES["trade-off"][:2])
    data = cost_plane_figure(found, **WORDS).data
    assert len(data) == MOST_POINTS + 1
    assert data.iloc[0].tolist() == ["point value", 4, 120_000]
    assert data["effect"].iloc[1:].tolist() == found.effect.draws[:MOST_POINTS].tolist()
    assert data["cost"].iloc[1:].tolist() == found.cost.draws[:MOST_POINTS].tolist()


def test_the_caption_is_the_finding_and_the_alt_text_has_its_numbers():
    effect = Amount(2.0, np.array([1.0, 2.0, 2.0, 3.0]))
    cost = Amount(400.0, np.array([-100.0, 300.0, 400.0, 500.0]))
    found = cost_plane_figure(cost_effectiveness(cost, effect), **WORDS, thresholds=[20_000])
    assert found.caption.startswith("A QALY costs £200 (95% interval ")
    assert found.alt == (
        "Scatter plot of additional cost against additional effect with 4 draws. At the point "
        "values the effect is 2.00, where one unit is a QALY, and the cost is £400. All 4 draws: "
        "more effect, less cost in 25%; more effect, more cost in 75%; less effect, less cost in "
        "less than 1%; less effect, more cost in less than 1%. A line marks £20,000 for a QALY."
    )
    assert found.label == "gammacore-plane"


def test_an_undefined_ratio_is_said_in_words_and_still_drawn():
    found = cost_plane_figure(found_of(*CASES["unclear"][:2]), **WORDS, thresholds=[20_000, 30_000])
    assert found.caption.startswith("What a QALY costs is not given: the interval of the effect")
    assert found.alt.endswith("Lines mark £20,000 and £30,000 for a QALY.")
    assert not re.search(r"\bnan\b|\binf\b", found.caption + found.alt)


def test_each_corner_says_its_share_of_all_draws(drawn):
    found = found_of(*CASES["unclear"][:2])
    texts = " ".join(texts_of(drawn(found).axes[0]))
    for words, quadrant in (
        ("More effect, less cost", "dominant"),
        ("More effect, more cost", "trade-off"),
        ("Less effect, less cost", "saves-for-less"),
        ("Less effect, more cost", "dominated"),
    ):
        assert f"{words}:\n{100 * found.quadrants[quadrant]:.0f}% of draws" in texts


@pytest.mark.parametrize("case", CASES)
def test_a_line_rises_by_what_a_unit_may_cost_and_is_named_at_its_end(drawn, case):
    cost, effect, prices = CASES[case]
    axes = drawn(found_of(cost, effect), thresholds=prices).axes[0]
    lines = [line for line in axes.lines if line.get_linestyle() == "--"]
    slopes = [np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0] for line in lines]
    assert slopes == pytest.approx(sorted(prices))
    assert {f"£{price:,}" for price in prices} <= set(texts_of(axes))


@pytest.mark.parametrize("case", CASES)
def test_nought_and_the_point_are_inside_and_no_text_covers_another(drawn, case):
    cost, effect, prices = CASES[case]
    figure = drawn(found_of(cost, effect), thresholds=prices)
    axes = figure.axes[0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert left < min(0, effect[0]) <= max(0, effect[0]) < right
    assert bottom < min(0, cost[0]) <= max(0, cost[0]) < top
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in axes.texts]
    for place, box in enumerate(boxes):
        assert box.x0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        for beside in boxes[place + 1 :]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert min(across, along) <= 0.5


def test_draws_beyond_the_edges_are_counted(drawn):
    effect, cost = np.linspace(4, 6, DRAWS), np.full(DRAWS, 1000.0)
    cost[3] = 1e7
    figure = drawn(cost_effectiveness(Amount(1000.0, cost), Amount(5.0, effect)))
    note = " ".join(figure.get_supxlabel().split())
    assert "200 of which are shown. 1 beyond the edges is not seen." in note


def test_a_price_of_nought_has_no_line_and_each_price_one(drawn):
    axes = drawn(found_of(*CASES["saves"][:2]), thresholds=[0, 30_000, 30_000]).axes[0]
    assert len([line for line in axes.lines if line.get_linestyle() == "--"]) == 1


def test_nothing_but_noughts_can_be_drawn():
    nothing = Amount(0.0, np.zeros(10))
    found = cost_plane_figure(cost_effectiveness(nothing, nothing), **WORDS)
    assert found.caption == "What a QALY costs is not given: there is no gain to divide by."


def test_a_plane_is_the_same_on_each_run(monkeypatch):
    monkeypatch.undo()
    found = found_of(*CASES["trade-off"][:2])
    first, second = (cost_plane_figure(found, **WORDS) for _ in range(2))
    assert first.svg.startswith("<?xml")
    assert (first.svg, first.png) == (second.svg, second.png)
