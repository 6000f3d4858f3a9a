"""The key `funnels` of a project's file: what it needs, and what it refers to."""

import pytest
import yaml
from pydantic import ValidationError

from evaluation.workspace import FunnelPlan, Project
from evaluation.workspace.funnel_consistency import funnel_faults


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, "give one of them"),
        ({"kpi": "a", "criterion": "FALL-1"}, "give one of them"),
        (
            {"criterion": "FALL-1", "period": {"from": "2024-01", "to": "2024-02"}},
            "has a 'cycle', not a 'period'",
        ),
        ({"kpi": "a", "cycle": "one"}, "has a 'period', not a 'cycle'"),
    ],
)
def test_a_funnel_is_of_a_kpi_or_of_a_criterion(keys, told):
    with pytest.raises(ValidationError, match=told):
        FunnelPlan.model_validate({"dimension": "practice", **keys})


@pytest.fixture
def faults(project_text):
    def of(*plans, more=""):
        project = yaml.safe_load(project_text + more)
        project["funnels"] = [{"dimension": "site", **plan} for plan in plans]
        return [
            f"{sentence} {remedy}"
            for _, sentence, remedy in funnel_faults(Project.model_validate(project))
        ]

    return of


WINDOWS = "periods: {baseline: {from: 2023-01, to: 2023-06}, after: {from: 2024-06, to: 2024-12}}\n"


def test_sound_funnels_have_no_fault(faults):
    plans = ({"kpi": "falls-rate"}, {"criterion": "FALL-1", "cycle": "one"})
    assert faults(*plans, more=WINDOWS) == []


def test_a_funnel_of_a_kpi_needs_a_window(faults):
    assert faults({"kpi": "falls-rate"}) == [
        "A funnel of a KPI has no window. Give it a 'period:', or the project 'periods:'."
    ]


def test_unknown_names_have_their_nearest_spelling(faults):
    found = faults({"criterion": "FALL-2", "cycle": "onne"}, {"criterion": "XYZ-9"})
    assert found[1] == "The cycle 'onne' is not in this project's audit. Did you mean 'one'?"
    assert found[2].endswith("Add it under 'audit.criteria'.")


def test_a_mean_is_not_compared(faults, project_text):
    found = faults({"kpi": "falls-rate"}, more=WINDOWS)
    assert found == []
    project = yaml.safe_load(project_text.replace("kind: rate", "kind: mean") + WINDOWS)
    project["funnels"] = [{"kpi": "falls-rate", "dimension": "site"}]
    (fault,) = funnel_faults(Project.model_validate(project))
    assert "kind 'mean'" in fault[1]
