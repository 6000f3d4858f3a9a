"""All comparisons of a questionnaire in one call."""

import numpy as np
import pytest

from evaluation.disclosure import HES
from evaluation.hub.stakeholders.answers import survey
from evaluation.hub.stakeholders.changes import survey_changes
from evaluation.workspace import FinancialYear
from tests.hub.stakeholders.surveys import instrument, responses_table, waves_table

WAVES = waves_table([("A", "2024/25", "x", 90), ("B", "2025/26", "x", 90)])
LATER = FinancialYear.parse("2025/26")


def spread(*counts):
    return [int(n) for n in np.repeat(np.arange(1, 6), counts)]


ANSWERS = {
    ("A", "x", "one"): spread(10, 10, 10, 5, 5),
    ("B", "x", "one"): spread(5, 5, 10, 10, 10),
    ("A", "x", "two"): spread(8, 8, 8, 8, 8),
    ("B", "x", "two"): spread(8, 8, 8, 8, 8),
}


def test_items_parts_and_the_whole_are_compared():
    found = survey(WAVES, responses_table(ANSWERS), instrument(), LATER)
    changes = survey_changes(found, HES, "synthetic")
    assert changes.waves == ("2024/25", "2025/26")
    assert [each.question.label for each in changes.items] == [
        "Item one",
        "Item two (agreeing is unfavourable)",
    ]
    assert changes.items[0].difference.value == pytest.approx(25, abs=2)
    assert changes.items[1].difference.value == pytest.approx(0, abs=1e-6)
    assert changes.whole.difference.n == 80
    assert [each.question.label for each in changes.parts] == ["Part"]
    assert len(changes.sensitivity) == 2
    assert [check.name for check in changes.checks] == [
        "Same change at every step of the scale",
        "Those who did not answer",
    ]


def test_estimates_name_what_they_are_of():
    found = survey(WAVES, responses_table(ANSWERS), instrument(), LATER)
    difference = survey_changes(found, HES, "synthetic").items[0].difference
    assert (difference.outcome, difference.period) == ("survey: one", "2024/25 to 2025/26")
    assert (difference.unit, difference.provenance) == ("percentage points", "synthetic")


def test_one_wave_has_no_changes():
    found = survey(WAVES, responses_table(ANSWERS), instrument(), FinancialYear.parse("2024/25"))
    assert survey_changes(found, HES, "synthetic") is None


def test_a_wave_that_nobody_answered_gives_words():
    only_first = {key: given for key, given in ANSWERS.items() if key[0] == "A"}
    found = survey(WAVES, responses_table(only_first), instrument(), LATER)
    changes = survey_changes(found, HES, "synthetic")
    assert {each.reason for each in (changes.whole, *changes.parts, *changes.items)} == {
        "too few people answered in one of the waves"
    }


def test_an_item_whose_steps_move_apart_is_compared_in_other_ways_too():
    apart = {
        **ANSWERS,
        ("A", "x", "one"): spread(5, 35, 0, 35, 5),
        ("B", "x", "one"): spread(35, 5, 0, 5, 35),
    }
    found = survey(WAVES, responses_table(apart), instrument(), LATER)
    changes = survey_changes(found, HES, "synthetic")
    assert changes.checks[0].passed is False
    assert changes.sensitivity[-1].main.question.label == "Item one"
    assert changes.sensitivity[-1].binary.difference.value == pytest.approx(0, abs=0.1)
