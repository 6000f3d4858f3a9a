"""Each wording of a survey's findings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure import HES
from evaluation.estimate import CheckResult
from evaluation.hub.stakeholders.answers import survey
from evaluation.hub.stakeholders.changes import SurveyChanges
from evaluation.hub.stakeholders.comparison import wave_change, without_estimate
from evaluation.hub.stakeholders.distribution import distribution
from evaluation.hub.stakeholders.response import blank_answers, response_rates
from evaluation.present.hub.survey_words import (
    agreement_caption,
    blank_sentence,
    change_sentence,
    item_names,
    items_sentence,
    parts_sentence,
    response_sentence,
    single_wave_sentence,
)
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import (
    QUESTION,
    instrument,
    responses_table,
    two_waves,
    waves_table,
)

UP, DOWN, EVEN = [5, 5, 9, 10, 20], [20, 10, 9, 5, 5], [9, 9, 9, 9, 9]
BETTER = wave_change(two_waves(DOWN, UP), QUESTION, shown_people=100)
WORSE = wave_change(two_waves(UP, DOWN), replace(QUESTION, label="Two"), shown_people=100)
SAME = wave_change(two_waves(EVEN, EVEN), replace(QUESTION, label="Three"), shown_people=90)
NONE = without_estimate(QUESTION, "too few people answered in one of the waves")


def changes(whole, *parts):
    return SurveyChanges(
        ("2024/25", "2025/26"), whole, parts, parts, (), (CheckResult("c", None, ""),)
    )


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (BETTER, "in 2025/26 and 20.5% in 2024/25, an improvement (+40.7 percentage points; 95%"),
        (WORSE, "in 2025/26 and 61.2% in 2024/25, a worsening (−40.7 percentage points; 95%"),
        (SAME, "in 2025/26 and 40.0% in 2024/25, no clear change (0.0 percentage points; 95%"),
        (NONE, "cannot be compared, because too few people answered in one of the waves."),
    ],
)
def test_the_whole_changed_clearly_or_not(whole, words):
    assert words in change_sentence(changes(whole))


def test_parts_are_named_that_became_better_or_worse():
    sentence = parts_sentence(changes(BETTER, BETTER, WORSE, SAME))
    assert sentence.startswith("More favourable: one (+")
    assert "Less favourable: two (−" in sentence
    assert sentence.endswith("1 other part changed too little to be clear.")
    assert parts_sentence(changes(SAME, SAME)) == "No part of the questionnaire changed clearly."


def test_items_are_counted_beside_what_chance_gives():
    assert items_sentence([BETTER, SAME]) == (
        "1 of 2 items changed clearly; if nothing had changed, fewer than 1 would by chance alone."
    )
    assert "10 of 20 items" in items_sentence([BETTER] * 10 + [SAME] * 10)
    assert "about 1 would" in items_sentence([BETTER] * 20)
    assert items_sentence([NONE]) == "No item can be compared."


def made(people, invited=100):
    waves = waves_table([("A", "2025/26", "x", invited)])
    answers = {("A", "x", "one"): [4] * people, ("A", "x", "two"): [4] * people}
    return survey(waves, responses_table(answers), instrument(), FinancialYear.parse("2025/26"))


def groups(mean):
    limits = (np.nan, np.nan) if np.isnan(mean) else (mean - 5, mean + 5)
    return pd.DataFrame([("All groups", 20, mean, *limits)],
                        columns=["group", "people", "mean", "lower", "upper"])  # fmt: skip


def test_a_first_wave_has_nothing_to_compare_with():
    sentence = single_wave_sentence(made(20), groups(51.04))
    assert "on average 51.0% of a person's answers were favourable (95% interval 46.0 to 56.0)" in (
        sentence
    )
    assert "too few people answered" in single_wave_sentence(made(20), groups(np.nan))


def test_the_response_is_told_as_it_may_be_shown():
    told = {}
    for people, invited in ((43, 102), (5, 100), (43, 40)):
        found = made(people, invited)
        rates, blank = response_rates(found, HES), blank_answers(found, HES)
        told[people, invited] = response_sentence(found, rates, blank)
    assert told[43, 102].startswith("In 2025/26 45 of 100 people answered (45.0%, 95% interval")
    assert told[43, 102].endswith("and left 0.0% of the items blank.")
    assert told[5, 100] == "In 2025/26 * people answered; no rate can be given."
    assert told[43, 40] == "In 2025/26 45 people answered; no rate can be given."


def test_the_caption_names_most_and_least_agreed_with_items_that_are_not_reversed():
    form = instrument({"one": False, "two": True, "six": False})
    waves = waves_table([("A", "2025/26", "x", 200)])
    answers = {
        ("A", "x", name): [int(n) for n in np.repeat([1, 3, 5], counts)]
        for name, counts in (("one", (10, 10, 80)), ("two", (5, 5, 90)), ("six", (60, 20, 20)))
    }
    found = survey(waves, responses_table(answers), form, FinancialYear.parse("2025/26"))
    names = item_names(form, "function")
    assert names["two"] == "Item two (agreeing is unfavourable)"
    caption = agreement_caption(distribution(found, ["A"], HES), names, "A", "2025/26")
    assert caption == (
        "Of these items, agreement in 2025/26 is highest with “Item one” (80%) and lowest with "
        "“Item six” (20%)."
    )
    few = {name: text for name, text in names.items() if name != "six"}
    assert "too few" in agreement_caption(distribution(found, ["A"], HES), few, "A", "2025/26")
    assert item_names(form, "theme") == {}


def test_the_item_that_most_left_blank_is_named_where_it_can_be():
    blank = pd.DataFrame(
        {"item": ["one", "two"], "people": 40, "blank": [10, None], "share": [25.0, np.nan]}
    ).astype({"blank": "Int64"})
    names = {"one": "Item one", "two": "Item two"}
    assert blank_sentence(blank, names) == (
        "Most often left blank was “Item one”, by 10 of 40 people."
    )
    assert blank_sentence(blank.tail(1), names).startswith("No item was left blank by so many")
