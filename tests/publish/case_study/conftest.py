"""A small project with a case study, its chapter and its result."""

from dataclasses import replace
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from evaluation.estimate import Estimate
from evaluation.portfolio import ProjectResult
from evaluation.workspace import CaseStudy
from tests.publish.test_project_pages import CHAPTER, project_of

WORDS: dict[str, Any] = {
    "standfirst": "Classes in two towns.",
    "themes": ["Frailty"],
    "problem": "Falls were common: [[kpi/falls/baseline]].",
    "how_supported": "The hub found the halls.",
    "patients_and_public": "A forum chose the times.",
    "learning": ["Classes need buses."],
    "next_steps": "The council pays.",
    "find_out_more": [{"label": "Guideline", "url": "https://example.org/falls"}],
    "contact": {"role": "Evaluation lead", "mailbox": "hub@example.org"},
    "challenge": "Older people fall.",
    "response": "Classes.",
    "why": "Exercise works.",
    "who": "Therapists.",
    "quote": {"text": "I walk again.", "said_by": "Participant", "permission": True},
    "poster": {
        "headline": "Falls [[its/falls/relative difference]] than expected",
        "take_away": "Book the bus first.",
    },
}


def estimate(analysis: str, measure: str, unit: str, *numbers: float | None) -> Estimate:
    value, lower, upper = numbers
    return Estimate(
        analysis, "falls", measure, unit, value, lower, upper, 48, "OLS", "2026-03", "synthetic",
        label="Falls with harm",
    )  # fmt: skip


def priced(analysis: str, method: str) -> Estimate:
    return replace(estimate(analysis, "net value", "GBP", 5.0, 1.0, 9.0), method=method)


def item_of(words: dict[str, Any] | None, **changes: Any) -> ProjectResult:
    settings: dict[str, Any] = {
        "folder": Thing(
            slug="falls",
            project=project_of(ppi=[{"group": "Forum", "activity": "Met", "level": "co-produced"}]),
            case_study=None if words is None else CaseStudy.model_validate(words),
        ),
        "attempt": None,
        "good": Thing(end="2026-05-01"),
        "estimates": (
            estimate("its", "relative difference", "%", -20.0, -30.0, -10.0),
            estimate("kpi", "baseline", "%", 28.6, 25.5, 31.9),
            estimate("kpi", "after", "%", None, None, None),
            priced("value", "prices of 2024/25, discounted; NHS"),
            priced("resource impact", "undiscounted, prices of 2018/19"),
        ),
        "sentences": {
            "interrupted_time_series": ["Falls fell.", "Visits did not."],
            "kpis": ["Of 1, 1 improved."],
            "value": ["For each £1 of cost, £1.34 of benefit comes back."],
        },
        **changes,
    }
    return ProjectResult(**settings)


def without_results(words: dict[str, Any] | None) -> ProjectResult:
    return item_of(words, good=None, estimates=(), sentences={})


@pytest.fixture
def item() -> ProjectResult:
    return item_of(WORDS)


@pytest.fixture
def chapter() -> str:
    return CHAPTER
