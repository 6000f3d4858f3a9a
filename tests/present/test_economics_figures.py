import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evaluation.present import economics_figures as module
from evaluation.present.economics_figures import acceptability_figure, cumulative_value_figure
from evaluation.value.economics import Amount, Stream, appraise, cost_effectiveness

ABOUT = {"price_year": "2024/25", "source": "Synthetic data.", "figure_label": "plgf-worth"}
DRAWS = 4000
YEARS = ("2023/24", "2024/25", "2025/26")


def found_of(cost, effect):
    rng = np.random.default_rng(1)
    amounts = [
        Amount(point, point + error * rng.standard_normal(DRAWS)) for point, error in (cost, effect)
    ]
    return cost_effectiveness(*amounts)


def appraisal_of(cost=1000.0, spread=0.3, years=3):
    factors = 1 + spread * np.random.default_rng(2).standard_normal((DRAWS, 1))
    benefit = np.array([0.0, *[700.0] * (years - 1)])
    spent = np.array([cost, *[0.0] * (years - 1)])
    measured = np.ones(years, dtype=bool)
    return appraise(
        [
            Stream("beds", "benefit", benefit, factors * benefit, measured),
            Stream("staff", "cost", spent, np.tile(spent, (DRAWS, 1)), measured),
        ]
    )


CLEAR = found_of((120_000, 20_000), (4, 1))


