"""What the chapter says of an analysis as it was fixed: golden texts of every wording."""

import datetime as dt

import pytest

from evaluation.study import series
from evaluation.study.prespecification import dropped_sentence, of_analysis, standing_sentence
from evaluation.workspace import PrespecificationFile, open_workspace, record_projects, standing
from evaluation.workspace.prespecification_file import renewed

pytestmark = pytest.mark.usefixtures("quick_pictures")

STEP = [{"name": "go-live", "date": dt.date(2024, 4, 1), "slope": False}]
FIXED = dt.date(2024, 1, 15)
VALUES = [25, 26, 24, 26, 25, 27, 24, 26, 25, 25, 26, 24]


@pytest.fixture
def inputs_of(make_inputs, kpi_of, rows_of):
    """Return a function that reads the project; keywords are keys of its analysis."""

    def make(on=FIXED, dates=None, name="main", **keys):
        plain = {"id": name, "kpi": "falls", "question": "Why?", "interruptions": STEP}
        claim = {"prespecified": {"on": on, "by": "Analyst"}} if on else {}
        return make_inputs(
            kpi_table=rows_of("falls", "2023-04", 24, value=VALUES * 2),
            kpis=[kpi_of("falls", "count")],
            its=[{**plain, "method": "ols", **claim, **keys}],
            **({"dates": dates} if dates else {}),
        )

    return make


def sentence_of(inputs, record, change="go-live"):
    analysis = inputs.project.its[0]
    return standing_sentence(standing(inputs.project, analysis, record), analysis, change)


def record_of(inputs, day=FIXED):
    return renewed(PrespecificationFile(), inputs.project, day)


def test_unchanged_since_before_go_live(inputs_of):
    inputs = inputs_of()
    assert sentence_of(inputs, record_of(inputs)) == (
        "The analysis was fixed on 15 January 2024, before go-live, and is unchanged."
    )


def test_fixed_after_go_live(inputs_of):
    day = dt.date(2025, 5, 5)
    inputs = inputs_of(on=day)
    assert sentence_of(inputs, record_of(inputs, day)) == (
        "The analysis was fixed on 5 May 2025, after go-live, when data could already be seen, "
        "and is unchanged since."
    )


def test_fixed_while_the_change_was_phased_in(inputs_of):
    dates = {"go_live": dt.date(2024, 4, 1), "phase_in_from": dt.date(2024, 1, 1)}
    inputs = inputs_of(dates=dates)
    assert sentence_of(inputs, record_of(inputs)) == (
        "The analysis was fixed on 15 January 2024, during the phase-in, when data could already "
        "be seen, and is unchanged since."
    )


def test_recorded_later_than_the_project_says_it_was_fixed(inputs_of):
    inputs = inputs_of()
    assert sentence_of(inputs, record_of(inputs, dt.date(2025, 5, 5))) == (
        "The project says that the analysis was fixed on 15 January 2024; it was recorded on "
        "5 May 2025, after go-live, when data could already be seen, and is unchanged since."
    )


def test_amended_for_a_reason(inputs_of):
    before = record_of(inputs_of())
    inputs = inputs_of(transform="log")
    record = renewed(before, inputs.project, dt.date(2025, 5, 5), "skewed residuals.")
    assert sentence_of(inputs, record) == (
        "The analysis was first fixed on 15 January 2024 and last amended on 5 May 2025, after "
        "go-live, when data could already be seen (reason: skewed residuals), and is unchanged "
        "since."
    )


def test_different_from_what_was_fixed(inputs_of):
    record = record_of(inputs_of())
    assert sentence_of(inputs_of(family="quasi-poisson", method="glm"), record) == (
        "The analysis differs from the one fixed on 15 January 2024: family: gaussian became "
        "quasi-poisson; method, name: ols became glm."
    )


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (None, "No record of a pre-specified analysis."),
        (
            FIXED,
            "No record of a pre-specified analysis: the project says that it was fixed on "
            "15 January 2024, but it was not recorded.",
        ),
    ],
)
def test_without_a_record(inputs_of, on, sentence):
    assert sentence_of(inputs_of(on=on), PrespecificationFile()) == sentence


def test_a_record_altered_by_hand(inputs_of):
    inputs = inputs_of()
    record = record_of(inputs)
    record.analyses["main"].model["family"] = "poisson"
    assert sentence_of(inputs, record) == (
        "The record of the pre-specified analysis was altered after it was written, so it does "
        "not show what was fixed."
    )


def recorded_again(inputs_of, day=FIXED, before=None, **keys):
    """Record the project on a day (as `before`), then read it with other keys."""
    first = inputs_of(**(before or {}))
    record_projects(open_workspace(first.workspace.root), (), day)
    return inputs_of(**keys)


def test_the_record_is_read_beside_the_projects_file_and_makes_a_check(inputs_of):
    inputs = recorded_again(inputs_of)
    sentence, check = of_analysis(inputs, inputs.project.its[0])
    assert sentence.endswith("before go-live, and is unchanged.")
    assert (check.analysis, check.outcome) == ("its", "falls")
    assert (check.result.name, check.result.passed) == ("Pre-specification", True)
    assert check.result.text == sentence


@pytest.mark.parametrize(
    ("day", "keys"), [(FIXED, {"transform": "log"}), (dt.date(2025, 5, 5), {})]
)
def test_a_changed_or_late_analysis_does_not_pass_the_check(inputs_of, day, keys):
    inputs = recorded_again(inputs_of, day, **keys)
    _, check = of_analysis(inputs, inputs.project.its[0])
    assert check.result.passed is False


def test_another_date_than_go_live_is_named(inputs_of):
    later = [{"name": "required-field", "date": dt.date(2024, 8, 1), "slope": False}]
    inputs = recorded_again(inputs_of, before={"interruptions": later}, interruptions=later)
    sentence, _ = of_analysis(inputs, inputs.project.its[0])
    assert "before the change on 1 August 2024, and is unchanged." in sentence


def test_without_interruptions_the_change_is_the_go_live(inputs_of):
    inputs = recorded_again(inputs_of, before={"interruptions": []}, interruptions=[])
    sentence, _ = of_analysis(inputs, inputs.project.its[0])
    assert "before go-live" in sentence


def test_analyses_that_were_dropped_are_told_in_the_chapter(inputs_of, shown):
    assert dropped_sentence(inputs_of()) == ""
    inputs = recorded_again(inputs_of, name="other")
    told = "Recorded beforehand but no longer in the project's file is: main."
    assert dropped_sentence(inputs) == told
    assert told in shown(series.section(inputs))


def test_the_sentence_stands_in_the_chapter_whether_or_not_the_model_could_be_fitted(
    inputs_of, shown
):
    for keys in ({}, {"method": "glm"}):
        section = series.section(recorded_again(inputs_of, before=keys, **keys))
        assert "The analysis was fixed on 15 January 2024, before go-live" in shown(section)
        assert "Pre-specification" in [item.result.name for item in section.checks]
        inputs_of().workspace.project("falls").record_file.unlink()


def test_a_reason_of_a_user_is_shown_letter_by_letter(inputs_of, shown):
    first = inputs_of()
    record_projects(open_workspace(first.workspace.root), (), FIXED)
    inputs = inputs_of(transform="log")
    record_projects(open_workspace(inputs.workspace.root), (), FIXED, "<b>{{x}}</b>")
    text = shown(series.section(inputs_of(transform="log")))
    assert r"\<b\>\{\{x\}\}\</b\>" in text
