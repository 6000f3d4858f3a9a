import datetime as dt

import pandas as pd
import pytest

from evaluation.present.blocks import Figure, Prose
from evaluation.study import series

pytestmark = pytest.mark.usefixtures("quick_pictures")

WOBBLE = (5, 6, 4, 6, 5, 7, 4, 6, 5, 5, 6, 4)
BEFORE = [20 + step for step in WOBBLE]
LESS = [10 + step for step in WOBBLE]
STEP = [{"name": "go-live", "date": dt.date(2024, 4, 1), "slope": False}]
MARKUP = "<b>{{< x >}} | #import $x$"
ESCAPED = r"\<b\>\{\{\< x \>\}\} \| \#import \$x\$"


def prose_of(section):
    return [block.markdown for block in section.blocks if isinstance(block, Prose)]


def figure_of(section):
    """Return the first figure, the chart of the series."""
    return next(block for block in section.blocks if isinstance(block, Figure))


def observed_in(figure):
    data = figure.data
    return data.loc[data["series"].str.startswith("observed"), "value"]


def test_without_an_analysis_there_is_one_line(make_inputs):
    assert series.section(make_inputs()).blocks == (Prose(series.NO_SERIES),)


def test_question_chart_model_methods_and_agreement_come_in_this_order(section_of):
    section = section_of()
    kinds = [type(block).__name__ for block in section.blocks[:5]]
    assert kinds == ["Prose", "Figure", "Prose", "Table", "Prose"]
    assert section.blocks[0].markdown == "#### Did falls change?"
    assert section.blocks[4].markdown == (
        "Only the primary model was specified, so there is no comparison of methods."
    )


def test_the_caption_is_the_finding_in_words(section_of, by_measure):
    found = by_measure(section_of())["absolute difference"]
    caption = figure_of(section_of()).caption
    assert caption.startswith("Falls: ")
    assert "lower in March 2025 than the earlier trend led us to expect (95% interval" in caption
    assert caption.endswith("an improvement.")
    assert found.value == pytest.approx(-10, abs=1)


def test_a_method_left_to_the_rule_is_said_so(section_of):
    text = prose_of(section_of(method=None))[1]
    assert "No method was named, so the rule chose for 24 periods: " in text
    assert "The first period after the change is April 2024." in text
    assert "points were used" not in text


def test_what_cannot_be_estimated_is_said_and_does_not_stop_the_others(
    make_inputs, kpi_of, rows_of
):
    plain = {"kpi": "falls", "question": "Q?", "interruptions": STEP}
    inputs = make_inputs(
        kpi_table=rows_of("falls", "2023-04", 24, value=[*BEFORE, *LESS]),
        kpis=[kpi_of("falls", "count")],
        its=[
            {"id": "other", **plain, "primary": False, "method": "ols"},
            {"id": "main", **plain, "method": "glm"},
        ],
    )
    section = series.section(inputs)
    assert section.blocks[1].markdown.startswith(
        "Falls: not estimable. Method 'glm' is not for family 'gaussian'. Use ols or newey-west "
        "or prais-winsten or reml-ar1 or reml-ar1-satterthwaite or rho-integrated or "
        "ar-integrated or order-averaged or arima."
    )
    assert figure_of(section).label == "falls-other"


def test_an_interruption_after_the_end_of_the_data_is_not_estimable(make_inputs, kpi_of, rows_of):
    inputs = make_inputs(
        kpi_table=rows_of("falls", "2023-04", 24, value=[*BEFORE, *LESS]),
        kpis=[kpi_of("falls", "count")],
        its=[{"id": "main", "kpi": "falls", "question": "Q?", "method": "ols"}],
        year="2023/24",
    )
    section = series.section(inputs)
    assert section.estimates == ()
    assert section.blocks[1].markdown.startswith("Falls: not estimable. Interruption 'go-live'")


def test_the_primary_analysis_comes_first(make_inputs, kpi_of, rows_of):
    plain = {"kpi": "falls", "interruptions": STEP, "method": "ols"}
    inputs = make_inputs(
        kpi_table=rows_of("falls", "2023-04", 24, value=[*BEFORE, *LESS]),
        kpis=[kpi_of("falls", "count")],
        its=[
            {"id": "second", "question": "Second?", "primary": False, **plain},
            {"id": "first", "question": "First?", **plain},
        ],
    )
    questions = [text for text in prose_of(series.section(inputs)) if text.startswith("###")]
    assert questions == ["#### First?", "#### Second?"]


