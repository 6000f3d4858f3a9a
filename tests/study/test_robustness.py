"""Other choices and residuals of the main series: two charts, one table, estimates of each."""

import datetime as dt

import pytest

from evaluation.present.blocks import Figure, Table

pytestmark = pytest.mark.usefixtures("quick_pictures")
REACH = "Smallest and largest difference, falls"


def labels_of(section):
    return [block.label for block in section.blocks if isinstance(block, Figure | Table)]


def choices_of(section):
    table = next(
        block
        for block in section.blocks
        if isinstance(block, Table) and block.label == "falls-main-choices"
    )
    return table.frame.set_index("What was changed")


def tried(section):
    names = ("sensitivity: ", "placebo, ")
    return [item for item in section.estimates if any(name in item.measure for name in names)]


def test_the_main_series_has_charts_and_a_table_of_its_robustness_after_its_methods(section_of):
    assert labels_of(section_of(primary=True)) == [
        "falls-main",
        "falls-main-methods",
        "falls-main-sensitivity",
        "falls-main-choices",
        "falls-main-residuals",
    ]


def test_other_series_have_none(section_of):
    section = section_of(primary=False)
    assert labels_of(section) == ["falls-main", "falls-main-methods"]
    assert tried(section) == []


def test_each_choice_has_its_number_reach_and_agreement_in_words(section_of):
    frame = choices_of(section_of(primary=True))
    assert frame.index[:3].tolist() == [
        "Other methods",
        "Other dates of the change",
        "Other lags of Newey-West errors",
    ]
    dates = frame.loc["Other dates of the change"]
    assert dates["Variants"] == "6"
    assert dates[REACH].startswith("\N{MINUS SIGN}")
    assert dates["Finding"].startswith(("All 6 other dates agree", "The answers differ."))
    assert "Placebo dates before the change" in frame.index


def test_effects_of_shorter_series_are_called_by_their_own_month(section_of):
    clinic = [{"name": "clinic", "date": dt.date(2023, 10, 1), "slope": False}]
    frame = choices_of(section_of(primary=True, interruptions=clinic))
    assert "Shorter series (in March 2024)" in frame.index


def test_every_variant_is_an_estimate_named_by_what_was_changed(section_of):
    found = {item.measure: item for item in tried(section_of(primary=True))}
    moved = found["absolute difference, sensitivity: other dates of the change, 1 month later"]
    assert (moved.unit, moved.period, moved.method) == (
        "falls",
        "2025-03",
        "ordinary least squares",
    )
    assert moved.provenance == "synthetic"
    relative = found["relative difference, sensitivity: other dates of the change, 1 month later"]
    assert relative.unit == "%"
    assert relative.value < 0
    assert any(measure.startswith("absolute difference, placebo, ") for measure in found)


def test_all_diagnostics_are_among_the_checks(section_of):
    names = {item.result.name for item in section_of(primary=False).checks}
    assert {
        "Correlogram",
        "Normality of residuals",
        "Influence of single periods",
        "Straight trend before the interruption",
    } <= names