@pytest.fixture(autouse=True)
def without_files(monkeypatch):
    """Save time: charts are not written as SVG and PNG unless a test asks for it."""
    monkeypatch.setattr(module, "rendered", lambda _: ("<svg/>", b"png"))


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws a chart and gives back its matplotlib figure."""

    def draw(make, *given, **words):
        kept = []

        def keep(figure):
            FigureCanvasAgg(figure).draw()
            kept.append(figure)
            return "<svg/>", b"png"

        monkeypatch.setattr(module, "rendered", keep)
        make(*given, **{**ABOUT, **words})
        return kept[0]

    return draw


def test_the_curve_has_the_prices_that_were_asked_about_and_few_enough_rows():
    data = acceptability_figure(
        CLEAR, outcome="a QALY", thresholds=[30_000, 20_000, 70_000], **ABOUT
    ).data
    assert list(data.columns) == [
        "paid_for_a_unit",
        "probability",
        "frontier",
        "value",
        "lower",
        "upper",
        "perfect_information",
    ]
    assert {20_000, 30_000, 70_000} <= set(data["paid_for_a_unit"])
    assert len(data) <= 200
    assert data["paid_for_a_unit"].iloc[[0, -1]].tolist() == [0, 105_000]
    row = data[data["paid_for_a_unit"] == 70_000].iloc[0]
    worth = 70_000 * CLEAR.effect.draws - CLEAR.cost.draws
    assert row["probability"] == np.mean(worth > 0)
    assert row["value"] == 70_000 * 4 - 120_000


def test_the_caption_has_the_share_at_each_price_and_the_alt_text_those_along_the_curve():
    found = acceptability_figure(CLEAR, outcome="a QALY", thresholds=[20_000, 70_000], **ABOUT)
    assert re.fullmatch(
        r"The share of draws in which a QALY is worth its cost is \d+% at £20,000 and .*\d+% at "
        r"£70,000\.",
        found.caption,
    )
    assert found.alt.startswith(
        "Line chart of the share of draws in which a QALY is worth its cost: less than 1% at £0, "
    )
    assert found.alt.count(" at £") == 5
    assert re.search(
        r"Dotted line: from £\d\d,\d00 on it is worth its cost on average\.$", found.alt
    )


def test_the_dotted_line_stands_where_the_mean_net_benefit_turns(drawn):
    axes = drawn(acceptability_figure, CLEAR, outcome="a QALY").axes[0]
    (curve, turning) = axes.lines
    expected = CLEAR.cost.draws.mean() / CLEAR.effect.draws.mean()
    assert list(turning.get_xdata()) == pytest.approx([expected, expected])
    assert (np.diff(curve.get_ydata()) >= 0).all()


@pytest.mark.parametrize(
    ("cost", "effect"),
    [((-20_000, 3_000), (4, 1)), ((20_000, 3_000), (-4, 1)), ((-20_000, 3_000), (-4, 1))],
    ids=["saves with a gain", "costs with harm", "saves with harm"],
)
def test_where_no_price_makes_it_worth_its_cost_there_is_no_dotted_line(drawn, cost, effect):
    found = found_of(cost, effect)
    assert "Dotted" not in acceptability_figure(found, outcome="a QALY", **ABOUT).alt
    assert len(drawn(acceptability_figure, found, outcome="a QALY").axes[0].lines) == 1


@pytest.mark.parametrize(
    ("cost", "effect", "last"),
    [((120_000, 20_000), (4, 1), None), ((3000, 400), (2000, 300), None), ((0, 0), (0, 0), 1.5)],
)
def test_without_prices_the_curve_goes_past_the_cost_of_a_unit(cost, effect, last):
    found = found_of(cost, effect)
    end = acceptability_figure(found, outcome="an attack avoided", **ABOUT).data
    expected = last if last is not None else 1.5 * found.icer.upper
    assert end["paid_for_a_unit"].iloc[-1] == pytest.approx(expected)


def test_a_small_price_has_pence_in_the_words():
    found = acceptability_figure(
        found_of((3000, 400), (2000, 300)), outcome="an attack avoided", **ABOUT
    )
    assert "% at £1.50 and more than 99% at £" in found.caption


@pytest.mark.parametrize("prices", [(20_000, 30_000), (20_000, 30_000, 70_000), (29_000, 30_000)])
@pytest.mark.parametrize("cost", [(-20_000, 30_000), (120_000, 20_000), (12_000, 50_000)])
def test_no_name_of_a_price_covers_another(drawn, cost, prices):
    figure = drawn(
        acceptability_figure, found_of(cost, (4, 1)), outcome="a QALY", thresholds=prices
    )
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in figure.axes[0].texts]
    assert boxes
    for place, box in enumerate(boxes):
        assert box.x1 <= figure.bbox.x1 + 1
        assert not any(box.overlaps(beside) for beside in boxes[place + 1 :])


def test_cumulative_values_are_drawn_with_their_band_and_the_last_is_written(drawn):
    result = appraisal_of()
    figure = drawn(cumulative_value_figure, result, YEARS)
    axes = figure.axes[0]
    line = axes.lines[1]
    assert line.get_ydata().tolist() == [item.value for item in result.cumulative]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == list(YEARS)
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == min(item.lower for item in result.cumulative)
    assert band.max() == max(item.upper for item in result.cumulative)
    assert axes.texts[0].get_text().startswith("£330\n(")
    assert axes.texts[0].get_window_extent().x1 <= figure.bbox.x1 + 1


def test_the_words_of_cumulative_values_are_the_finding_and_each_year():
    found = cumulative_value_figure(appraisal_of(), YEARS, **ABOUT)
    assert found.caption.startswith("Whether the benefits from 2023/24 to 2025/26 exceed the costs")
    assert "The costs are covered 2.5 years after the start of 2023/24" in found.caption
    assert found.alt.startswith(
        "Line chart of benefits less costs up to the end of each year, with 95% interval: 2023/24, "
        "−£1,000 (−£1,000 to −£1,000); 2024/25, −£324 ("
    )
    assert found.data.columns.tolist() == ["year", "value", "lower", "upper"]
    assert found.data["value"].tolist() == pytest.approx([-1000, -323.671, 329.786], abs=1e-3)


def test_costs_that_never_come_back_are_said_in_words():
    found = cumulative_value_figure(appraisal_of(cost=5000.0), YEARS, **ABOUT)
    assert found.caption.startswith("The costs from 2023/24 to 2025/26 are £3,670 more than")
    assert "The benefits do not cover the costs within these years" in found.caption
    assert not re.search(r"\bnan\b|\binf\b|None", found.caption + found.alt)


def test_one_year_can_be_drawn(drawn):
    axes = drawn(cumulative_value_figure, appraisal_of(years=1), YEARS[:1]).axes[0]
    assert axes.lines[1].get_ydata().tolist() == [-1000]


def test_other_years_than_values_are_refused():
    with pytest.raises(ValueError, match="3 values need as many years, not 2"):
        cumulative_value_figure(appraisal_of(), YEARS[:2], **ABOUT)


def test_charts_are_the_same_on_each_run(monkeypatch):
    monkeypatch.undo()
    for make, given, words in (
        (acceptability_figure, (CLEAR,), {"outcome": "a QALY", "thresholds": [20_000]}),
        (cumulative_value_figure, (appraisal_of(), YEARS), {}),
    ):
        first, second = (make(*given, **words, **ABOUT) for _ in range(2))
        assert first.svg.startswith("<?xml")
        assert (first.svg, first.png) == (second.svg, second.png)