def test_small_months_are_pooled_and_never_drawn_one_by_one(section_of):
    values = [3, 4, 5] * 4 + [3, 3, 4] * 4
    figure = figure_of(section_of(values))
    assert "Points are pooled into quarters, because numbers are small." in figure.alt
    assert observed_in(figure).round(4).tolist() == [3.3333] * 8


def test_points_do_not_tell_small_numbers_apart(section_of):
    drawn = [
        observed_in(figure_of(section_of([*BEFORE, *LESS[:-1], small]))).tolist()
        for small in (1, 7)
    ]
    pd.testing.assert_series_equal(pd.Series(drawn[0]), pd.Series(drawn[1]))
    assert pd.isna(drawn[0][-1])


def test_where_even_years_are_too_small_no_point_is_drawn(section_of):
    figure = figure_of(section_of([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0] * 2))
    assert observed_in(figure).isna().all()
    assert "No points are drawn, because they rest on small numbers." in figure.alt


def test_the_phase_in_is_left_out_of_model_and_line(section_of, by_measure):
    dates = {"go_live": dt.date(2024, 4, 1), "phase_in_from": dt.date(2024, 2, 1)}
    section = section_of(interruptions=[], dates=dates)
    assert any("phase\\-in" in text or "phase-in" in text for text in prose_of(section))
    data = figure_of(section).data
    fitted = data[data["series"] == "fitted"].set_index("period")["value"]
    assert fitted.index[fitted.isna()].tolist() == ["2024-02-01", "2024-03-01"]
    assert by_measure(section)["absolute difference"].n == 22


def test_a_roll_out_left_out_by_the_interruption_has_no_line_either(section_of, by_measure):
    phase_in = {"until": dt.date(2024, 6, 1), "as": "exclude"}
    clinic = {"name": "clinic", "date": dt.date(2024, 4, 1), "slope": False, "phase_in": phase_in}
    section = section_of(interruptions=[clinic])
    data = figure_of(section).data
    fitted = data[data["series"] == "fitted"].set_index("period")["value"]
    assert fitted.index[fitted.isna()].tolist() == ["2024-04-01", "2024-05-01"]
    assert by_measure(section)["absolute difference"].n == 22


def test_an_effect_at_a_date_without_data_is_not_estimable(section_of):
    section = section_of(effects_at=[dt.date(2026, 1, 1)])
    assert section.estimates == ()
    assert "There is no effect at 2026-01" in section.blocks[1].markdown


def test_points_are_never_pooled_across_the_end_of_an_interruption(section_of):
    few = [3, 4, 5] * 4 + [3, 3, 4] * 4
    brief = {"name": "clinic", "date": dt.date(2024, 4, 1), "slope": False,
             "end": dt.date(2024, 11, 30)}  # fmt: skip
    observed = observed_in(figure_of(section_of(few, interruptions=[brief])))
    # a year before, eight months while it lasted, four months after; sums rounded to 5
    assert observed.tolist() == pytest.approx([50 / 12, 25 / 8, 15 / 4], abs=1e-4)


def test_the_text_says_that_rates_are_shown_at_the_average_of_the_offset(section_of):
    sentence = "Rates allow for the offset and are shown at its average."
    assert any(sentence in text for text in prose_of(section_of(offset="days")))
    assert not any(sentence in text for text in prose_of(section_of()))


def test_a_control_is_named_in_finding_and_data(section_of, by_measure):
    section = section_of(others={"elsewhere": BEFORE[::-1] * 2}, control="elsewhere")
    figure = figure_of(section)
    assert "the earlier trend and the control series led us to expect" in figure.caption
    assert "control: Elsewhere" in set(figure.data["series"])
    assert by_measure(section)["absolute difference"].n == 48


def test_a_control_with_small_numbers_does_not_stop_the_chart(section_of):
    few = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0] * 2
    figure = figure_of(section_of(others={"elsewhere": few}, control="elsewhere"))
    assert "The control is not drawn, because it rests on small numbers." in figure.alt
    control = figure.data["series"] == "control: Elsewhere"
    assert figure.data.loc[control, "value"].isna().all()


