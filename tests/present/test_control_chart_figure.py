import numpy as np
import pandas as pd
import pytest

from evaluation.monitoring.charts import Options, control_chart
from evaluation.present.control_chart_figure import control_chart_data, control_chart_figure
from evaluation.present.control_chart_words import (
    ChartWords,
    chart_alt,
    chart_caption,
    chart_signals,
    method_text,
)
from evaluation.present.control_summary_figure import (
    control_summary_figure,
    summary_alt,
    summary_caption,
    summary_data,
)

WORDS = ChartWords("People asked", "%")
SOURCE = "Synthetic demonstration data, not measured."


def made(values, target=None, **options):
    table = pd.DataFrame(
        {
            "time": pd.date_range("2024-04-01", periods=len(values), freq="MS"),
            "value": np.asarray(values, dtype="float64"),
        }
    )
    return control_chart(table, Options(improvement="increase", **options), target=target)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


STEADY = [50, 52, 49, 51, 50, 48, 51, 50, 49, 52, 50, 51]
SHIFTED = [*STEADY, *(value + 20 for value in STEADY)]


def test_the_caption_states_variation_assurance_and_the_last_value():
    caption = plain(chart_caption(made(STEADY, target=90.0), WORDS))
    assert caption == (
        "People asked: common cause variation, no significant change; the process will miss the "
        "target if nothing changes (90.0%). Last value 51.0%, March 2025."
    )


def test_without_a_target_the_caption_says_nothing_of_one():
    assert "target" not in chart_caption(made(STEADY), WORDS)


def test_signals_are_told_by_stretch_with_all_their_rules():
    signals = chart_signals(made(SHIFTED))
    assert signals["cause"].tolist() == ["concern-low", "improvement-high"]
    assert signals["when"].map(plain).tolist() == [
        "April 2024 to March 2025",
        "April 2025 to March 2026",
    ]
    assert signals["points"].tolist() == [12, 12]
    assert signals["rules"].iloc[1] == "Above the upper limit"


def test_a_chart_without_signals_has_an_empty_table_of_them():
    assert chart_signals(made(STEADY)).empty


def test_the_alt_text_tells_lines_signals_and_gaps():
    alt = plain(chart_alt(made([*SHIFTED[:5], np.nan, *SHIFTED[6:]], target=60.0), WORDS))
    assert alt.startswith("Control chart of People asked, April 2024 to March 2026, 23 points.")
    assert "the centre line lies at" in alt
    assert "April 2025 to March 2026 (" in alt
    assert "1 point is missing or not shown." in alt
    assert "Special cause of improvement, higher values." in alt


def test_each_segment_is_told_from_its_first_month():
    alt = plain(chart_alt(made(SHIFTED, rebase=[pd.Timestamp("2025-04-01")]), WORDS))
    assert "At first the centre line lies at 50.2%" in alt
    assert "From April 2025 the centre line lies at 70.2%" in alt
    assert "No rule found a special cause." in alt


def test_the_data_behind_the_chart_hold_every_rule_at_every_point():
    data = control_chart_data(made(SHIFTED), WORDS)
    assert data["period"].iloc[0] == "2024-04-01"
    assert "shift" in data["rules"].iloc[-1]
    assert "target (%)" not in data.columns
    assert data["cause"].iloc[-1] == "improvement-high"


def test_the_figure_carries_caption_alt_text_and_data():
    chart = made(SHIFTED, target=60.0, rebase=[pd.Timestamp("2025-04-01")])
    figure = control_chart_figure(chart, WORDS, source=SOURCE, figure_label="x-control")
    assert figure.caption == chart_caption(chart, WORDS)
    assert figure.alt == chart_alt(chart, WORDS)
    assert len(figure.data) == 24
    assert figure.svg.startswith("<?xml")


def test_a_drawing_is_the_same_on_every_run():
    chart = made(STEADY, exclude=[pd.Timestamp("2024-06-01")])
    first, second = (
        control_chart_figure(chart, WORDS, source=SOURCE, figure_label="x") for _ in range(2)
    )
    assert first.svg == second.svg
    assert first.png == second.png


def test_a_segment_of_one_point_is_drawn_too():
    chart = made([*STEADY, 70.0], rebase=[pd.Timestamp("2025-04-01")])
    assert control_chart_figure(chart, WORDS, source=SOURCE, figure_label="x").png


def test_a_chart_of_values_that_are_all_missing_says_so():
    chart = made([np.nan, np.nan, np.nan])
    assert chart_caption(chart, WORDS) == "People asked: no values can be shown."
    assert chart_alt(chart, WORDS).startswith("Empty control chart")


def test_how_it_was_made_is_one_sentence():
    assert method_text(made(STEADY)).startswith("XmR chart: mean and 2.66")


def test_the_summary_agrees_with_the_charts():
    charts = [made(SHIFTED, target=60.0), made(STEADY, target=40.0), made(STEADY)]
    words = [WORDS, ChartWords("Screened", "%"), ChartWords("Attacks", "attacks a week")]
    data = summary_data(charts, words)
    assert data["variation"].tolist() == [chart.variation_words for chart in charts]
    assert data["assurance"].tolist() == [chart.assurance_words for chart in charts]
    assert summary_caption(charts) == (
        "Process control of 3 indicators: 1 with a special cause of improvement, "
        "2 with common cause variation."
    )
    alt = plain(summary_alt(charts, words))
    assert "Screened: last value 51.0%, target 40.0%." in alt
    assert "Attacks: last value 51.0 attacks a week, target none." in alt


def test_the_summary_is_drawn_with_charts_that_have_no_limits_or_values():
    charts = [made(STEADY, kind="run"), made([np.nan, np.nan])]
    figure = control_summary_figure(
        charts, [WORDS, ChartWords("Attacks", "a week")], source=SOURCE, figure_label="s"
    )
    assert len(figure.data) == 2
    assert figure.png


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_value_that_is_not_there_is_said_to_be_missing(value):
    assert WORDS.value(value) == "not available"
