"""Both forms and the poster as text: headings in order, golden pages, what is missing is named."""

import os
from pathlib import Path

import pytest

from evaluation.portfolio import ProjectResult
from evaluation.publish.case_study.making import FORMS, Form, case_study_text
from tests.publish.case_study.conftest import WORDS, item_of, without_results

GOLDEN = Path(__file__).parent / "golden"
NHS_ENGLAND = [
    "Themes",
    "Case study summary",
    "What was the problem or opportunity?",
    "How did this support innovation adoption and spread?",
    "How were patients and the public involved?",
    "What were the results?",
    "What were the learning points?",
    "Next steps and sustainability",
    "Find out more",
    "Contact details",
]
AIS = [
    "Challenge or opportunity",
    "Response",
    "Why",
    "Who",
    "Progress and impact so far",
    "Key lessons and insights",
    "Further information",
    "Contact details",
]
HEADINGS: list[tuple[Form, list[str]]] = [("nhs-england", NHS_ENGLAND), ("ais", AIS)]


def headings(markdown: str) -> list[str]:
    return [line[2:] for line in markdown.splitlines() if line.startswith("# ")]


@pytest.mark.parametrize(("form", "expected"), HEADINGS)
def test_a_form_has_its_headings_in_order(
    form: Form, expected: list[str], item: ProjectResult, chapter: str
) -> None:
    assert headings(case_study_text(item, chapter, form).markdown) == expected


@pytest.mark.parametrize(("form", "expected"), HEADINGS)
def test_every_heading_stays_where_nothing_is_written(form: Form, expected: list[str]) -> None:
    text = case_study_text(without_results(None), "", form)
    assert headings(text.markdown) == [*expected, "What is missing"]
    last = text.markdown.rpartition("# What is missing")[2]
    assert last.count("\n- ") == len(text.missing)


@pytest.mark.parametrize("form", FORMS)
def test_the_text_is_the_golden_one(form: Form, item: ProjectResult, chapter: str) -> None:
    made = case_study_text(item, chapter, form)
    text = f"{made.subtitle}\n\n{made.markdown.rstrip()}\n"
    path = GOLDEN / f"{form}.md"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert made.missing == ()


@pytest.mark.parametrize("form", FORMS)
def test_missing_results_are_named_and_not_filled(form: Form) -> None:
    text = case_study_text(without_results(WORDS), "", form)
    assert any("no result yet" in sentence for sentence in text.missing)
    assert "Falls fell" not in text.markdown


def test_a_quotation_without_permission_is_not_published(chapter: str) -> None:
    words = {**WORDS, "quote": {"text": "I walk again.", "said_by": "Participant"}}
    text = case_study_text(item_of(words), chapter, "ais")
    assert "I walk again" not in text.markdown
    assert text.missing == ("Quotation: it is not published without permission.",)


def test_the_project_s_own_lessons_and_exit_plan_stand_in_where_promised(chapter: str) -> None:
    words = {key: value for key, value in WORDS.items() if key not in ("learning", "next_steps")}
    text = case_study_text(item_of(words), chapter, "nhs-england")
    assert "- Classes filled." in text.markdown
    assert "The team stays. Status: agreed." in text.markdown


@pytest.mark.parametrize("form", ["nhs-england", "ais"])
def test_money_has_its_prices_its_method_and_its_sign(
    form: Form, item: ProjectResult, chapter: str
) -> None:
    text = case_study_text(item, chapter, form).markdown
    assert "- Costs, benefits and return: prices of 2024/25, discounted; NHS." in text
    assert (
        "- Net impact: undiscounted, prices of 2018/19. A positive net impact is a cost, a "
        "negative one a saving."
    ) in text


def test_on_a_poster_what_is_missing_stands_last(chapter: str) -> None:
    words = {**WORDS, "poster": {}}
    text = case_study_text(item_of(words), chapter, "poster")
    assert headings(text.markdown)[-1] == "Take away"
    assert text.subtitle == "Falls fell."
