import pandas as pd
import pytest

from evaluation.hub.governance.quarters import Quarter
from evaluation.hub.governance.status import overall_rating, status_findings, status_in

Q3 = Quarter.parse("2025/26-Q3")
ASPECTS = ("time", "cost", "scope", "quality", "benefits", "risk")
EMPTY = {
    "milestones": pd.DataFrame(columns=["project", "title", "rating", "reason"]),
    "tolerances": pd.DataFrame(columns=["project", "aspect", "measure", "state"]),
    "serious": pd.DataFrame(columns=["project", "kind", "id", "band"]),
}


def status(project="falls", quarter=Q3, reason="Because", **ratings):
    rows = [
        (str(quarter), project, aspect, ratings.get(aspect, "green"), reason)
        for aspect in ASPECTS
        if ratings.get(aspect, "green")
    ]
    return pd.DataFrame(rows, columns=["quarter", "project", "aspect", "rating", "reason"])


def findings(table, **facts):
    found = status_findings(status_in(table, Q3), **{**EMPTY, **facts})
    return found.to_numpy().tolist()


def red_milestone(project="falls"):
    return pd.DataFrame(
        {"project": [project], "title": ["Go live"], "rating": ["red"], "reason": ["late"]}
    )


def beyond(aspect, state):
    return pd.DataFrame(
        {"project": ["falls"], "aspect": [aspect], "measure": ["Spend"], "state": [state]}
    )


@pytest.mark.parametrize(
    ("ratings", "overall"),
    [
        (["green"] * 6, "green"),
        (["green"] * 5 + ["amber"], "amber"),
        (["amber"] * 5 + ["red"], "red"),
        (["green"] * 5 + ["not rated"], "not rated"),
        (["amber"] * 5 + ["not rated"], "amber"),
        ([], "not rated"),
    ],
)
def test_the_overall_rating_is_the_worst_and_green_only_where_all_are(ratings, overall):
    assert overall_rating(pd.Series(ratings, dtype="string")) == overall


def test_ratings_stand_beside_those_of_the_quarter_before():
    table = pd.concat(
        [status(time="red"), status(quarter=Q3.previous, time="amber"), status(project=None)]
    )
    found = status_in(table, Q3)
    assert found["project"].unique().tolist() == ["hub", "falls"]
    assert found["aspect"].to_list() == ["overall", *ASPECTS] * 2
    falls = found[found["project"] == "falls"].set_index("aspect")
    assert falls.loc["time", ["rating", "previous_rating"]].to_list() == ["red", "amber"]
    assert falls.loc["overall", ["rating", "previous_rating"]].to_list() == ["red", "amber"]
    hub = found[found["project"] == "hub"].set_index("aspect")
    assert hub["previous_rating"].eq("not rated").all()


def test_without_ratings_there_is_an_empty_table():
    assert len(status_in(status().iloc[:0], Q3)) == 0


def test_green_is_a_finding_where_a_milestone_is_red():
    assert findings(status(), milestones=red_milestone()) == [
        ["falls", "time", "green", "milestone “Go live”: late"]
    ]
    assert findings(status(time="amber"), milestones=red_milestone()) == []


@pytest.mark.parametrize(
    ("rating", "state", "is_found"),
    [
        ("green", "breached", True),
        ("amber", "breached", True),
        ("red", "breached", False),
        ("green", "forecast to breach", True),
        ("amber", "forecast to breach", False),
        ("green", "within", False),
        ("green", "no reading", False),
    ],
)
def test_a_rating_may_not_be_better_than_its_tolerance(rating, state, is_found):
    table = status(cost=rating)
    assert bool(findings(table, tolerances=beyond("cost", state))) is is_found
    assert not findings(status(), tolerances=beyond("scope", "within"))


def test_green_risk_is_a_finding_where_a_serious_item_is_overdue():
    serious = pd.DataFrame({"project": ["falls"], "kind": ["risk"], "id": ["R1"], "band": ["high"]})
    assert findings(status(), serious=serious) == [
        ["falls", "risk", "green", "risk R1 is high and overdue"]
    ]


def test_a_rating_that_is_missing_or_without_a_reason_is_a_finding():
    assert findings(status(scope=None)) == [["falls", "scope", "not rated", "no rating was given"]]
    assert findings(status(reason=None, cost="amber")) == [
        ["falls", "cost", "amber", "no reason was given"]
    ]


def test_a_fact_of_a_project_that_was_not_rated_is_no_finding_here():
    assert findings(status(), milestones=red_milestone("feno")) == []


def test_a_worse_rating_than_the_facts_is_allowed():
    assert findings(status(time="red", risk="red")) == []
