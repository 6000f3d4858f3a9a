import pandas as pd

from evaluation.present.alt_text import forest_alt, groups_alt, series_alt


def test_the_alt_text_of_a_series_has_its_numbers(chart_of):
    assert series_alt(chart_of(label="Falls")) == (
        "Line chart of Falls, January 2024 to December 2024, 12 periods. The fitted line runs from "
        "20.0 falls to 20.0 falls before July 2024, and from 16.0 falls to 16.0 falls from then "
        "on. Without the change 20.0 falls would have been expected at the end; the difference is "
        "−4.00 falls (95% interval −6.00 to −2.00). A line marks go live from July 2024."
    )


def test_the_alt_text_of_a_series_ends_with_what_must_be_known_of_its_points(chart_of, effect_of):
    alt = series_alt(chart_of(effect=effect_of(level=0.9), unit="%", pooled="quarters"))
    assert "(90% interval −6.00 to −2.00)" in alt
    assert alt.endswith("Points are pooled into quarters, because numbers are small.")
    assert "from 20.0% to 20.0% before July 2024" in alt


def test_the_alt_text_of_a_series_leaves_out_periods_that_the_model_left_out(chart_of):
    chart = chart_of()
    chart.trajectory.loc[5, ["fitted", "is_excluded"]] = [99.0, True]
    assert "99" not in series_alt(chart)


def test_the_alt_text_of_several_changes_names_them_all(chart_of):
    both = [(pd.Timestamp("2024-05-01"), "law"), (pd.Timestamp("2024-07-08"), "go live")]
    alt = series_alt(chart_of(interruptions=both))
    assert "Lines mark law from May 2024 and go live from 8 July 2024." in alt


def test_the_alt_text_of_a_forest_plot_has_every_row(effect_of):
    effects = [
        effect_of(unit="%", value=-20.0, lower=-30.0, upper=-10.0),
        effect_of(unit="%", value=2.5, lower=-1.0, upper=6.0),
    ]
    assert forest_alt(effects, ["Falls", "FeNO"], ["improved", "no clear change"]) == (
        "Forest plot of 2 projects. Falls: −20.0% (interval −30.0 to −10.0), improved; "
        "FeNO: 2.5% (interval −1.0 to 6.0), no clear change."
    )


def test_the_alt_text_of_a_forest_plot_can_count_to_one(effect_of):
    alt = forest_alt([effect_of(unit="%")], ["Falls"], ["improved"])
    assert alt.startswith("Forest plot of 1 project. ")


def test_the_alt_text_of_groups_shows_a_star_where_a_group_is_suppressed():
    frame = pd.DataFrame(
        {"group": ["a", "b"], "window": "After", "shown": ["12.0 (8.0 to 16.0)", "*"]}
    )
    assert groups_alt(frame, "Falls") == (
        "Dot chart of Falls by group. a, After: 12.0 (8.0 to 16.0); b, After: *."
    )