def test_two_interruptions_are_named_from_the_first_on(section_of):
    both = [{"name": "law", "date": dt.date(2023, 10, 1), "slope": False}, *STEP]
    assert "before October 2023" in figure_of(section_of(interruptions=both)).alt


def test_checks_and_warnings_of_the_model_are_kept(section_of):
    section = section_of()
    assert {check.analysis for check in section.checks} == {"its"}
    assert {check.outcome for check in section.checks} == {"falls"}
    window = {"from": dt.date(2023, 6, 1), "to": dt.date(2023, 6, 30), "reason": "strike"}
    assert prose_of(section_of(exclude=[window]))[-1].startswith("To keep in mind:\n\n- ")


def test_markup_in_question_and_label_is_escaped(section_of, shown):
    section = section_of(kpi={"label": MARKUP}, question=MARKUP)
    assert section.blocks[0].markdown == f"#### {ESCAPED}"
    shown_table = section.blocks[3]._repr_mimebundle_()[0]["text/markdown"]
    assert ESCAPED in shown_table
    failed = section_of(kpi={"label": MARKUP}, method="glm")
    assert failed.blocks[1].markdown.startswith(ESCAPED)


WOBBLING = [*BEFORE, *BEFORE[::-1]]


def test_a_change_inside_the_region_is_no_important_change_and_its_interval_is_saved(
    section_of, by_measure
):
    region = {"measure": "absolute", "lower": -4, "upper": 4.0}
    section = section_of(WOBBLING, equivalence=region)
    caption = figure_of(section).caption
    assert "no important change in March 2025" in caption
    assert "lies wholly within the range that the project chose as too small to matter" in caption
    found = by_measure(section)
    whole = found["absolute difference"]
    tested = found["absolute difference, for equivalence"]
    assert (tested.level, tested.value) == (0.9, whole.value)
    assert whole.lower < tested.lower < tested.upper < whole.upper


def test_a_relative_region_is_in_percent(section_of, by_measure):
    region = {"measure": "relative", "lower": -25, "upper": 25}
    section = section_of(WOBBLING, equivalence=region)
    assert "no important change" in figure_of(section).caption
    tested = by_measure(section)["relative difference, for equivalence"]
    assert (tested.unit, tested.level) == ("%", 0.9)
    narrow = section_of(WOBBLING, equivalence={**region, "upper": 0.5})
    assert "A change that matters is not ruled out." in figure_of(narrow).caption


def test_a_proportions_region_is_in_percentage_points(section_of):
    values = [25 + step for step in WOBBLE] + [25 + step for step in WOBBLE]
    for limit, verdict in ((20, "no important change"), (0.2, "no clear change")):
        region = {"lower": -limit, "upper": limit}
        section = section_of(
            values, kind="proportion", family="quasi-binomial", method="glm", equivalence=region
        )
        assert verdict in figure_of(section).caption


def test_without_a_region_there_is_no_interval_for_it(section_of, by_measure):
    assert not any("equivalence" in measure for measure in by_measure(section_of(WOBBLING)))


def test_the_method_and_why_it_was_used_are_printed(section_of):
    named = prose_of(section_of(method="ols"))[1]
    assert "Model: ordinary least squares. " in named
    assert "24 points were used; the first period after the change is April 2024." in named
    assert "The method is the one that the project's file names." in named


def test_windows_are_shaded_by_their_kind_and_named_in_the_alt_text(section_of):
    windows = [
        {"from": dt.date(2023, 6, 1), "to": dt.date(2023, 6, 30), "reason": "strike"},
        {"from": dt.date(2024, 3, 1), "to": dt.date(2024, 3, 31), "reason": "Phase-in on a ward"},
    ]
    alt = figure_of(section_of(exclude=windows)).alt
    assert "Shaded: left out: strike, in June 2023; Phase-in on a ward, in March 2024." in alt
    assert "Hollow points are left out of the model." in alt


def test_a_month_without_the_control_has_no_line_and_that_is_said(section_of, by_measure):
    elsewhere = [25, 24, 26, 24, 25, 23, 26, 24, 25, 25, 24, 26] * 2
    section = section_of(
        others={"elsewhere": elsewhere[:-1]}, control="elsewhere", control_as="difference"
    )
    assert by_measure(section)["absolute difference"].n == 23
    assert "in February 2025" in figure_of(section).caption
    assert any("a value and a control has not" in text for text in prose_of(section))
    assert "nan" not in figure_of(section).alt.lower()
