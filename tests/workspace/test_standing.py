"""Where an analysis stands against its record, and what `check` warns of."""

import datetime as dt

import pytest
import yaml

from evaluation.workspace import BIAS_ITEMS, PrespecificationFile, Project, dropped, standing
from evaluation.workspace.prespecification_file import renewed
from evaluation.workspace.standing import standing_findings

ALL_LOW = [{"item": item, "judgement": "low", "reason": "So."} for item in BIAS_ITEMS]


@pytest.fixture
def project_of(project_text):
    """Return a function that reads a project fixed on a day; keywords are keys of its analysis."""

    def build(on=dt.date(2024, 1, 1), dates=None, bias=ALL_LOW, **keys):
        plain = yaml.safe_load(project_text)
        plain["its"][0].update(keys)
        if on:
            plain["its"][0]["prespecified"] = {"on": on, "by": "Analyst"}
        plain["risk_of_bias"] = bias
        plain["dates"].update(dates or {})
        return Project.model_validate(plain)

    return build


def recorded(project, day):
    return renewed(PrespecificationFile(), project, day)


def said(project, record):
    findings = standing_findings(project, record, "falls", "project.yml")
    assert {finding.severity for finding in findings} <= {"warning"}
    return [f"{finding.place}: {finding.sentence} {finding.remedy}" for finding in findings]


@pytest.mark.parametrize(
    ("day", "timing"),
    [
        (dt.date(2024, 1, 31), "before"),
        (dt.date(2024, 2, 1), "during phase-in"),
        (dt.date(2024, 3, 31), "during phase-in"),
        (dt.date(2024, 4, 1), "after"),
        (dt.date(2026, 4, 1), "after"),
    ],
)
def test_the_day_of_the_record_is_told_from_go_live_and_phase_in(project_of, day, timing):
    project = project_of(dates={"phase_in_from": dt.date(2024, 2, 1)})
    found = standing(project, project.its[0], recorded(project, day))
    assert (found.state, found.timing) == ("unchanged", timing)
    assert found.is_sound == (timing == "before")


@pytest.mark.parametrize(
    ("day", "timing"), [(dt.date(2024, 7, 31), "before"), (dt.date(2024, 8, 1), "after")]
)
def test_the_change_is_that_of_the_analysis_and_not_always_the_go_live(project_of, day, timing):
    change = [{"name": "required-field", "date": dt.date(2024, 8, 1)}]
    project = project_of(interruptions=change, dates={"phase_in_from": dt.date(2024, 2, 1)})
    assert standing(project, project.its[0], recorded(project, day)).timing == timing


def test_an_analysis_that_was_changed_differs_and_check_says_what(project_of):
    record = recorded(project_of(), dt.date(2024, 1, 2))
    project = project_of(family="poisson", on=dt.date(2023, 12, 1))
    found = standing(project, project.its[0], record)
    assert found.state == "differs"
    assert not found.is_sound
    assert said(project, record) == [
        "its.main: It differs from the one that was recorded: family: gaussian became poisson; "
        "fixed on: 2024-01-01 became 2023-12-01. Restore it, or run 'evaluation prespecify "
        "--amend REASON'."
    ]


def test_an_analysis_that_no_longer_says_when_it_was_fixed_is_still_compared(project_of):
    record = recorded(project_of(), dt.date(2024, 1, 2))
    project = project_of(on=None)
    assert standing(project, project.its[0], record).state == "unchanged"


@pytest.mark.parametrize(
    ("on", "remedy"),
    [
        (None, "Say when and by whom in 'prespecified: {on: DATE, by: ROLE}'. Write it"),
        (dt.date(2024, 1, 1), "beforehand. Write it with 'evaluation prespecify'"),
    ],
)
def test_a_missing_record_is_a_warning_that_says_how_to_write_it(project_of, on, remedy):
    project = project_of(on=on)
    (warning,) = said(project, PrespecificationFile())
    assert warning.startswith("its.main: There is no record of this analysis")
    assert remedy in warning


def test_a_record_altered_by_hand_is_no_proof(project_of):
    project = project_of()
    record = recorded(project, dt.date(2024, 1, 2))
    entry = record.analyses["main"]
    entry.model["family"] = "poisson"
    assert standing(project, project.its[0], record).state == "altered"
    assert "was altered after it was written" in said(project, record)[0]


def test_an_analysis_that_was_dropped_is_not_forgotten(project_of):
    record = recorded(project_of(), dt.date(2024, 1, 2))
    project = project_of(id="other")
    assert dropped(project, record) == ["main"]
    assert "its: The recorded analysis 'main' is no longer in this file. Restore it." in said(
        project, record
    )


def test_items_of_bias_that_are_not_answered_are_named(project_of):
    project = project_of(bias=ALL_LOW[2:], risk_of_bias=ALL_LOW[:1])
    (warning,) = said(project, recorded(project, dt.date(2024, 1, 2)))
    assert warning.startswith(
        "its.main: Of the 7 items of 'risk_of_bias' 1 is not answered: shape-of-effect."
    )


def test_a_sound_project_has_no_warning(project_of):
    project = project_of()
    assert said(project, recorded(project, dt.date(2024, 1, 2))) == []
