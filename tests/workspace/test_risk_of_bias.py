"""EPOC's seven items: answered by project or analysis, never silently."""

import pytest
import yaml
from pydantic import ValidationError

from evaluation.workspace import BIAS_ITEMS, BiasJudgement, Project, answered
from evaluation.workspace.strict import validate
from evaluation.workspace.yaml_source import read_yaml


def judged(item, judgement="low", reason="So."):
    return BiasJudgement(item=item, judgement=judgement, reason=reason)


def test_there_are_seven_items_in_the_order_of_epoc():
    assert list(BIAS_ITEMS) == [
        "independent-of-other-changes",
        "shape-of-effect",
        "data-collection",
        "blinded-assessment",
        "incomplete-data",
        "selective-reporting",
        "other-risks",
    ]
    assert all(question.endswith("?") for question in BIAS_ITEMS.values())


def test_an_item_without_an_answer_has_none_and_is_never_low():
    assert set(answered([], []).values()) == {None}


def test_an_answer_of_the_analysis_comes_before_that_of_the_project():
    own, shared = (
        [judged("other-risks", "high")],
        [judged("other-risks"), judged("shape-of-effect")],
    )
    found = answered(own, shared)
    assert found["other-risks"] == own[0]
    assert found["shape-of-effect"] == shared[1]


@pytest.mark.parametrize("place", ["project", "analysis"])
def test_an_item_answered_twice_is_refused(project_text, place):
    twice = "risk_of_bias: [{i}, {i}]".format(i="{item: other-risks, judgement: low, reason: So}")
    text = project_text.replace("id: main,", f"id: main, {twice},")
    if place == "project":
        text = f"{project_text}{twice}\n"
    with pytest.raises(ValidationError, match="'other-risks' is answered 2 times"):
        Project.model_validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("other-risks", "other-risk", "Did you mean 'other-risks'?"),
        ("low", "lo", "Did you mean 'low'?"),
        ("judgement", "judgment", "Did you mean 'judgement'?"),
    ],
)
def test_a_misspelt_item_suggests_the_nearest(tmp_path, project_text, old, new, remedy):
    answer = "{item: other-risks, judgement: low, reason: So}".replace(old, new)
    path = tmp_path / "project.yml"
    path.write_text(f"{project_text}risk_of_bias: [{answer}]\n", encoding="utf-8")
    found, findings = validate(Project, read_yaml(path, "project.yml"), "project.yml")
    assert found is None
    assert remedy in [finding.remedy for finding in findings]
