"""The canonical form of an analysis: what changes its hash, what does not, and what differs."""

import datetime as dt

import pytest
import yaml

from evaluation.workspace import Project
from evaluation.workspace.prespecification import (
    BY_RULE,
    canonical_model,
    change_date,
    differences,
    model_hash,
)

FULL = """\
its:
  - id: main
    kpi: falls-rate
    question: Did falls change?
    family: quasi-poisson
    seasonality: {harmonics: 1}
    interruptions:
      - {name: law, date: 2024-04-01, slope: false}
      - {name: second, date: 2025-04-01}
    covariates: [staff, beds]
    exclude:
      - {from: 2020-03-01, to: 2020-08-31, reason: COVID-19}
      - {from: 2023-01-01, to: 2023-01-31, reason: strike}
    method: {glm-newey-west: {lags: 3}}
    sensitivity: [glm]
    equivalence: {measure: relative, lower: -10, upper: 10}
    prespecified: {on: 2024-01-01, by: Analyst}
"""


@pytest.fixture
def project_of(project_text):
    """Return a function that reads a project whose analyses are given as YAML, with changes."""

    def build(*changes, its=FULL):
        kept = [line for line in project_text.splitlines() if "id: main" not in line]
        text = "\n".join(line for line in kept if line != "its:") + "\n" + its
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return Project.model_validate(yaml.safe_load(text.replace("{on:", "{'on':")))

    return build


def hash_of(project):
    return model_hash(canonical_model(project, project.its[0]))


@pytest.mark.parametrize(
    "change",
    [
        ("question: Did falls change?", "question: Another question"),
        ("label: Falls", "label: Falls of inpatients"),
        ("source: Incident system", "source: Another system's name"),
        ("title: Falls prevention", "title: Other"),
        ("reason: COVID-19", "reason: The pandemic"),
        ("sensitivity: [glm]", "sensitivity: []"),
        ("{on: 2024-01-01, by: Analyst}", "{on: 2024-02-01, by: Lead}"),
        ("per: 1000", "per: 1000.0"),
        (
            "definition: Falls per 1,000 bed days.",
            "definition: >-\n      Falls per 1,000\n      bed days.",
        ),
        ("covariates: [staff, beds]", "covariates: [beds, staff]"),
        ("family: quasi-poisson", "transform: none\n    family: quasi-poisson"),
        ("id: main", "id: other"),
        ("go_live: 2024-04", "go_live: 2024-05"),
    ],
    ids=lambda change: change[0],
)
def test_words_of_display_order_and_written_defaults_do_not_change_the_hash(project_of, change):
    assert hash_of(project_of(change)) == hash_of(project_of())


