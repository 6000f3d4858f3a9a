"""Every key of a model reaches the engine, from a spec and from a project alike."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from evaluation import its
from evaluation.design import analysis_design, design_findings, spec_design
from evaluation.errors import InvalidInput
from evaluation.workspace import Project
from evaluation.workspace.specs import ItsSpec, read_spec

MODEL = """\
family: quasi-poisson
seasonality: {harmonics: 2, weekdays: true}
exclude: [{from: 2004-03-01, to: 2004-03-31, reason: flood}]
segments: [{name: covid, from: 2006-03-01, to: 2006-08-31, reason: COVID-19, slope: true}]
offset: [days, beds]
effects_at: [2005-12-01]
effect_windows: [{name: year, from: 2006-01-01, to: 2006-12-31}]
level: 0.9
interruptions:
  - {name: ban, date: 2005-01-01, slope: false}
  - {name: news, date: 2005-02-01, pulse: true}
  - {name: prize, date: 2005-03-01, decay: true, half_life: 14}
  - {name: strike, date: 2005-04-10, end: 2005-06-30, level: true, slope: false, transition: share}
  - {name: clinic, date: 2005-09-01, phase_in: {until: 2005-12-01, as: segment}}
"""
SPEC = "data: series.csv\ntime: date\nfrequency: daily\noutcome: falls\ndenominator: people\n"
KPI = {
    "id": "falls",
    "label": "Falls",
    "definition": "Falls",
    "kind": "rate",
    "unit": "per 1,000",
    "domain": "safety",
    "direction": "decrease",
    "source": "Datix",
    "frequency": "daily",
}


def project_of(analysis: dict[str, Any], kind: str = "rate", **dates: dt.date) -> Project:
    content = {
        "title": "Falls",
        "summary": "A clinic.",
        "programme": "local-priority",
        "provenance": "synthetic",
        "sites": [{"name": "North"}],
        "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
        "dates": {"go_live": dt.date(2005, 1, 1), **dates},
        "kpis": [{**KPI, "kind": kind}],
        "its": [{"id": "main", "kpi": "falls", "question": "Did falls change?", **analysis}],
    }
    return Project.model_validate(content)


@pytest.fixture
def spec(tmp_path: Path) -> its.Design:
    path = tmp_path / "spec.yml"
    path.write_text(SPEC + MODEL, encoding="utf-8")
    return spec_design(read_spec(ItsSpec, path))


def test_a_spec_gives_the_design_that_it_says(spec: its.Design) -> None:
    none = {"level": False, "slope": False}
    until = its.PhaseIn(dt.date(2005, 12, 1), "segment")
    assert spec == its.Design(
        outcome="falls",
        frequency="daily",
        interruptions=(
            its.Interruption("ban", dt.date(2005, 1, 1), slope=False),
            its.Interruption("news", dt.date(2005, 2, 1), pulse=True, **none),
            its.Interruption("prize", dt.date(2005, 3, 1), decay=True, half_life=14, **none),
            its.Interruption(
                "strike",
                dt.date(2005, 4, 10),
                slope=False,
                end=dt.date(2005, 6, 30),
                transition="share",
            ),
            its.Interruption("clinic", dt.date(2005, 9, 1), phase_in=until),
        ),
        time="date",
        denominator="people",
        offsets=("days", "beds"),
        family="quasi-poisson",
        seasonality=its.Seasonality(harmonics=2, weekdays=True),
        exclusions=(its.Exclusion(dt.date(2004, 3, 1), dt.date(2004, 3, 31), "flood"),),
        segments=(
            its.Segment("covid", dt.date(2006, 3, 1), dt.date(2006, 8, 31), "COVID-19", slope=True),
        ),
        level=0.9,
        effects_at=(dt.date(2005, 12, 1),),
        effect_windows=(its.EffectWindow("year", dt.date(2006, 1, 1), dt.date(2006, 12, 31)),),
    )


def test_a_project_says_it_in_the_same_words(spec: its.Design) -> None:
    project = project_of(yaml.safe_load(MODEL))
    design = analysis_design(project, project.its[0])
    named = {"outcome", "time", "denominator"}
    same = {key: value for key, value in vars(design).items() if key not in named}
    assert same == {key: value for key, value in vars(spec).items() if key not in named}
    assert (design.outcome, design.time, design.denominator) == ("outcome", "time", "denominator")


def test_without_interruptions_the_change_is_at_go_live_and_the_phase_in_is_left_out() -> None:
    project = project_of({}, phase_in_from=dt.date(2004, 11, 1))
    design = analysis_design(project, project.its[0])
    assert design.interruptions == (its.Interruption("go-live", dt.date(2005, 1, 1)),)
    assert design.exclusions == (
        its.Exclusion(dt.date(2004, 11, 1), dt.date(2004, 12, 31), "phase-in"),
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("date: 2005-01-01, end: 2004-12-31", "Interruption 'ban' ends on 2004-12-31, before its"),
        (
            "date: 2005-01-01, phase_in: {until: 2005-01-01, as: ramp}",
            "phased in until 2005-01-01, which is not after its date",
        ),
        ("date: 2005-01-01, pulse: true, slope: true", "is a pulse and has a slope"),
        ("date: 2005-01-01, decay: true", "decays without a half-life above 0"),
        ("date: 2005-01-01, level: false, slope: false", "changes neither level nor slope"),
    ],
)
def test_contradictions_of_a_spec_are_refused_in_a_sentence(
    tmp_path: Path, words: str, sentence: str
) -> None:
    path = tmp_path / "spec.yml"
    path.write_text(SPEC + f"interruptions: [{{name: ban, {words}}}]\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=sentence):
        spec_design(read_spec(ItsSpec, path))


def written(root: Path, slug: str, project: Project) -> None:
    folder = root / "data" / "projects" / slug
    folder.mkdir(parents=True)
    content = project.model_dump(by_alias=True, exclude_none=True)
    (folder / "project.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def test_check_finds_contradictions_by_project_and_analysis(tmp_path: Path) -> None:
    brief = {"name": "ban", "date": dt.date(2005, 1, 1), "end": dt.date(2004, 1, 1)}
    written(tmp_path, "bad", project_of({"interruptions": [brief]}))
    written(tmp_path, "good", project_of({}))
    (finding,) = design_findings(tmp_path)
    assert str(finding).startswith(
        "data/projects/bad/project.yml, its.main: Interruption 'ban' ends on 2004-01-01, before"
    )
    assert (finding.project, finding.severity) == ("bad", "error")
    assert design_findings(tmp_path, ["good"]) == []


def test_an_analysis_of_an_unknown_kpi_is_left_to_the_check_of_names(tmp_path: Path) -> None:
    written(tmp_path, "bad", project_of({"kpi": "fals"}))
    assert design_findings(tmp_path) == []
