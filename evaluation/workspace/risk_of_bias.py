"""The seven risk-of-bias items of EPOC for interrupted time series, and a project's answers.

In: `risk_of_bias` of a project or of one analysis. Out: an answer, or none, for each item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from evaluation.workspace.strict import StrictModel, Text

BiasItem = Literal[
    "independent-of-other-changes",
    "shape-of-effect",
    "data-collection",
    "blinded-assessment",
    "incomplete-data",
    "selective-reporting",
    "other-risks",
]
Judgement = Literal["low", "high", "unclear"]

EPOC_SOURCE = (
    "Cochrane Effective Practice and Organisation of Care (EPOC), Suggested risk of bias criteria "
    "for EPOC reviews, 2017"
)
# The items in our own words, each as the question that "low" answers with yes.
BIAS_ITEMS: dict[BiasItem, str] = {
    "independent-of-other-changes": "Did the change happen independently of other changes?",
    "shape-of-effect": "Was the shape of the effect chosen beforehand?",
    "data-collection": "Were the data collected in the same way before and after the change?",
    "blinded-assessment": "Was the outcome judged without knowledge of the change, or objective?",
    "incomplete-data": "Are missing data rare, alike before and after, or dealt with?",
    "selective-reporting": "Are all outcomes reported that were planned?",
    "other-risks": "Is it free of other risks, such as seasons that are not allowed for?",
}


class BiasJudgement(StrictModel):
    """The answer to one item, with its reason."""

    item: BiasItem
    judgement: Judgement
    reason: Text


def _once_each(answers: list[BiasJudgement]) -> list[BiasJudgement]:
    counts = Counter(answer.item for answer in answers)
    repeated = [item for item, count in counts.items() if count > 1]
    if repeated:
        raise ValueError(f"The item '{repeated[0]}' is answered {counts[repeated[0]]} times.")
    return answers


BiasAnswers = Annotated[
    list[BiasJudgement], Field(default_factory=list), AfterValidator(_once_each)
]


def answered(
    own: Sequence[BiasJudgement], shared: Sequence[BiasJudgement]
) -> dict[BiasItem, BiasJudgement | None]:
    """Return the answer to each item, in EPOC's order; None where there is none.

    Parameters
    ----------
    own : sequence of BiasJudgement
        Of the analysis; they come before the project's.
    shared : sequence of BiasJudgement
        Of the project, for all its analyses.

    References
    ----------
    Cochrane Effective Practice and Organisation of Care (EPOC), Suggested risk of bias criteria
    for EPOC reviews. EPOC resources for review authors, 2017.

    Examples
    --------
    >>> shared = [BiasJudgement(item="other-risks", judgement="low", reason="Seasons modelled.")]
    >>> answered([], shared)["other-risks"].judgement
    'low'
    >>> answered([], shared)["data-collection"] is None
    True
    """
    given = {answer.item: answer for answer in (*shared, *own)}
    return {item: given.get(item) for item in BIAS_ITEMS}