def test_the_order_of_interruptions_and_windows_does_not_change_the_hash(project_of):
    law = "      - {name: law, date: 2024-04-01, slope: false}\n"
    second = "      - {name: second, date: 2025-04-01}\n"
    assert hash_of(project_of((law + second, second + law))) == hash_of(project_of())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("family: quasi-poisson", "family: poisson"), "family: quasi-poisson became poisson"),
        (("slope: false", "slope: true"), "interruptions, law, slope: no became yes"),
        (("date: 2024-04-01", "date: 2024-05-01"),
         "interruptions, law, date: 2024-04-01 became 2024-05-01"),
        (("harmonics: 1", "harmonics: 2"), "seasonality, harmonics: 1 became 2"),
        (("    seasonality: {harmonics: 1}\n", ""), "seasonality was removed"),
        (("[staff, beds]", "[staff]"), "covariates: beds was removed"),
        (("[staff, beds]", "[staff, beds, age]"), "covariates: age was added"),
        (("to: 2020-08-31", "to: 2020-09-30"),
         "exclude: 2020-03-01 to 2020-08-31 was removed; "
         "exclude: 2020-03-01 to 2020-09-30 was added"),
        (("lags: 3", "lags: 4"), "method, lags: 3 became 4"),
        (("    method: {glm-newey-west: {lags: 3}}\n", ""),
         "method: name glm-newey-west, lags 3 became chosen by the rule"),
        (("upper: 10", "upper: 5"), "equivalence, upper: 10 became 5"),
        (("    covariates", "    control: beds\n    covariates"), "control: none became beds"),
        (("    covariates", "    level: 0.9\n    covariates"), "level: 0.95 became 0.9"),
        (("    covariates", "    primary: false\n    covariates"), "primary: yes became no"),
        (("      - {name: second, date: 2025-04-01}\n", ""), "interruptions, second was removed"),
        (("definition: Falls per 1,000 bed days.", "definition: Falls."),
         "kpis, falls-rate, definition was reworded"),
        (("per: 1000", "per: 100"), "kpis, falls-rate, per: 1000 became 100"),
        (("direction: decrease", "direction: increase"),
         "kpis, falls-rate, direction: decrease became increase"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_defines_the_analysis_changes_the_hash_and_is_said(project_of, change, said):
    before, after = project_of(), project_of(change)
    assert hash_of(before) != hash_of(after)
    models = [canonical_model(project, project.its[0]) for project in (before, after)]
    assert "; ".join(differences(*models)) == said


def test_without_an_interruption_the_go_live_date_and_the_phase_in_define_the_analysis(project_of):
    its = "its:\n  - {id: main, kpi: falls-rate, question: Why}\n"
    written = its.replace("Why", "Why, interruptions: [{name: go-live, date: 2024-04-01}]")
    assert hash_of(project_of(its=its)) == hash_of(project_of(its=written))
    moved = project_of(("go_live: 2024-04", "go_live: 2024-05"), its=its)
    assert hash_of(moved) != hash_of(project_of(its=its))
    rolled_out = ("go_live: 2024-04", "go_live: 2024-04, phase_in_from: 2024-02")
    assert hash_of(project_of(rolled_out, its=its)) != hash_of(project_of(its=its))
    assert hash_of(project_of(rolled_out, its=written)) == hash_of(project_of(its=written))


def test_a_method_left_to_the_rule_is_written_as_such(project_of):
    project = project_of(its="its:\n  - {id: main, kpi: falls-rate, question: Why}\n")
    assert canonical_model(project, project.its[0])["method"] == BY_RULE


def test_every_indicator_of_the_model_is_part_of_it(project_of, project_text):
    kpi = project_text[project_text.index("  - id: falls-rate") : project_text.index("its:")]
    project = project_of(("kpis:\n", "kpis:\n" + kpi.replace("falls-rate", "beds")))
    kpis = canonical_model(project, project.its[0])["kpis"]
    assert set(kpis) == {"falls-rate", "beds"}
    assert "label" not in kpis["beds"]


def test_the_change_is_the_first_interruption_or_the_go_live(project_of):
    project = project_of()
    assert change_date(project, project.its[0]) == dt.date(2024, 4, 1)
    later = project_of(("2024-04-01", "2024-08-01"))
    assert change_date(later, later.its[0]) == dt.date(2024, 8, 1)
    bare = project_of(its="its:\n  - {id: main, kpi: falls-rate, question: Why}\n")
    assert change_date(bare, bare.its[0]) == bare.dates.go_live


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, ["a: b 1 was removed", "a: b 2 was added"]),
        ({"a": [2, 1]}, {"a": [1, 2]}, ["a: the order or number of items changed"]),
        ({"a": ["x", "y"]}, {"a": {"x": 1}}, ["a: x, y became x 1"]),
        ({}, {"a": {"b": 1}}, ["a was added"]),
        ({"a": [1]}, {}, ["a was removed"]),
        ({"a": 1}, {"a": 1}, []),
    ],
)
def test_differences_of_every_form_are_said(before, now, said):
    assert list(differences(before, now)) == said


def test_a_window_that_is_given_twice_is_kept_twice(project_of):
    window = "      - {from: 2023-01-01, to: 2023-01-31, reason: strike}\n"
    project = project_of((window, window + window))
    assert len(canonical_model(project, project.its[0])["exclude"]) == 3
    assert hash_of(project) != hash_of(project_of())
