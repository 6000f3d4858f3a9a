"""Numbers in the words of a case study come from the results, or are refused."""

from dataclasses import replace

import pytest

from evaluation.portfolio import ProjectResult
from evaluation.publish.case_study.references import plain_with_numbers, reference_findings
from tests.publish.case_study.conftest import WORDS, estimate, item_of, without_results


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[kpi/falls/baseline]]", "28.6% (95% interval 25.5 to 31.9%)"),
        (
            "[[ its/falls/relative difference ]]",
            "20% lower (95% interval 30% lower to 10% lower)",
        ),
        ("[[kpi/falls/after]]", "a number that is too small to be shown"),
        ("No number.", "No number."),
    ],
)
def test_a_reference_becomes_the_estimate(text: str, shown: str, item: ProjectResult) -> None:
    assert plain_with_numbers(text, item) == shown


def test_an_unknown_reference_is_a_finding_with_the_nearest_spelling() -> None:
    item = item_of({**WORDS, "why": "See [[kpi/fals/baseline]]."})
    (found,) = reference_findings(item, "case-study.yml")
    assert found.place == "why"
    assert found.remedy == "Did you mean 'kpi/falls/baseline'?"


def test_nothing_is_refused_before_the_project_has_run() -> None:
    item = without_results(WORDS)
    assert reference_findings(item, "case-study.yml") == []
    assert plain_with_numbers("[[kpi/falls/after]]", item) == "(no result yet)"


BEFORE = replace(estimate("equity", "gap", "%", 5.0, 1.0, 9.0), period="2023-01 to 2023-12")
AFTER = replace(BEFORE, value=4.0, period="2025-04 to 2026-03")


def test_a_name_that_two_periods_share_needs_the_period() -> None:
    item = item_of({**WORDS, "why": "[[equity/falls/gap]]"}, estimates=(BEFORE, AFTER))
    (found,) = [fault for fault in reference_findings(item, "x.yml") if fault.place == "why"]
    assert found.sentence == "2 results are named 'equity/falls/gap'."
    assert found.remedy == (
        "Add the period: 'equity/falls/gap/2023-01 to 2023-12' or "
        "'equity/falls/gap/2025-04 to 2026-03'."
    )
    shown = plain_with_numbers("[[equity/falls/gap/2023-01 to 2023-12]]", item)
    assert shown == "5.0% (95% interval 1.0 to 9.0%)"


def test_of_analyses_that_share_a_name_the_main_one_is_quoted(item: ProjectResult) -> None:
    second = replace(item.estimates[0], value=-15.0, n=20)
    both = item_of(WORDS, estimates=(*item.estimates, second))
    assert reference_findings(both, "x.yml") == []
    assert plain_with_numbers("[[its/falls/relative difference]]", both).startswith("20% lower")


def test_results_that_cannot_be_told_apart_are_refused() -> None:
    both = (BEFORE, replace(BEFORE, value=6.0))
    item = item_of({**WORDS, "why": "[[equity/falls/gap]]"}, estimates=both)
    (found,) = [fault for fault in reference_findings(item, "x.yml") if fault.place == "why"]
    assert found.remedy == "They cannot be told apart by period; quote another result."
