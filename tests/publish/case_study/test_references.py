"""Numbers in the words of a case study come from the results, or are refused."""

import pytest

from evaluation.portfolio import ProjectResult
from evaluation.publish.case_study.references import plain_with_numbers, reference_findings
from tests.publish.case_study.conftest import WORDS, item_of, without_results


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
