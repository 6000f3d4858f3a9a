import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MatplotlibFigure

from evaluation.present import comparison_figures as module
from evaluation.present.comparison_figures import forest_figure, groups_figure
from evaluation.publish.fonts import text_width

VERDICTS = ("improved", "worsened", "no clear change")


@pytest.fixture
def effects(effect_of):
    return [
        effect_of(unit="%", value=value, lower=value - 5, upper=value + 5)
        for value in (-20.0, 10.0, 1.0)
    ]


@pytest.fixture
def kept(monkeypatch):
    """Keep the matplotlib figures that are drawn."""
    figures = []

    def keep(figure: MatplotlibFigure) -> tuple[str, bytes]:
        FigureCanvasAgg(figure).draw()
        figures.append(figure)
        return "<svg/>", b"png"

    monkeypatch.setattr(module, "rendered", keep)
    return figures


def forest(effects, names=("Falls", "FeNO", "PlGF")):
    return forest_figure(
        effects,
        names,
        VERDICTS,
        caption="One of each.",
        subtitle="Main outcome",
        source="Synthetic data.",
        figure_label="summary-forest",
    )


def by_group(**changes):
    frame = pd.DataFrame(
        {
            "group": ["1 most deprived", "5 least deprived"] * 2,
            "window": ["Baseline"] * 2 + ["After"] * 2,
            "value": [60.0, 80.123, 75.0, np.nan],
            "lower": [50.0, 70.0, 65.0, np.nan],
            "upper": [70.0, 90.0, 85.0, np.nan],
            "shown": ["60.0", "80.1", "75.0", "*"],
        }
    )
    plain = {
        "label": "People asked",
        "unit": "%",
        "caption": "The gap.",
        "subtitle": "People asked by deprivation",
        "source": "Synthetic data.",
        "figure_label": "falls-asked-deprivation",
    }
    return groups_figure(frame, **{**plain, **changes})


def _assert_texts_are_inside(figure):
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    texts = [*axes.texts, axes._left_title, axes.xaxis.label, *axes.get_yticklabels()]
    for text in [*texts, *figure.texts, *([figure._suptitle] if figure._suptitle else [])]:
        box = text.get_window_extent(renderer)
        if text.get_text():
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= figure.bbox.x1 + 1, text.get_text()


def test_a_forest_plot_is_the_same_bytes_on_a_second_run(effects):
    first, second = forest(effects), forest(effects)
    assert (first.svg, first.png) == (second.svg, second.png)


def test_a_forest_plot_brings_its_numbers(effects):
    figure = forest(effects)
    assert figure.data.to_dict("list") == {
        "project": ["Falls", "FeNO", "PlGF"],
        "difference (%)": [-20.0, 10.0, 1.0],
        "lower": [-25.0, 5.0, -4.0],
        "upper": [-15.0, 15.0, 6.0],
        "verdict": list(VERDICTS),
    }
    assert "Falls: −20.0% (interval −25.0 to −15.0), improved" in figure.alt


def test_each_verdict_has_its_own_marker_and_word(effects, kept):
    forest(effects)
    axes = kept[0].axes[0]
    assert [line.get_marker() for line in axes.lines[1:6:2]] == ["^", "v", "o"]
    words = [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in axes.texts]
    assert [text.split("\n")[1] for text in words] == [
        "▲ improved",
        "▼ worsened",
        "• no clear change",
    ]


def test_a_long_title_of_a_project_is_wrapped_inside_the_chart(effects, kept):
    forest(effects, ("gammaCore for cluster headache in the whole county (real data)", "b", "c"))
    _assert_texts_are_inside(kept[0])


def test_a_title_with_dollars_is_no_formula(effects, kept):
    forest(effects, (r"$\frac$", "{{< x >}}", "<b>"))
    labels = [label.get_text() for label in kept[0].axes[0].get_yticklabels()]
    assert labels == [r"$\frac$", "{{< x >}}", "<b>"]


def test_a_chart_by_group_is_the_same_bytes_on_a_second_run():
    first, second = by_group(), by_group()
    assert (first.svg, first.png) == (second.svg, second.png)


def test_a_suppressed_group_keeps_its_row_and_has_no_dot(kept):
    figure = by_group()
    axes = kept[0].axes[0]
    assert [len(line.get_xdata()) for line in axes.lines] == [2, 1]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["1 most deprived", "5 least deprived"]
    assert figure.data["value"].tolist()[:3] == [60.0, 80.12, 75.0]
    assert figure.data.loc[3, ["value", "lower", "upper"]].isna().all()
    assert "5 least deprived, After: *." in figure.alt
    _assert_texts_are_inside(kept[0])


def test_a_chart_with_all_groups_suppressed_can_be_drawn():
    frame = pd.DataFrame(
        {
            "group": ["a", "b"],
            "window": ["Baseline", "After"],
            "value": np.nan,
            "lower": np.nan,
            "upper": np.nan,
            "shown": "*",
        }
    )
    words = dict.fromkeys(("label", "unit", "caption", "subtitle", "source", "figure_label"), "x")
    assert groups_figure(frame, **words).data["value"].isna().all()


def test_the_unit_and_the_subtitle_fit_the_chart(kept):
    by_group(
        unit="emergency admissions per 100,000 weighted population a month",
        subtitle="Comprehensive falls assessments done by deprivation of the place of residence",
    )
    _assert_texts_are_inside(kept[0])


def test_the_first_marks_are_named_directly_and_there_is_no_legend(kept):
    by_group(windows={"Baseline": "April 2023 to March 2024", "After": "April 2025 to March 2026"})
    axes = kept[0].axes[0]
    assert axes.get_legend() is None
    named = {text.get_text(): text.xy for text in axes.texts}
    assert named == {"Baseline": (60.0, -0.14), "After": (75.0, 0.14)}
    assert kept[0].get_suptitle().splitlines() == [
        "People asked by deprivation, %, with 95% intervals",
        "Squares: baseline, April 2023 to March 2024; circles: after, April 2025 to March 2026.",
    ]


def test_numbers_beside_a_forest_plot_stand_in_line(effects, kept):
    forest(effects)
    starts = [text.get_text().splitlines()[0] for text in kept[0].axes[0].texts]
    assert len({text_width(start) for start in starts}) == 1
    assert kept[0].get_suptitle() == "Main outcome, with 95% intervals"
