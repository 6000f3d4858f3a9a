"""Checklist by stage: done, overdue, and what of the standard is not answered."""

import datetime as dt

import pytest

from evaluation.value.benefits import completion, overdue, stage_on, unanswered
from evaluation.workspace.project import Project
from evaluation.workspace.standard_checklist import STAGES, STANDARD_CHECKLIST
from evaluation.workspace.value_tools import ChecklistItem

DAY = dt.date(2025, 1, 1)


def item(stage, status, text="Do it", **more):
    extra = {"done": {"on": DAY}, "not-needed": {"evidence": "Because"}}.get(status, {})
    return ChecklistItem(stage=stage, item=text, status=status, **extra, **more)


def test_items_are_counted_by_stage_and_what_is_not_needed_is_not_missed():
    made = [item("idea", status) for status in ("done", "not-needed", "under-way", "not-started")]
    row = completion(made, "planning").iloc[0]
    assert row["percent"] == pytest.approx(100 / 3)
    assert (row["needed"], row["done"], row["not_needed"], row["overdue"]) == (3, 1, 1, 2)
    assert (row["under_way"], row["not_started"]) == (1, 1)


def test_only_past_stages_have_overdue_items():
    made = [item(stage, "under-way") for stage in STAGES]
    frame = completion(made, "delivery").set_index("stage")
    assert frame["overdue"].tolist() == [1, 1, 1, 0, 0, 0]
    assert frame["is_past"].tolist() == [True] * 3 + [False] * 3
    assert [late.stage for late in overdue(made[::-1], "delivery")] == list(STAGES[:3])


def test_a_stage_without_items_has_no_percentage():
    assert completion([], "idea")["percent"].isna().all()


def test_standard_items_are_answered_by_id_or_word_by_word():
    first, second = STANDARD_CHECKLIST[:2]
    made = [
        item("idea", "done", standard=first.id),
        item("idea", "done", text=f"  {second.item.upper()}. "),
    ]
    assert unanswered(made) == list(STANDARD_CHECKLIST[2:])
    assert completion(made, "idea")["unanswered"].sum() == len(STANDARD_CHECKLIST) - 2


def test_the_standard_checklist_has_four_items_a_stage_and_each_id_once():
    assert [sum(i.stage == stage for i in STANDARD_CHECKLIST) for stage in STAGES] == [4] * 6
    assert len({i.id for i in STANDARD_CHECKLIST}) == len(STANDARD_CHECKLIST)


@pytest.mark.parametrize(
    ("name", "said"), [("regster", "Did you mean 'register'"), ("zzzz", "There are: need")]
)
def test_an_unknown_standard_item_is_refused_with_the_nearest(name, said):
    with pytest.raises(ValueError, match=said):
        item("idea", "done", standard=name)


def project(**changes):
    plain = {
        "title": "Falls",
        "summary": "Tiny",
        "programme": "local-priority",
        "provenance": "synthetic",
        "sites": [{"name": "Ward"}],
        "roles": {"clinical_lead": "Consultant", "senior_responsible_owner": "Director"},
        "dates": {"go_live": dt.date(2024, 4, 1), "phase_in_from": dt.date(2024, 1, 1)},
        "periods": {
            "baseline": {"from": dt.date(2023, 1, 1), "to": dt.date(2023, 12, 31)},
            "after": {"from": dt.date(2025, 4, 1), "to": dt.date(2026, 3, 31)},
        },
        "exit": {
            "plan": "It ends",
            "status": "planned",
            "business_as_usual_date": dt.date(2026, 10, 1),
        },
    }
    merged = {key: value for key, value in {**plain, **changes}.items() if value is not None}
    return Project.model_validate({**merged, "risk_of_bias": BIAS})


BIAS = [
    {"item": name, "judgement": "low", "reason": "Tiny"}
    for name in (
        "independent-of-other-changes",
        "shape-of-effect",
        "data-collection",
        "blinded-assessment",
        "incomplete-data",
        "selective-reporting",
        "other-risks",
    )
]


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (dt.date(2022, 12, 31), "planning"),
        (dt.date(2023, 1, 1), "baseline"),
        (dt.date(2024, 1, 1), "delivery"),
        (dt.date(2026, 3, 31), "delivery"),
        (dt.date(2026, 4, 1), "review"),
        (dt.date(2026, 10, 1), "exit"),
    ],
)
def test_the_stage_of_a_project_comes_from_its_dates(day, stage):
    assert stage_on(day, project()) == stage


def test_without_windows_and_exit_a_project_is_planned_and_then_delivered():
    plain = project(periods=None, exit=None)
    assert stage_on(dt.date(2020, 1, 1), plain) == "planning"
    assert stage_on(dt.date(2030, 1, 1), plain) == "delivery"
